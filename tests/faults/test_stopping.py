"""A worker that is asked to stop ends its turns and hands its conversations over; a server looks after its workers."""

import asyncio
import json
import os
import signal

from sqlalchemy import select

from bot.store.sql import SqlStore
from bot.store.tables import conversations
from tests.faults import stall
from tests.faults.cluster import PATIENCE, Cluster, Process
from tests.faults.crowd import HOURS, THINK, answered, check_all, crowd

CUSTOMERS = 6


async def leases(store: SqlStore) -> set[float]:
    """Until when conversations are somebody's."""
    return await store.database.read(lambda connection: set(connection.scalars(select(conversations.c.lease_until))))


async def test_a_worker_that_is_asked_to_stop_ends_its_turns_and_gives_its_conversations_back(house: Cluster, store: SqlStore) -> None:
    worker = house.start("worker", "--port", "0")
    await house.web()
    await worker.begun()
    async with crowd(house.address, 2 * CUSTOMERS) as customers:
        thinking, others = customers[:CUSTOMERS], customers[CUSTOMERS:]
        await asyncio.gather(*(one.say(THINK) for one in thinking))
        await asyncio.gather(*(one.say(HOURS) for one in thinking))
        async with asyncio.timeout(PATIENCE):
            while len(list((house.folder / "var/packs" / stall.PACK).glob("thinking-*"))) < CUSTOMERS:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        await asyncio.gather(*(one.say(HOURS, 20.0) for one in others))
        worker.ask_to_stop()
        assert await worker.ended() == 0
        assert await leases(store) == {0.0}, "nobody has to wait until a lease runs out"
        waiting = [row.inbound.event.text for row in await store.waiting() if hasattr(row.inbound.event, "text")]
        assert waiting == [HOURS] * CUSTOMERS, "what had begun was answered, what waited behind it is left to others"

        house.fork()
        await asyncio.gather(*(one.say(HOURS, 20.0) for one in customers))
        await answered(store)
        await check_all(store, customers, house.folder)


def started(house: Cluster) -> list[int]:
    """The ids of the workers that a server has started, from its log."""
    log = house.folder / "var" / "frontdesk.log"
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return [line["pid"] for line in lines if line["event"] == "worker_started"]


async def test_a_server_replaces_a_worker_that_dies_and_takes_all_with_it_when_it_stops(house: Cluster, store: SqlStore) -> None:
    server = await house.start("serve", "--workers", "2", "--port", str(house.port)).begun()
    async with crowd(house.address, CUSTOMERS) as customers:
        await asyncio.gather(*(one.say(HOURS, 20.0) for one in customers))
        os.kill(started(house)[0], signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while len(started(house)) < 3:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
        await asyncio.gather(*(one.say(HOURS, 20.0) for one in customers))
        await answered(store)
        await check_all(store, customers, house.folder)
    server.ask_to_stop()
    assert await server.ended() == 0
    for pid in started(house):
        assert not Process("worker", house.folder / "none", pid=pid).alive

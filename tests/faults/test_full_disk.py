"""A disk that runs full loses nothing that was acknowledged, and stops nobody for longer than it is full."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog

from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.events import MessageReceived
from bot.errors import StoreUnavailable
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.sql import SqlStore
from bot.telemetry import Telemetry, WatchedEngine, log_as_json
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN
from tests.faults import stall
from tests.faults.cluster import PATIENCE, Nursery, Process
from tests.faults.crowd import HOURS, answered, check_all, crowd
from tests.serving import free_port
from tests.store.parts import Models, engine, transcript

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason=f"no {FULL} on this system")

anytime = asyncio.Event()
anytime.set()

LONG = "what does delivery cost " * 2000
"""Needs pages of its own in the database."""


@asynccontextmanager
async def working(store: SqlStore, models: Models) -> AsyncIterator[Reception]:
    """A reception and a watched worker that comes back soon to what it has given up."""
    bus, telemetry, plain = LocalBus(), Telemetry(), engine(store, models)
    watched = WatchedEngine(store, plain.packs)
    watched.watch, watched.failed = telemetry.turn, telemetry.failed
    task = asyncio.create_task(Worker(watched, Lookout(store, LocalArrivals(bus), 0.05), bus, (0.01,), rest=0.05, grace=0.1).run())
    yield Reception(store, bus, {"shop": DOMAIN})
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def room(store: SqlStore, pages: int) -> None:
    """Let the database have so many pages, or as many as it has where that is more."""
    await store.database.write(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}"))


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[SqlStore]:
    log_as_json(FULL)
    store = await SqlStore.connect(f"sqlite:///{tmp_path / 'frontdesk.db'}", seconds=0.4, keep=0.2)
    yield store
    await store.close()
    structlog.reset_defaults()


async def test_a_conversation_that_met_a_full_disk_is_answered_when_there_is_room_again(filled: SqlStore) -> None:
    store, models = filled, Models(gate=asyncio.Event())
    assert models.gate is not None
    async with asyncio.timeout(30), working(store, models) as reception:
        one = await reception.open("shop", "web", "en")
        assert await reception.receive(one, MessageReceived(1.0, LONG, "d1"), "k1")
        await models.reached.wait()
        await room(store, 1)
        models.gate.set()
        assert not await reception.wait(one, "k1", 0.5)
        with pytest.raises(StoreUnavailable, match="full"):
            await reception.receive(one, MessageReceived(1.0, LONG, "d2"), "k2")
        with pytest.raises(StoreUnavailable, match="full"):
            await reception.check()
        await room(store, 1_000_000)
        assert await reception.wait(one, "k1", 10)
        assert await reception.receive(one, MessageReceived(1.0, "and to Leeds?", "d2"), "k2")
        assert await reception.wait(one, "k2", 10)
        await reception.check()
        said = [line.partition(": ")[2] for line in await transcript(reception, one) if line.startswith("customer")]
        assert said == [LONG, "and to Leeds?"]


def room_for_files(pid: int, size: int) -> None:
    """No file of a process may grow beyond so many bytes: to it, the disk is full."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_a_server_whose_disk_is_full_says_so_and_answers_everything_once_there_is_room(nursery: Nursery, tmp_path: Path) -> None:
    port, log, database = free_port(), tmp_path / "serve.log", tmp_path / "var" / "frontdesk.db"
    environment = {**stall.settings(tmp_path), "FRONTDESK_PORT": str(port)}
    process = await Process("whole", log, pid=nursery.fork("whole", environment, log)).begun()
    store = await SqlStore.connect(f"sqlite:///{database}")
    try:
        async with crowd(f"http://127.0.0.1:{port}/api/v1/{stall.PACK}/conversations", 4) as customers:
            await asyncio.gather(*(one.say(HOURS, 20.0) for one in customers))
            room_for_files(process.pid, database.with_name("frontdesk.db-wal").stat().st_size)
            long = [f"{HOURS} {number} {'please ' * 500}".strip() for number in range(20)]
            talking = [asyncio.create_task(one.talk(long, lambda _: anytime)) for one in customers]
            async with asyncio.timeout(PATIENCE):
                while not all(one.refused for one in customers):  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.02)
            room_for_files(process.pid, resource.RLIM_INFINITY)
            await asyncio.gather(*talking)
            await answered(store)
            await check_all(store, customers, tmp_path)
            refusals = [refusal for one in customers for refusal in one.refused]
            assert {refusal.status_code for refusal in refusals} == {503}
            assert all(int(refusal.headers["retry-after"]) > 0 for refusal in refusals)
    finally:
        process.kill()
        await store.close()

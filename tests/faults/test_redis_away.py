"""Redis may be killed, flushed and started again: it only wakes, and whoever waits looks at the database."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from websockets.asyncio.client import connect

from bot.dialogue.events import OperatorJoined, OperatorSaid
from bot.store.records import Inbound
from bot.store.sql import SqlStore
from tests.faults.cluster import Cluster
from tests.faults.crowd import ANSWERS, THINK, answered, check_all, crowd, wishes
from tests.store.redis_server import RedisServer
from tests.store.servers import a_redis

CUSTOMERS, EACH = 12, 12


@pytest.fixture(scope="module")
def redis_running() -> Iterator[RedisServer]:
    """Their own, as it is killed."""
    with a_redis() as server:
        yield server


async def test_a_redis_that_dies_is_flushed_and_comes_back_costs_no_message(house: Cluster, store: SqlStore, redis: RedisServer) -> None:
    gates = [asyncio.Event() for _ in range(EACH)]

    def until(number: int) -> None:
        for gate in gates[:number]:
            gate.set()

    for _ in range(2):
        house.fork()
    await house.web()
    async with crowd(house.address, CUSTOMERS + 1) as customers:
        talking = [asyncio.create_task(one.talk(wishes(EACH), gates.__getitem__)) for one in customers[1:]]
        until(3)
        await answered(store)
        until(5)
        redis.kill()
        until(7)
        said = await customers[0].say("when do you open?", 20.0)
        assert said.json()["messages"][-1]["text"] == "We open at nine."
        await answered(store)
        redis.start()
        until(9)
        redis.flush()
        until(EACH)
        redis.flush()
        await asyncio.gather(*talking)
        await answered(store)
        await check_all(store, customers, house.folder)
        assert all(not one.refused and not one.broken for one in customers)


async def test_a_redis_that_comes_back_while_a_message_is_being_answered_does_not_pass_for_the_answer(
    house: Cluster, redis: RedisServer
) -> None:
    house.fork()
    await house.web()
    async with crowd(house.address, 1) as customers:
        asked = asyncio.create_task(customers[0].say(THINK, 20.0))
        await asyncio.sleep(0.5)
        redis.kill()
        redis.start()
        assert (await asked).json()["messages"][-1]["text"] == ANSWERS[THINK]


async def test_a_page_is_shown_what_a_person_says_while_redis_is_away(house: Cluster, store: SqlStore, redis: RedisServer) -> None:
    house.fork()
    await house.web()
    async with crowd(house.address, 1) as customers:
        address = f"{house.address.replace('http', 'ws')}/{customers[0].id}/ws?after=1"
        async with connect(address) as page:
            assert json.loads(await page.recv()) == {"upto": 1}
            redis.kill()
            try:
                said = OperatorSaid(1.0, "Mei", "Hello, Mei here.", "d1")
                await store.receive(Inbound("desk-1", customers[0].id, OperatorJoined(1.0, "Mei")), 1.0)
                await store.receive(Inbound("desk-2", customers[0].id, said), 1.0)
                async with asyncio.timeout(20.0):
                    while json.loads(await page.recv()).get("text") != "Hello, Mei here.":
                        pass
            finally:
                redis.start()


@pytest.fixture
def changed(redis: RedisServer) -> Iterator[RedisServer]:
    """With another password than its address in the settings says."""
    redis.kill()
    redis.password = "another"
    redis.start()
    yield redis
    redis.kill()
    redis.password = ""
    redis.start()


@pytest.mark.parametrize("command", [("worker", "--port", "0"), ("serve", "--workers", "0")], ids=["worker", "serve"])
async def test_a_redis_with_another_password_is_refused_at_the_start_with_a_sentence(
    house: Cluster, changed: RedisServer, command: tuple[str, ...]
) -> None:
    process = house.start(*command)
    assert await process.ended() not in (0, None)
    said = " ".join(process.said.split())
    assert "Redis does not let Frontdesk in" in said
    assert "check the user and the password in FRONTDESK_REDIS_URL" in said
    assert "Traceback" not in said

"""Redis may be killed, flushed and started again: it only wakes, and whoever waits looks at the database."""

import asyncio
from pathlib import Path

from bot.store.sql import SqlStore
from tests.faults.cluster import cluster
from tests.faults.crowd import answered, check_all, crowd, wishes
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer

CUSTOMERS, EACH = 12, 12


async def test_a_redis_that_dies_is_flushed_and_comes_back_costs_no_message(
    database: PostgresServer, redis: RedisServer, tmp_path: Path
) -> None:
    store = await SqlStore.connect(database.address)
    gates = [asyncio.Event() for _ in range(EACH)]

    def open_gates(until: int) -> None:
        for gate in gates[:until]:
            gate.set()

    async with cluster(tmp_path, database.address, redis.address) as house:
        for _ in range(2):
            house.fork()
        await house.web()
        async with crowd(house.address, CUSTOMERS) as customers:
            talking = [asyncio.create_task(one.talk(wishes(EACH), gates.__getitem__)) for one in customers]
            open_gates(3)
            await answered(store)
            open_gates(5)
            redis.kill()
            open_gates(7)
            await answered(store)
            said = await customers[0].say("when do you open? while Redis is away", 20.0)
            assert said.json()["messages"][-1]["text"] == "We open at nine."
            redis.start()
            open_gates(9)
            redis.flush()
            open_gates(EACH)
            redis.flush()
            await asyncio.gather(*talking)
            await answered(store)
            await check_all(store, customers, tmp_path)
            assert all(not one.refused and not one.broken for one in customers)
    await store.close()


async def test_a_redis_with_another_password_is_refused_at_the_start_with_a_sentence(
    database: PostgresServer, redis: RedisServer, tmp_path: Path
) -> None:
    before = redis.address
    redis.kill()
    redis.password = "another"
    try:
        redis.start()
        async with cluster(tmp_path, database.address, before) as house:
            processes = [house.start("worker", "--port", "0"), house.start("serve", "--workers", "0")]
            for process in processes:
                assert await process.ended() not in (0, None)
                said = " ".join(process.said.split())
                assert "Redis does not let Frontdesk in" in said
                assert "check the user and the password in FRONTDESK_REDIS_URL" in said
                assert "Traceback" not in said
    finally:
        redis.kill()
        redis.password = ""
        redis.start()

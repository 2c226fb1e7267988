"""Workers are killed while customers write: nothing is lost, doubled or out of order."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.store.sql import SqlStore
from tests.faults.cluster import cluster
from tests.faults.crowd import answered, check_all, crowd, wishes
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer

WORKERS = 3
TWICE = 5
"""Every so many kills, two workers are killed at once."""


class Pace:
    """Spreads what customers write over the kills: of ``messages``, the n-th may be written once n/messages of the kills were."""

    def __init__(self, kills: int, messages: int) -> None:
        self.kills, self.messages, self.done = kills, messages, 0
        self.gates = [asyncio.Event() for _ in range(messages)]
        self.open()

    def open(self) -> None:
        """Let those messages be written whose time has come."""
        for number, gate in enumerate(self.gates):
            if self.done >= number * self.kills / self.messages:
                gate.set()

    def killed(self, count: int) -> None:
        """So many more were killed."""
        self.done += count
        self.open()


async def kill_while_customers_write(database: PostgresServer, redis: RedisServer, folder: Path, kills: int, conversations: int) -> str:
    """Everything is checked; the line says what was done."""
    messages, began = 10, time.monotonic()
    store = await SqlStore.connect(database.address)
    async with cluster(folder, database.address, redis.address) as house:
        for _ in range(WORKERS):
            house.fork()
        await house.web()
        async with crowd(house.address, conversations) as customers:
            pace = Pace(kills, messages)
            talking = [asyncio.create_task(customer.talk(wishes(messages), pace.gates.__getitem__)) for customer in customers]
            for number in range(1, kills + 1):
                if pace.done < kills:
                    count = min(2 if number % TWICE == 0 else 1, kills - pace.done)
                    await house.kill_some(count)
                    pace.killed(count)
            await asyncio.gather(*talking)
            ended = time.monotonic()
            await answered(store)
            rest = time.monotonic() - ended
            await check_all(store, customers, folder)
    calls = len((folder / "var/packs/stall/calls").read_text().split())
    places = len(list((folder / "var/packs/stall").glob("place-*")))
    await store.close()
    return (
        f"{pace.done} kills, {conversations * messages:,} messages in {conversations} conversations: none lost, doubled or out of order; "
        f"{calls - places} of {places} writing actions repeated with their key; all answered {rest:.1f} s after the last was written; "
        f"{time.monotonic() - began:.0f} s"
    )


async def test_workers_that_are_killed_lose_double_and_mix_up_nothing(database: PostgresServer, redis: RedisServer, tmp_path: Path) -> None:
    print(await kill_while_customers_write(database, redis, tmp_path, kills=20, conversations=50))


@pytest.mark.slow
async def test_two_hundred_kills_lose_double_and_mix_up_nothing(database: PostgresServer, redis: RedisServer, tmp_path: Path) -> None:
    print(await kill_while_customers_write(database, redis, tmp_path, kills=200, conversations=500))

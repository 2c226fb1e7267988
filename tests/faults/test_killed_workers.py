"""Workers are killed while customers write: nothing is lost, doubled or out of order."""

import asyncio
import time

import pytest

from bot.store.sql import SqlStore
from tests.faults import stall
from tests.faults.cluster import Cluster
from tests.faults.crowd import answered, check_all, crowd, wishes

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


async def kill_while_customers_write(house: Cluster, store: SqlStore, kills: int, conversations: int) -> str:
    """Everything is checked; the line says what was done."""
    messages, began = 10, time.monotonic()
    for _ in range(WORKERS):
        house.fork()
    await house.web()
    async with crowd(house.address, conversations) as customers:
        pace = Pace(kills, messages)
        talking = [asyncio.create_task(customer.talk(wishes(messages), pace.gates.__getitem__)) for customer in customers]
        while pace.done < kills:
            count = min(2 if (pace.done + 1) % TWICE == 0 else 1, kills - pace.done)
            await house.kill_some(count)
            pace.killed(count)
        await asyncio.gather(*talking)
        ended = time.monotonic()
        await answered(store)
        rest = time.monotonic() - ended
        await check_all(store, customers, house.folder)
    book = house.folder / "var/packs" / stall.PACK
    calls, places = len((book / "calls").read_text().split()), len(list(book.glob("place-*")))
    return (
        f"{pace.done} kills, {conversations * messages:,} messages in {conversations} conversations: none lost, doubled or out of order; "
        f"{calls - places} of {places} writing actions repeated with their key; all answered {rest:.1f} s after the last was written; "
        f"{time.monotonic() - began:.0f} s"
    )


async def test_workers_that_are_killed_lose_double_and_mix_up_nothing(house: Cluster, store: SqlStore) -> None:
    print(await kill_while_customers_write(house, store, kills=20, conversations=50))


@pytest.mark.slow
async def test_two_hundred_kills_lose_double_and_mix_up_nothing(house: Cluster, store: SqlStore) -> None:
    print(await kill_while_customers_write(house, store, kills=200, conversations=500))

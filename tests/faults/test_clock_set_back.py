"""A clock that is set back by an hour makes nobody wait for an hour."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.bus.local import LocalArrivals, LocalBus
from bot.bus.redis import connected
from bot.bus.shares import PARTITIONS
from bot.bus.streams import WORKERS, RedisArrivals
from bot.delivery import Delivery, Patience
from bot.dialogue.domain import Silence
from bot.dialogue.events import MessageReceived
from bot.dialogue.step import opening
from bot.engine import Engine, Serving
from bot.errors import ChannelError
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.database import connect
from bot.store.migrations import migrate
from bot.store.records import Outgoing
from bot.store.sql import SqlStore
from bot.timers import Timers
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN
from tests.store.parts import Models, a_turn, engine, say
from tests.store.redis_server import RedisServer

HOUR = 3600.0
SOON = 20.0
"""Seconds within which everything must have gone on."""


@dataclass
class Clock:
    """The machine's clock, as far as it was set back."""

    back: float = 0.0

    def __call__(self) -> float:
        return time.time() - self.back


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def address(tmp_path: Path) -> str:
    """Of an empty database."""
    found = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    await migrate(found)
    return found


@pytest.fixture
async def stores(address: str, clock: Clock) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    """Those of two processes on one machine, whose leases are short."""
    both = tuple(SqlStore(connect(address), 0.9, 0.3, clock) for _ in range(2))
    yield both[0], both[1]
    for one in both:
        await one.close()


async def test_a_conversation_whose_worker_died_before_the_clock_was_set_back_goes_on(
    stores: tuple[SqlStore, SqlStore], clock: Clock
) -> None:
    dead, living = stores
    await dead.create(opening("c1", DOMAIN, "en"), "web", 1.0)
    await dead.open("c1")
    assert dead.renewing is not None
    dead.renewing.cancel()
    clock.back = HOUR
    async with asyncio.timeout(SOON):
        opened = await living.open("c1")
        await living.commit(opened.lease, a_turn(opened, "here"))
    assert [line.text for line in await living.messages("c1")] == ["here"]


async def test_who_runs_a_long_turn_keeps_its_lease_when_the_clock_is_set_back(stores: tuple[SqlStore, SqlStore], clock: Clock) -> None:
    busy, waiting = stores
    await busy.create(opening("c1", DOMAIN, "en"), "web", 1.0)
    opened = await busy.open("c1")
    clock.back = HOUR
    after = asyncio.create_task(waiting.open("c1"))
    await asyncio.sleep(2.5 * busy.seconds)  # a turn that takes longer than a lease
    assert not after.done()
    await busy.commit(opened.lease, a_turn(opened, "first"))
    async with asyncio.timeout(SOON):
        opened = await after
        await waiting.commit(opened.lease, a_turn(opened, "second"))
    assert [line.text for line in await waiting.messages("c1")] == ["first", "second"]


async def test_a_lease_kept_after_a_turn_is_given_back_when_the_clock_is_set_back(
    stores: tuple[SqlStore, SqlStore], address: str, clock: Clock
) -> None:
    first, second = stores[0], SqlStore(connect(address), 10 * SOON, 0.3, clock)
    await first.create(opening("c1", DOMAIN, "en"), "web", 1.0)
    opened = await first.open("c1")
    await first.commit(opened.lease, a_turn(opened, "first"))
    clock.back = HOUR
    async with asyncio.timeout(SOON):
        await second.open("c1")
    await second.close()


async def test_a_worker_goes_on_answering_when_the_clock_is_set_back(stores: tuple[SqlStore, SqlStore], clock: Clock) -> None:
    store, models, bus = stores[0], Models(gate=asyncio.Event()), LocalBus()
    assert models.gate is not None
    turns = engine(store, models)
    turns.clock = clock
    reception = Reception(store, bus, {"shop": DOMAIN}, clock=clock)
    task = asyncio.create_task(Worker(turns, Lookout(store, LocalArrivals(bus), 0.1), bus).run())
    async with asyncio.timeout(SOON):
        one = await reception.open("shop", "web", "en")
        await reception.receive(one, MessageReceived(clock(), "what does delivery cost", "d1"), f"{one}:d1")
        await models.reached.wait()
        clock.back = HOUR
        models.gate.set()
        assert await reception.wait(one, f"{one}:d1", SOON)
        assert "bot: Delivery costs $4.90." in await say(reception, one, "what does delivery cost", "d2")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Refusing:
    """A channel that fails the first time."""

    def __init__(self, retry_after: float | None = None) -> None:
        self.tries, self.retry_after, self.sent = 0, retry_after, list[str]()

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        self.tries += 1
        if self.tries == 1:
            raise ChannelError("not now", self.retry_after)
        self.sent.append(outgoing.message.text)
        return False


async def a_line_to_send(store: SqlStore) -> None:
    """One line of a conversation on Telegram."""
    await store.create(opening("telegram-1-42", DOMAIN, "en"), "telegram", 1.0)
    opened = await store.open("telegram-1-42")
    await store.commit(opened.lease, a_turn(opened, "hello"))


@pytest.mark.parametrize("retry_after", [None, 0.2], ids=["failed", "asked to wait"])
async def test_a_line_that_waits_for_its_next_try_is_sent_when_the_clock_is_set_back(
    stores: tuple[SqlStore, SqlStore], clock: Clock, retry_after: float | None
) -> None:
    store, channel = stores[0], Refusing(retry_after)
    await a_line_to_send(store)
    task = asyncio.create_task(Delivery(store, channel, LocalBus(), Patience(first=0.2, longest=0.2), clock).run())
    async with asyncio.timeout(SOON):
        while not channel.tries:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
        clock.back = HOUR
        while not channel.sent:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert channel.sent == ["hello"]


async def test_a_line_claimed_by_a_process_that_died_is_sent_when_the_clock_is_set_back(
    stores: tuple[SqlStore, SqlStore], clock: Clock
) -> None:
    store, channel = stores[0], Refusing()
    channel.tries = 1
    await a_line_to_send(store)
    assert await store.claim("telegram-1-42", "dead", clock(), clock() + 60.0) is not None
    assert await store.outgoing(clock()) == []
    clock.back = HOUR
    task = asyncio.create_task(Delivery(store, channel, LocalBus(), Patience(first=0.2, longest=0.2), clock).run())
    async with asyncio.timeout(SOON):
        while not channel.sent:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_timers_fire_as_if_the_clock_had_not_been_set_back_and_later_ones_by_the_new_time(
    stores: tuple[SqlStore, SqlStore], clock: Clock
) -> None:
    store, models, bus = stores[0], Models(), LocalBus()
    domain = replace(DOMAIN, silence=Silence(1.0, 600.0))
    turns = Engine(store, {"shop": Serving(domain, models, models, models, "test-1")}, clock)
    reception = Reception(store, bus, {"shop": domain}, clock=clock)
    timers = Timers(store, bus, 0.05, clock)
    tasks = [asyncio.create_task(job.run()) for job in (Worker(turns, Lookout(store, LocalArrivals(bus), 0.1), bus), timers)]

    async def ask(delivery: str) -> str:
        one = await reception.open("shop", "web", "en")
        key = f"{one}:{delivery}"
        await reception.receive(one, MessageReceived(clock(), "cancel my order HL-204518", delivery), key)
        assert await reception.wait(one, key, SOON)
        return one

    async def reminded(one: str) -> float:
        """So many seconds after the customer wrote, by the clock."""
        while not (found := [line for line in await reception.messages(one) if "still_there" in line.text]):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
        return found[0].at - next(line.at for line in await reception.messages(one) if line.author == "customer")

    async with asyncio.timeout(SOON):
        before = await ask("d1")
        await asyncio.sleep(0.1)  # the timers have looked at the clock
        clock.back = HOUR
        after = await ask("d2")
        assert await reminded(before) > 1.0 - HOUR
        assert await reminded(after) > 1.0
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_worker_that_died_before_the_clock_of_redis_was_set_back_looks_after_nothing(redis: RedisServer) -> None:
    async with connected(redis.address) as client:
        arrivals = RedisArrivals(client)
        seconds, _ = await client.time()
        await client.zadd(WORKERS, {"dead": seconds + HOUR})
        running = asyncio.create_task(arrivals.run())
        async with asyncio.timeout(SOON):
            while "dead" in await client.zrange(WORKERS, 0, -1) or not await client.zcard(WORKERS):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
            while len(arrivals.share().numbers) < PARTITIONS:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

"""Timers come into the inbox like all other events, once each, however many processes look."""

import asyncio
from dataclasses import replace

from bot import keys
from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.domain import Silence
from bot.dialogue.events import TimerFired
from bot.engine import Engine, Serving
from bot.errors import StoreUnavailable
from bot.lookout import Lookout
from bot.reception import Reception
from bot.store.memory import MemoryStore
from bot.store.records import Due, Inbound
from bot.timers import Timers
from bot.worker import Worker
from tests.dialogue.shop import DOMAIN
from tests.store.parts import Models, say, transcript


async def test_a_silent_customer_is_reminded_and_the_chat_closed_through_the_running_engine() -> None:
    store, bus, models = MemoryStore(), LocalBus(), Models()
    domain = replace(DOMAIN, silence=Silence(60.0, 120.0))
    engine = Engine(store, {"shop": Serving(domain, models, models, models, "test-1")})
    reception = Reception(store, bus, {"shop": domain})
    clock = [0.0]
    timers = Timers(store, bus, clock=lambda: clock[0])
    task = asyncio.create_task(Worker(engine, Lookout(store, LocalArrivals(bus)), bus).run())
    try:
        id = await reception.open("shop", "web")
        await say(reception, id, "cancel my order HL-204518", "d1")
        head = await store.head(id)
        assert head.conversation.timer is not None
        clock[0] = head.conversation.timer.due - 1.0
        assert await timers.look() == 0
        for expected in ("still_there", "closed_silent"):
            due = (await store.head(id)).conversation.timer
            assert due is not None
            clock[0] = due.due
            assert await timers.look() == 1
            assert await timers.look() == 0, "the same timer fires once"
            assert await reception.wait(id, keys.key(id, "timer", repr(due.due)), 5.0)
            assert any(expected in line for line in await transcript(reception, id))
        assert (await store.head(id)).conversation.mode == "closed"
        assert await store.due(1e12) == []
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Away:
    """A database that is away the first time."""

    def __init__(self) -> None:
        self.looks = 0
        self.kept: list[Inbound] = []
        self.came = asyncio.Event()

    async def due(self, now: float, limit: int = 1000, unturned: float | None = None) -> list[Due]:
        self.looks += 1
        if self.looks == 1:
            raise StoreUnavailable("away")
        return [Due("c1", 5.0)]

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> bool:
        self.kept.append(inbound)
        self.came.set()
        return True


async def test_a_database_that_is_away_for_a_moment_does_not_stop_the_clock() -> None:
    store = Away()
    task = asyncio.create_task(Timers(store, LocalBus(), every=0.001, clock=lambda: 9.0).run())
    async with asyncio.timeout(5):
        await store.came.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert store.kept[0].event == TimerFired(9.0, 5.0)
    assert store.kept[0].key == "c1::timer:5.0"

"""How deliveries share lines out among processes, and cope with a database that goes away while they send."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.bus.local import LocalBus
from bot.delivery import Delivery, Patience
from bot.dialogue.conversation import Conversation
from bot.errors import ChannelError, StoreUnavailable
from bot.store.memory import MemoryStore
from bot.store.records import Fate, Outgoing
from tests.store.parts import a_turn

PATIENCE = Patience(first=0.02, longest=0.05, claim=0.6)
WHOLE = [("one", 0), ("one", 1), ("two", 0), ("two", 1)]


@dataclass
class Clock:
    """The clock of a machine, which may be set."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Wire:
    """A channel whose lines have two parts, each of which takes ``seconds``; ``trouble`` is raised first."""

    seconds: float = 0.0
    sent: list[tuple[str, int]] = field(default_factory=list)
    tried: list[float] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def send(self, outgoing: Outgoing, part: int) -> bool:
        self.tried.append(time.monotonic())
        self.reached.set()
        await asyncio.sleep(self.seconds)
        await self.open.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((outgoing.message.text, part))
        return part == 0


class Away(MemoryStore):
    """A database that is ``away`` at times, and ``refuses`` a number of times to settle lines.

    A claim takes ``slow`` seconds, and owners in ``frozen`` cannot renew theirs until their event is set.
    """

    refused = 0
    refuses = 0
    away = False
    slow = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.frozen: dict[str, asyncio.Event] = {}

    def there(self) -> None:
        if self.away:
            raise StoreUnavailable("it is started again")

    async def outgoing(self, now: float, limit: int = 1000, lapsed: bool = True) -> list[str]:
        self.there()
        return await super().outgoing(now, limit, lapsed)

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        self.there()
        claimed = await super().claim(conversation_id, owner, now, until)
        await asyncio.sleep(self.slow)
        return claimed

    async def hold(self, outgoing: Outgoing, owner: str, until: float) -> bool:
        if owner in self.frozen:
            await self.frozen[owner].wait()
        self.there()
        return await super().hold(outgoing, owner, until)

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        self.there()
        if self.refused < self.refuses:
            self.refused += 1
            raise StoreUnavailable("it is started again")
        return await super().settle(outgoing, owner, fate, now)


async def to_say(*said: str) -> Away:
    """A store with lines to send."""
    store = Away()
    await store.create(Conversation("c1", "shop"), "telegram", 1.0)
    opened = await store.open("c1")
    await store.commit(opened.lease, a_turn(opened, *said))
    return store


@asynccontextmanager
async def working(*deliveries: Delivery) -> AsyncIterator[None]:
    """Deliveries that run, and stop in the end."""
    tasks = [asyncio.create_task(one.run()) for one in deliveries]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def delivery(store: MemoryStore, wire: Wire, patience: Patience = PATIENCE, clock: Callable[[], float] = time.time) -> Delivery:
    return Delivery(store, wire, LocalBus(), patience, clock)


async def none_left(store: MemoryStore) -> None:
    """Return once everything was sent."""
    async with asyncio.timeout(15):
        while (await store.backlog()).outbox:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)


async def test_a_database_that_is_away_for_a_moment_while_a_line_is_sent_does_not_double_it() -> None:
    store, wire = await to_say("one", "two"), Wire()
    store.refuses = 5
    async with working(delivery(store, wire)):
        await none_left(store)
    assert store.refused == 5
    assert wire.sent == WHOLE


async def test_a_line_that_was_sent_while_the_database_went_away_for_long_is_noted_once_it_is_back() -> None:
    store, wire = await to_say("one", "two"), Wire(0.05)
    async with working(*(delivery(store, wire) for _ in range(3))):
        await wire.reached.wait()
        store.away = True
        await asyncio.sleep(4 * PATIENCE.claim)
        assert wire.sent == WHOLE[:1]
        store.away = False
        await none_left(store)
    assert wire.sent == WHOLE


async def test_a_line_that_takes_longer_than_a_claim_lasts_is_left_to_who_sends_it() -> None:
    store, wire = await to_say("one"), Wire(2.5 * PATIENCE.claim)
    async with working(*(delivery(store, wire) for _ in range(3))):
        await none_left(store)
    assert wire.sent == WHOLE[:2]


@pytest.mark.parametrize("ahead", [3600.0, 20.0, -20.0, -3600.0])
async def test_a_line_is_left_to_who_sends_it_when_the_clock_is_set_meanwhile(ahead: float) -> None:
    store, wire, clock = await to_say("one"), Wire(PATIENCE.claim), Clock()
    async with working(*(delivery(store, wire, clock=clock) for _ in range(3))):
        await wire.reached.wait()
        await asyncio.sleep(PATIENCE.claim / 2)
        clock.ahead = ahead
        await none_left(store)
    assert wire.sent == WHOLE[:2]


async def test_who_was_overtaken_while_it_hung_sends_no_further_part() -> None:
    store, wires = await to_say("one", "two"), (Wire(), Wire())
    hung, other = (delivery(store, wire) for wire in wires)
    thaw = store.frozen[hung.owner] = asyncio.Event()
    wires[0].open.clear()
    async with working(hung):
        await wires[0].reached.wait()
        async with working(other):
            await none_left(store)
        wires[0].open.set()
        thaw.set()
        await asyncio.sleep(0.1)
    assert wires[1].sent == WHOLE
    assert wires[0].sent == WHOLE[:1], "what it was sending as it hung cannot be called back"


async def test_who_hangs_between_claiming_a_line_and_sending_it_asks_before_it_sends() -> None:
    store, wires = await to_say("one"), (Wire(), Wire())
    store.slow = 2.5 * PATIENCE.claim
    async with working(delivery(store, wires[0])):
        await asyncio.sleep(PATIENCE.claim / 2)
        store.slow = 0.0
        async with working(delivery(store, wires[1])):
            await none_left(store)
            await asyncio.sleep(2.5 * PATIENCE.claim)
    assert (wires[0].sent, wires[1].sent) == ([], WHOLE[:2])


async def test_a_line_in_whose_sending_a_process_died_is_another_ones_after_six_seconds() -> None:
    store, wires = await to_say("one"), (Wire(), Wire())
    dead = delivery(store, wires[0], Patience())
    store.frozen[dead.owner] = asyncio.Event()
    wires[0].open.clear()
    async with working(dead):
        began = time.monotonic()
        await wires[0].reached.wait()
        async with working(delivery(store, wires[1], Patience())):
            await wires[1].reached.wait()
        assert 5.0 < wires[1].tried[0] - began < 9.0
        wires[0].open.set()


async def test_what_is_not_sent_when_a_process_has_to_stop_is_another_ones_at_once() -> None:
    store, wire = await to_say("one"), Wire()
    wire.open.clear()
    one = delivery(store, wire, Patience())
    async with working(one):
        await wire.reached.wait()
        assert await store.outgoing(time.time()) == []
        one.stopping = True
        one.running["c1"].cancel()  # as at the end of the grace
        async with asyncio.timeout(1):
            while one.running:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        assert await store.outgoing(time.time(), lapsed=False) == ["c1"]


async def test_a_line_that_failed_is_tried_again_when_its_time_has_come_and_not_at_the_next_look() -> None:
    store, wire = await to_say("one"), Wire(0.1, trouble=[ChannelError("Bad Gateway"), ChannelError("busy", retry_after=1.0)])
    async with working(delivery(store, wire, Patience(first=1.0))):
        await none_left(store)
    first, second, third, _ = wire.tried
    assert 1.1 <= second - first < 1.7
    assert 1.1 <= third - second < 1.7


async def test_nothing_is_tried_again_by_a_process_that_has_stopped() -> None:
    store, wire = await to_say("one"), Wire(trouble=[ChannelError("Bad Gateway")])
    one = delivery(store, wire, Patience(first=0.2))
    async with working(one):
        await wire.reached.wait()
        await asyncio.sleep(0.05)
    assert all(later.cancelled() for later in one.due.values())
    await asyncio.sleep(0.4)
    assert len(wire.tried) == 1


async def test_a_line_whose_sending_shows_a_bug_is_left_alone_for_longer_than_a_claim_lasts() -> None:
    store, wire = await to_say("one"), Wire(trouble=[RuntimeError("a bug")])
    async with working(delivery(store, wire)):
        await asyncio.sleep(2.5 * PATIENCE.claim)
    assert len(wire.tried) == 1
    assert await store.outgoing(time.time() + 50.0) == []
    assert await store.outgoing(time.time() + 61.0) == ["c1"]

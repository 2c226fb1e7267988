"""What the worker does with rows that come late, twice or at a bad moment."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from structlog.testing import capture_logs

from bot.bus import INBOX
from bot.bus.local import LocalArrivals, LocalBus
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Event, MessageReceived, OperatorJoined, OperatorReleased
from bot.errors import AlreadyHandled, UnknownConversation
from bot.lookout import Lookout
from bot.store.records import Inbound, Stored, Turn, Waiting
from bot.worker import Worker


class Rows:
    """An inbox that the test controls: rows that were read are held back until ``reading`` is set."""

    def __init__(self, *events: Event, conversation_id: str = "c1") -> None:
        self.rows = [Waiting(n, Inbound(f"k{n}", conversation_id, event)) for n, event in enumerate(events, 1)]
        self.answered: set[str] = set()
        self.changed = asyncio.Event()
        self.reading: asyncio.Event | None = None
        self.broken = 0

    async def waiting(self, after: int = 0, limit: int = 1000, of: Collection[str] | None = None) -> list[Waiting]:
        if self.broken:
            self.broken -= 1
            raise OSError("the database is away")
        rows = [row for row in self.rows if row.position > after and row.inbound.key not in self.answered]
        if self.reading is not None:
            await self.reading.wait()
        return rows

    async def handled(self, key: str) -> bool:
        return key in self.answered


class Turns:
    """Runs no turns, but remembers which it was asked for; ``slow`` and ``failing`` are keys, ``gate`` ends the slow ones."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.begun: list[str] = []
        self.failing: dict[str, BaseException] = {}
        self.sorry_fails = 0
        self.slow: set[str] = set()
        self.gate = asyncio.Event()

    async def handle(self, conversation_id: str, event: Event, key: str = "") -> Turn:
        self.begun.append(key)
        if key in self.slow:
            await self.gate.wait()
        if key in self.failing:
            raise self.failing[key]
        return self.done(conversation_id, key)

    async def apologise(self, conversation_id: str, event: Event, key: str, failure: str) -> Turn:
        self.begun.append(f"sorry {key}: {failure}")
        if self.sorry_fails:
            self.sorry_fails -= 1
            raise OSError("the database is away")
        return self.done(conversation_id, key)

    def done(self, conversation_id: str, key: str) -> Turn:
        self.rows.answered.add(key)
        self.rows.changed.set()
        return Turn(Conversation(conversation_id, "shop"), (), (), (), 0.0, 0.0, "v1", "m1")


def wrote(text: str = "hello") -> MessageReceived:
    return MessageReceived(1.0, text, "d")


@asynccontextmanager
async def working(rows: Rows, turns: Turns, sweep: float = 0.02) -> AsyncIterator[LocalBus]:
    bus = LocalBus()
    task = asyncio.create_task(Worker(turns, Lookout(rows, LocalArrivals(bus), sweep), bus, (0.001, 0.001), rest=0.05, grace=0.1).run())
    await asyncio.sleep(0.01)
    yield bus
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(rows: Rows, *keys: str) -> None:
    async with asyncio.timeout(5):
        while not rows.answered.issuperset(keys):
            rows.changed.clear()
            await rows.changed.wait()


async def test_a_look_that_began_before_an_answer_does_not_answer_again() -> None:
    rows = Rows(wrote())
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns):
        rows.reading = asyncio.Event()
        await asyncio.sleep(0.05)  # a sweep has read the row, and its result is held back
        turns.gate.set()
        await until(rows, "k1")
        rows.reading.set()
        await asyncio.sleep(0.05)
    assert turns.begun == ["k1"]


async def test_a_database_that_was_away_for_a_moment_is_asked_again() -> None:
    rows = Rows(wrote())
    rows.broken = 2
    turns = Turns(rows)
    async with working(rows, turns):
        await until(rows, "k1")
    assert turns.begun == ["k1"]


async def test_an_event_that_is_brought_is_answered_without_a_look_at_the_inbox_even_while_that_can_not_be_read() -> None:
    rows = Rows()
    turns = Turns(rows)
    async with working(rows, turns) as bus:
        rows.broken = 1000
        bus.arrived(Inbound("k1", "c1", wrote()), Stored.FIRST)
        await until(rows, "k1")
        await asyncio.sleep(0.05)
        bus.arrived(Inbound("k2", "c2", wrote()), Stored.FIRST)
        await until(rows, "k2")
    assert turns.begun == ["k1", "k2"]


async def test_what_a_database_says_stays_out_of_the_log_since_it_may_quote_a_customer() -> None:
    rows = Rows(wrote())
    rows.broken = 1
    with capture_logs() as logs:
        async with working(rows, Turns(rows)):
            await until(rows, "k1")
    (entry,) = [entry for entry in logs if entry["event"] == "inbox_unreadable"]
    assert entry["error"] == "OSError"
    assert "away" not in str(entry)


async def test_what_can_not_even_be_apologised_for_is_tried_again_later_and_keeps_its_place() -> None:
    rows = Rows(wrote("first"), wrote("second"))
    turns = Turns(rows)
    turns.failing["k1"] = RuntimeError("bug")
    turns.sorry_fails = 1
    async with working(rows, turns):
        await until(rows, "k1", "k2")
    attempt = ["k1", "k1", "k1", "sorry k1: RuntimeError: bug"]
    assert turns.begun == [*attempt, *attempt, "k2"]


async def test_a_row_that_another_worker_answered_or_whose_conversation_is_gone_is_left() -> None:
    rows = Rows(wrote(), wrote(), wrote())
    turns = Turns(rows)
    turns.failing = {"k1": AlreadyHandled("k1"), "k2": UnknownConversation("c1")}
    async with working(rows, turns, sweep=60):
        await until(rows, "k3")
    assert turns.begun == ["k1", "k2", "k3"]


async def test_a_takeover_goes_before_messages_and_the_turn_that_ran_begins_again() -> None:
    rows = Rows(wrote("slow"), wrote("waits"))
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns) as bus:
        rows.rows.append(Waiting(3, Inbound("k3", "c1", OperatorJoined(1.0, "Ada"))))
        bus.wake(INBOX)
        await until(rows, "k3")
        turns.gate.set()
        await until(rows, "k1", "k2")
    assert turns.begun == ["k1", "k3", "k1", "k2"]


async def test_a_turn_that_was_kept_just_before_it_was_interrupted_is_not_run_again() -> None:
    rows = Rows(wrote("slow"), wrote("waits"))
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns, sweep=60) as bus:
        rows.rows.append(Waiting(3, Inbound("k3", "c1", OperatorJoined(1.0, "Ada"))))
        rows.answered.add("k1")
        bus.wake(INBOX)
        await until(rows, "k2", "k3")
    assert turns.begun == ["k1", "k3", "k2"]


async def test_two_takeovers_at_once_do_not_answer_a_message_twice() -> None:
    rows = Rows(wrote("slow"))
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns) as bus:
        rows.rows += [Waiting(n, Inbound(f"k{n}", "c1", OperatorJoined(1.0, name))) for n, name in ((2, "Ada"), (3, "Ben"))]
        bus.wake(INBOX)
        await until(rows, "k2", "k3")
        await asyncio.sleep(0.02)
        turns.gate.set()
        await until(rows, "k1")
        await asyncio.sleep(0.02)
    assert turns.begun[:3] == ["k1", "k2", "k3"]
    assert len([key for key in turns.begun if key == "k1"]) <= 3


async def test_a_takeover_does_not_overtake_what_another_operator_did_before() -> None:
    rows = Rows(wrote("slow"), OperatorReleased(1.0, "Ada"), OperatorJoined(2.0, "Ben"))
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns):
        turns.gate.set()
        await until(rows, "k3")
    assert turns.begun == ["k1", "k2", "k3"]


async def test_a_worker_that_is_ended_leaves_its_turns_in_the_inbox() -> None:
    rows = Rows(wrote())
    turns = Turns(rows)
    turns.slow = {"k1"}
    async with working(rows, turns):
        pass
    assert rows.answered == set()

"""Where one of several workers looks, and that a conversation's events stay in order whichever worker looks."""

import asyncio
from collections.abc import Collection

from bot.bus import Arrived
from bot.dialogue.events import MessageReceived
from bot.lookout import Lookout
from bot.store.records import Inbound, Waiting


class Inbox:
    """Unanswered events, in order."""

    def __init__(self) -> None:
        self.rows: list[Waiting] = []
        self.looks: list[tuple[int, Collection[str] | None]] = []

    def add(self, *conversations: str) -> None:
        for conversation_id in conversations:
            number = len(self.rows) + 1
            self.rows.append(Waiting(number, Inbound(f"k{number}", conversation_id, MessageReceived(1.0, "hello", f"d{number}"))))

    async def waiting(self, after: int = 0, limit: int = 1000, of: Collection[str] | None = None) -> list[Waiting]:
        self.looks.append((after, of))
        found = [row for row in self.rows if row.position > after and (of is None or row.inbound.conversation_id in of)]
        return found[:limit]

    async def handled(self, key: str) -> bool:
        return False


ANYWHERE = Arrived(conversations=None)


class Told:
    """Arrivals that a test lists; then nothing more."""

    alone = False

    def __init__(self, mine: set[str], *told: Arrived) -> None:
        self.mine, self.told = mine, list(told)

    async def next(self, seconds: float) -> Arrived:
        if self.told and seconds > 0:
            return self.told.pop(0)
        await asyncio.sleep(seconds)
        return Arrived()

    def share(self) -> set[str]:
        return self.mine

    async def leave(self) -> None: ...


def keys(events: list[Inbound]) -> list[str]:
    return [event.key for event in events]


async def test_a_worker_begins_with_all_that_is_its_own_to_answer() -> None:
    inbox = Inbox()
    inbox.add("mine", "theirs", "mine")
    assert keys(await Lookout(inbox, Told({"mine"}), 60.0).next()) == ["k1", "k3"]


async def test_a_told_conversation_is_read_from_its_first_unanswered_event_whosever_it_was() -> None:
    inbox = Inbox()
    inbox.add("theirs")
    lookout = Lookout(inbox, Told({"mine"}, Arrived(conversations=frozenset({"theirs"}))), 60.0)
    assert keys(await lookout.next()) == []
    inbox.add("theirs", "mine")
    assert keys(await lookout.next()) == ["k1", "k2"]


async def test_an_event_that_is_brought_needs_no_look_and_goes_before_what_is_read_beside_it() -> None:
    inbox = Inbox()
    inbox.add("one", "two")
    (brought, _), beside = inbox.rows, frozenset({"two"})
    lookout = Lookout(inbox, Told({"one", "two"}, Arrived((brought.inbound,)), Arrived((brought.inbound,), beside)), 60.0)
    assert keys(await lookout.next()) == ["k1", "k2"]  # the first look sees everything
    assert keys(await lookout.next()) == ["k1"]
    assert keys(await lookout.next()) == ["k1", "k2"]
    assert inbox.looks == [(0, None), (0, beside)]


async def test_one_that_was_passed_over_goes_before_the_one_that_came_when_its_share_had_moved() -> None:
    inbox, arrivals = Inbox(), Told({"mine"}, ANYWHERE)
    inbox.add("moving", "mine")
    lookout = Lookout(inbox, arrivals, 60.0)
    assert keys(await lookout.next()) == ["k2"]
    arrivals.mine = {"mine", "moving"}
    inbox.add("moving")
    assert keys(await lookout.next()) == ["k1", "k3"]


async def test_what_another_leaves_unanswered_is_taken_up_after_a_while_and_not_before() -> None:
    inbox = Inbox()
    inbox.add("theirs")
    lookout = Lookout(inbox, Told(set()), sweep=0.02, abandoned=0.1)
    clock = asyncio.get_running_loop().time
    began = clock()
    while not (found := await lookout.next()):
        assert clock() - began < 5.0
    assert keys(found) == ["k1"]
    assert clock() - began >= 0.1


async def test_a_worker_that_is_alone_reads_only_what_is_new_between_two_sweeps() -> None:
    inbox, arrivals = Inbox(), Told({"mine"}, ANYWHERE)
    arrivals.alone = True
    inbox.add("mine", "mine")
    lookout = Lookout(inbox, arrivals, 60.0)
    assert keys(await lookout.next()) == ["k1", "k2"]
    inbox.add("mine")
    assert keys(await lookout.next()) == ["k3"]
    assert inbox.looks == [(0, None), (2, None)]


async def test_more_than_one_page_of_unanswered_events_is_read_to_its_end() -> None:
    inbox = Inbox()
    inbox.add(*["mine"] * 2500)
    assert len(await Lookout(inbox, Told({"mine"}), 60.0).next()) == 2500

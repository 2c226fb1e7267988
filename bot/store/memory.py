"""Conversations in memory: for tests, evaluation and talking in a terminal. One event loop; everything is gone with the process."""

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import get_args

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.events import ActionRequested
from bot.errors import AlreadyHandled, StoreConflict, UnknownConversation
from bot.store.head import Head, advance, begin, log, overloaded
from bot.store.outbox import silences, to_send
from bot.store.records import (
    Channel,
    Due,
    Fate,
    Inbound,
    Lease,
    Message,
    Opened,
    Outgoing,
    Summary,
    Turn,
    TurnLog,
    Undelivered,
    Waiting,
)


@dataclass(slots=True)
class Kept:
    """One conversation; ``lease`` is None while nobody has one."""

    head: Head
    lease: Lease | None = None
    messages: list[Message] = field(default_factory=list)
    turns: list[TurnLog] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: list["Leaving"] = field(default_factory=list)

    def first(self) -> "Leaving | None":
        """The next line to be sent."""
        return next((line for line in self.outbox if line.waits), None)


@dataclass(slots=True)
class Leaving:
    """A line in the outbox; its fate is None where a person took over before it was sent."""

    message: Message
    fate: Fate | None = field(default_factory=lambda: Fate("waiting"))
    owner: str = ""
    settled_at: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.fate is not None and self.fate.state == "waiting"


@dataclass(slots=True)
class Row:
    """One inbox row."""

    waiting: Waiting
    answered: bool = False


class MemoryStore:
    """A store in memory; ``seconds``: how long a lease lasts, longer than any turn, since nothing renews it."""

    def __init__(self, seconds: float = 120.0, clock: Callable[[], float] = time.time) -> None:
        self.seconds, self.clock = seconds, clock
        self.kept: dict[str, Kept] = {}
        self.inbox: dict[str, Row] = {}
        self.open_keys: dict[str, None] = {}
        self.positions = itertools.count(1)

    async def close(self) -> None:
        """Nothing has to be closed."""

    async def check(self) -> None:
        """Nothing can be wrong with it."""

    # The turn: bot.engine.Store

    async def open(self, conversation_id: str, key: str = "", force: bool = False) -> Opened:
        """The conversation under a lease of its own, once nobody else has one; ``force`` takes it from whoever runs a turn.

        Raises UnknownConversation, and AlreadyHandled where the inbox row ``key`` is answered.
        """
        while True:
            kept = self.find(conversation_id)
            if key in self.inbox and self.inbox[key].answered:
                raise AlreadyHandled(f"{key} was answered before")
            now = self.clock()
            if force or kept.lease is None or kept.lease.until <= now:
                break
            kept.changed.clear()
            try:
                async with asyncio.timeout(kept.lease.until - now):
                    await kept.changed.wait()
            except TimeoutError:
                continue
        kept.head = replace(kept.head, version=kept.head.version + 1)
        kept.lease = Lease(conversation_id, uuid.uuid4().hex, kept.head.version, now + self.seconds)
        return kept.head.opened(kept.lease)

    async def request(self, lease: Lease, event: ActionRequested) -> None:
        """Keep that a writing action is about to run; the same key twice is kept once. Raises StoreConflict."""
        kept = self.held(lease)
        if event.key not in {request.key for request in kept.head.requested}:
            kept.head = replace(kept.head, requested=(*kept.head.requested, event))

    async def commit(self, lease: Lease, turn: Turn) -> None:
        """Keep everything the turn did, at once, and end the lease. Raises StoreConflict, AlreadyHandled."""
        kept = self.held(lease)
        for key in turn.inbound:
            if key in self.inbox and self.inbox[key].answered:
                raise AlreadyHandled(f"{key} was answered before")
        kept.head = advance(kept.head, turn)
        self.leave(kept, turn)
        kept.messages += turn.messages
        kept.turns.append(log(kept.head.last_turn, turn))
        for key in turn.inbound:
            if key in self.inbox:
                self.inbox[key].answered = True
                del self.open_keys[key]
        kept.lease = None
        kept.changed.set()

    async def release(self, lease: Lease) -> None:
        """Give a lease back that no turn was committed under; does nothing for one that has ended."""
        kept = self.kept.get(lease.conversation_id)
        if kept is not None and kept.lease == lease:
            kept.lease = None
            kept.changed.set()

    def find(self, conversation_id: str) -> Kept:
        """The conversation; raises UnknownConversation."""
        if conversation_id not in self.kept:
            raise UnknownConversation(f"There is no conversation {conversation_id}.")
        return self.kept[conversation_id]

    def held(self, lease: Lease) -> Kept:
        """The conversation under a lease; StoreConflict where somebody else has taken it since, or the lease has ended."""
        kept = self.find(lease.conversation_id)
        if kept.lease != lease:
            raise StoreConflict(f"the lease of conversation {lease.conversation_id} has ended")
        return kept

    # The inbox: bot.worker.Inbox, bot.reception.Records

    async def create(self, conversation: Conversation, channel: Channel, at: float, most: int | None = None) -> bool:
        """Begin a conversation; False where there is one of this id. Raises Overloaded where ``most`` events wait already."""
        if conversation.id in self.kept:
            return False
        if most is not None and len(self.open_keys) >= most:
            raise overloaded()
        self.kept[conversation.id] = Kept(begin(conversation, channel, at))
        return True

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> bool:
        """Keep an event before it is acknowledged; False where its key is there already.

        Raises UnknownConversation, and Overloaded where ``most`` events wait already.
        """
        if inbound.key in self.inbox:
            return False
        self.find(inbound.conversation_id)
        if most is not None and len(self.open_keys) >= most:
            raise overloaded()
        self.inbox[inbound.key] = Row(Waiting(next(self.positions), inbound))
        self.open_keys[inbound.key] = None
        return True

    async def waiting(self, after: int = 0, limit: int = 1000) -> list[Waiting]:
        """Events that are not answered, in the order of their positions, beginning after ``after``."""
        rows = (self.inbox[key].waiting for key in self.open_keys)
        return list(itertools.islice((row for row in rows if row.position > after), limit))

    async def handled(self, key: str) -> bool:
        """Whether the inbox row is answered."""
        return key in self.inbox and self.inbox[key].answered

    async def due(self, now: float, limit: int = 1000) -> list[Due]:
        """Conversations whose timer has come by ``now``, the longest due first."""
        timers = ((kept.head.conversation.timer, name) for name, kept in self.kept.items())
        found = [Due(name, timer.due) for timer, name in timers if timer is not None and timer.due <= now]
        return sorted(found, key=lambda one: one.due)[:limit]

    # The outbox: bot.delivery.Outbox

    def leave(self, kept: Kept, turn: Turn) -> None:
        """Put what a turn said into the outbox; where a person takes over, what the bot has not begun to send is dropped."""
        channel = kept.head.summary.channel
        if silences(channel, turn):
            for line in kept.outbox:
                if line.fate is not None and line.waits and line.message.author == "bot" and line.fate.claimed_until <= turn.at:
                    line.fate = None
        kept.outbox += [Leaving(message) for message in to_send(channel, turn)]

    async def outgoing(self, now: float, limit: int = 1000) -> list[str]:
        """Conversations whose next line to be sent may be tried by ``now``, and is claimed by nobody."""
        firsts = ((name, kept.first()) for name, kept in self.kept.items())
        return [name for name, line in firsts if line is not None and free(line, now)][:limit]

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        """The conversation's next line to be sent, nobody else's until then; None where there is none, or not yet."""
        kept = self.find(conversation_id)
        line = kept.first()
        if line is None or line.fate is None or not free(line, now):
            return None
        line.owner, line.fate = owner, replace(line.fate, claimed_until=until)
        return Outgoing(conversation_id, line.message, line.fate.part, line.fate.tries)

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        """Keep what came of a claimed line; False where it is not claimed by this owner any more, and nothing is kept."""
        kept = self.find(outgoing.conversation_id)
        waiting = [line for line in kept.outbox if line.waits]
        mine = next((line for line in waiting if line.message.seq == outgoing.message.seq and line.owner == owner), None)
        if mine is None:
            return False
        failed = fate.state == "waiting" and not fate.claimed_until
        late = failed and mine.message.author == "bot" and kept.head.summary.mode == "operator"
        for line in waiting if fate.rest else (mine,):
            line.fate, line.settled_at = None if late else fate, now
        return True

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """Lines that will not reach their customers, the latest first."""
        found = [
            Undelivered(name, line.message.seq, line.settled_at, line.fate.error)
            for name, kept in self.kept.items()
            for line in kept.outbox
            if line.fate is not None and line.fate.state == "dead"
        ]
        return sorted(found, key=lambda one: (-one.at, one.conversation_id, one.seq))[:limit]

    # What was said and done: bot.reception.Records

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        """Lines whose ``seq`` is greater than ``after``, oldest first."""
        kept = self.kept.get(conversation_id)
        return kept.messages[max(after, 0) :][:limit] if kept else []

    async def turns(self, conversation_id: str) -> list[TurnLog]:
        """Every turn, oldest first."""
        kept = self.kept.get(conversation_id)
        return list(kept.turns) if kept else []

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]:
        """Conversations: those that wait longest first where ``mode`` is queued, else those that changed last first."""
        found = [k.head.summary for k in self.kept.values() if pack in (None, k.head.summary.pack) and mode in (None, k.head.summary.mode)]
        if mode == "queued":
            found.sort(key=lambda one: (one.waiting_since or 0.0, one.id))
        else:
            found.sort(key=lambda one: (-one.updated_at, one.id))
        return found[:limit]

    async def beginning(self, start: str, limit: int = 10) -> list[str]:
        """Ids that begin with these characters, in their order."""
        return sorted(id for id in self.kept if id.startswith(start))[:limit]

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        """Ids of conversations in which somebody wrote this (A-Z count as a-z), among the ``recent`` of each mode that changed last."""
        last_first = sorted(self.kept.values(), key=lambda kept: (-kept.head.summary.updated_at, kept.head.summary.id))
        modes = ([kept for kept in last_first if kept.head.summary.mode == mode] for mode in get_args(Mode))
        lately = [kept for mode in modes for kept in mode[:recent]]
        found = (kept for kept in lately if any(word.lower() in message.text.lower() for message in kept.messages))
        return frozenset(kept.head.summary.id for kept in found)

    async def head(self, conversation_id: str) -> Head:
        """The conversation as it was last committed; raises UnknownConversation."""
        return self.find(conversation_id).head


def free(line: Leaving, now: float) -> bool:
    """Whether a line may be tried by now."""
    return line.fate is not None and line.fate.next_at <= now and line.fate.claimed_until <= now

"""Conversations in memory: for tests, evaluation and talking in a terminal. One event loop; everything is gone with the process."""

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import get_args

from bot import keys
from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.events import ActionRequested
from bot.errors import AlreadyHandled, StoreConflict
from bot.store.head import Head, advance, begin, log, overloaded
from bot.store.memory_erasure import MemoryErasure, Row
from bot.store.memory_outbox import Kept
from bot.store.records import (
    Channel,
    Due,
    Inbound,
    Lease,
    Message,
    Opened,
    Stored,
    Summary,
    Turn,
    TurnLog,
    Waiting,
)


class MemoryStore(MemoryErasure):
    """A store in memory; ``seconds``: how long a lease lasts, longer than any turn, since nothing renews it."""

    def __init__(self, seconds: float = 120.0, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
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
        kept.leave(turn)
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

    def held(self, lease: Lease) -> Kept:
        """The conversation under a lease; StoreConflict where somebody else has taken it since, or the lease has ended."""
        kept = self.find(lease.conversation_id)
        if kept.lease != lease:
            raise StoreConflict(f"the lease of conversation {lease.conversation_id} has ended")
        return kept

    # The inbox: bot.worker.Inbox, bot.reception.Records

    async def create(
        self, conversation: Conversation, channel: Channel, at: float, most: int | None = None, first: Inbound | None = None
    ) -> Stored:
        """Begin a conversation, with its ``first`` event; ``BEFORE`` if there is one of this id.

        Raises Overloaded where ``most`` events wait already.
        """
        if conversation.id in self.kept:
            return Stored.BEFORE
        if most is not None and len(self.open_keys) >= most:
            raise overloaded()
        self.kept[conversation.id] = Kept(begin(conversation, channel, at))
        if first is not None:
            await self.receive(first, at)
        return Stored.FIRST

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> Stored:
        """Keep an event before it is acknowledged.

        Raises UnknownConversation, and Overloaded where ``most`` events wait already.
        """
        if inbound.key in self.inbox:
            return Stored.BEFORE
        self.find(inbound.conversation_id)
        if most is not None and len(self.open_keys) >= most:
            raise overloaded()
        others = self.waits(inbound.conversation_id)
        self.inbox[inbound.key] = Row(Waiting(next(self.positions), inbound), at)
        self.open_keys[inbound.key] = None
        return Stored.BEHIND if others else Stored.FIRST

    async def waiting(self, after: int = 0, limit: int = 1000, of: Collection[str] | None = None) -> list[Waiting]:
        """Events that are not answered, in the order of their positions, beginning after ``after``; ``of`` these conversations only."""
        rows = (self.inbox[key].waiting for key in self.open_keys)
        wanted = (row for row in rows if row.position > after and (of is None or row.inbound.conversation_id in of))
        return list(itertools.islice(wanted, limit))

    async def handled(self, key: str) -> bool:
        """Whether the inbox row is answered."""
        return key in self.inbox and self.inbox[key].answered

    def inbox_since(self) -> tuple[int, float | None]:
        """How many events are not answered, and since when the first one waits."""
        first = next(iter(self.open_keys), None)
        return len(self.open_keys), None if first is None else self.inbox[first].at

    async def due(self, now: float, limit: int = 1000, unturned: float | None = None) -> list[Due]:
        """Conversations whose timer has come by ``now``, the longest due first; ``unturned`` as in SqlStore."""
        later = now if unturned is None else unturned
        timers = (
            (kept.head.conversation.timer, later if kept.head.summary.updated_at > now else now, name) for name, kept in self.kept.items()
        )
        found = [
            Due(name, timer.due)
            for timer, until, name in timers
            if timer is not None and timer.due <= until and keys.key(name, "timer", repr(timer.due)) not in self.open_keys
        ]
        return sorted(found, key=lambda one: one.due)[:limit]

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

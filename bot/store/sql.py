"""Conversations in SQLite or PostgreSQL.

A conversation's lease is a row with an owner, an expiry and a version, which is the fencing token: whoever writes names the version
that it read, and loses where it has moved on. A process keeps a lease for a moment after a turn, with the state it has just written,
so that the next turn needs no write and no read to begin; another process waits until then, or takes the conversation by force.

A clock may be set back while a lease is held, which then seems to last for that much longer. Who has it notices and gives it a new end;
who waits for it takes it once its end has been the same for longer than a living owner would leave it.
"""

import asyncio
import time
import uuid
from collections.abc import Callable, Collection, Container
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Row

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.events import ActionRequested
from bot.errors import StoreConflict, StoreUnavailable, UnknownConversation
from bot.store import queries
from bot.store.database import Database, connect
from bot.store.head import Head, advance, begin
from bot.store.migrations import migrate
from bot.store.order import Order
from bot.store.outbox import silences, to_send
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
from bot.store.rows import changed_row, head_of, inbox_row, message_row, new_row, outbox_row, turn_row
from bot.store.sql_answers import SqlAnswers
from bot.store.sql_erasure import SqlErasure
from bot.store.sql_outbox import SqlOutbox
from bot.store.writer import Writer
from bot.store.writes import Busy, Commit, Create, Hold, Outcome, Receive, Request, Take

SHORTEST_WAIT, LONGEST_WAIT = 0.004, 0.25
"""Between two looks at a lease that somebody else has, in seconds."""

SET_BACK = 1.0
"""A clock that was set back by more, in seconds, is noticed by who has a lease: it would last longer than it was taken for."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease of this process with the row as it is under it; ``ordered``: later turns of this process wait for it."""

    lease: Lease
    head: Head
    ordered: bool = True


class SqlStore(SqlOutbox, SqlAnswers, SqlErasure):
    """A store of one process; ``seconds``: how long a lease lasts without being renewed, ``keep``: how long after a turn."""

    def __init__(self, database: Database, seconds: float = 6.0, keep: float = 3.0, clock: Callable[[], float] = time.time) -> None:
        self.database, self.seconds, self.keep, self.clock = database, seconds, keep, clock
        self.owner = uuid.uuid4().hex
        self.writer = Writer(database)
        self.order = Order()
        self.running: dict[tuple[str, int], Held] = {}
        self.kept: dict[str, Held] = {}
        self.share: Container[str] | None = None
        """The conversations whose next turn is this process's too, so that their leases are worth keeping; None: all of them."""
        self.renewing: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, address: str, seconds: float = 6.0, keep: float = 3.0) -> "SqlStore":
        """The store at a database address, its tables made or brought up to date; SetupError where that cannot be."""
        database = connect(address)
        await migrate(address)
        return cls(database, seconds, keep)

    async def close(self) -> None:
        """Give all leases back, as far as they can be written, finish writing, close the database."""
        if self.renewing is not None:
            self.renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self.renewing
        for held in (*self.running.values(), *self.kept.values()):
            self.writer.write(Hold(held.lease.conversation_id, (), held.lease.version, 0.0)).add_done_callback(seen)
        await self.writer.close()
        await self.database.close()

    async def check(self) -> None:
        """Raises StoreUnavailable where the database does not answer, or has not taken what was to be written some seconds ago."""
        if (trouble := self.writer.trouble()) is not None:
            raise StoreUnavailable(trouble.reason)
        await self.conversations(limit=1)

    # The turn: bot.engine.Store

    async def open(self, conversation_id: str, key: str = "", force: bool = False) -> Opened:
        """The conversation under a lease of its own, once nobody else has one; ``force`` takes it from whoever runs a turn.

        Raises UnknownConversation, and AlreadyHandled where the inbox row ``key`` is answered.
        """
        if not force:
            await self.order.enter(conversation_id)
        try:
            kept = self.kept.pop(conversation_id, None)
            held = kept if kept is not None and self.lasts(kept) else await self.take(conversation_id, key, force, kept)
        except BaseException:
            if not force:
                self.order.leave(conversation_id)
            raise
        self.running[conversation_id, held.lease.version] = replace(held, ordered=not force)
        if self.renewing is None:
            self.renewing = asyncio.create_task(self.renew())
        return held.head.opened(held.lease)

    def lasts(self, kept: Held) -> bool:
        """Whether enough is left of a lease kept from the last turn to be renewed in time."""
        return kept.lease.until - self.clock() > self.keep / 3

    async def take(self, conversation_id: str, key: str, force: bool, kept: Held | None = None) -> Held:
        """A new lease from the database; waits while another process, or a takeover, has one, but not for the end of its own, ``kept``."""
        pause, busy, since = SHORTEST_WAIT, 0.0, 0.0
        own = kept.lease.until if kept is not None else 0.0
        while True:
            now = self.clock()
            until = now + self.seconds
            dead = busy if time.monotonic() - since > self.seconds else own
            written = self.writer.write(Take(conversation_id, (key,) if key else (), self.owner, now, until, force, dead))
            try:
                outcome = await asyncio.shield(written)
            except asyncio.CancelledError:
                written.add_done_callback(self.give_back)
                raise
            if isinstance(outcome, Row):
                head = head_of(outcome)
                lease = Lease(conversation_id, self.owner, head.version + 1, until)
                return Held(lease, replace(head, version=lease.version))
            assert isinstance(outcome, Busy)
            if outcome.until != busy:
                busy, since = outcome.until, time.monotonic()
            await asyncio.sleep(min(max(outcome.until - self.clock(), SHORTEST_WAIT), pause))
            pause = min(pause * 2, LONGEST_WAIT)

    def give_back(self, taken: "asyncio.Future[Outcome]") -> None:
        """End a lease whose taker did not wait for it."""
        if not taken.cancelled() and taken.exception() is None and isinstance(row := taken.result(), Row):
            self.writer.write(Hold(row.id, (), row.version + 1, 0.0)).add_done_callback(seen)

    async def request(self, lease: Lease, event: ActionRequested) -> None:
        """Keep that a writing action is about to run; the same key twice is kept once. Raises StoreConflict."""
        self.held(lease)
        await self.writer.write(Request(lease.conversation_id, (), lease.version, event))

    async def commit(self, lease: Lease, turn: Turn) -> None:
        """Keep everything the turn did, at once, and keep the lease for a moment. Raises StoreConflict, AlreadyHandled.

        A lease that was taken by force ends: whoever it was taken from wants it back, to run their turn again. So does that of a
        conversation that another worker looks after by now.
        """
        held = self.held(lease)
        after = advance(held.head, turn)
        now = self.clock()
        keeps = held.ordered and (self.share is None or lease.conversation_id in self.share)
        next_lease = Lease(lease.conversation_id, self.owner, after.version, now + self.keep if keeps else 0.0)
        write = Commit(
            about=lease.conversation_id,
            keys=turn.inbound,
            version=lease.version,
            head={"id": lease.conversation_id, **changed_row(after, next_lease.until)},
            turn=turn_row(lease.conversation_id, after.last_turn, turn),
            messages=[message_row(lease.conversation_id, message) for message in turn.messages],
            answered=[{"key": key, "handled_at": now, "failure": turn.failure} for key in turn.inbound],
            outbox=[outbox_row(lease.conversation_id, message) for message in to_send(after.summary.channel, turn)],
            silences=silences(after.summary.channel, turn),
        )
        await self.writer.write(write)
        if self.end(lease) and keeps:
            self.kept[lease.conversation_id] = Held(next_lease, after)

    async def release(self, lease: Lease) -> None:
        """Give a lease back that no turn was committed under; does nothing for one that has ended."""
        if self.end(lease):
            await self.writer.write(Hold(lease.conversation_id, (), lease.version, 0.0))

    def held(self, lease: Lease) -> Held:
        """What this process knows under a lease; StoreConflict where it has ended."""
        held = self.running.get((lease.conversation_id, lease.version))
        if held is None:
            raise StoreConflict(f"the lease of conversation {lease.conversation_id} has ended")
        return held

    def end(self, lease: Lease) -> bool:
        """Let the next turn of the conversation begin; False where the lease had ended before."""
        held = self.running.pop((lease.conversation_id, lease.version), None)
        if held is not None and held.ordered:
            self.order.leave(lease.conversation_id)
        return held is not None

    async def renew(self) -> None:
        """Renew the leases of turns that run, and forget kept ones that have run out, until the store is closed."""
        while True:
            await asyncio.sleep(min(self.keep, self.seconds) / 6)
            now = self.clock()
            self.forget(now)
            for place, held in list(self.running.items()):
                if not self.seconds / 2 <= held.lease.until - now <= self.seconds + SET_BACK:
                    lease = replace(held.lease, until=now + self.seconds)
                    self.running[place] = replace(held, lease=lease)
                    self.writer.write(Hold(lease.conversation_id, (), lease.version, lease.until)).add_done_callback(seen)

    def forget(self, now: float) -> None:
        """Let go of kept leases that have run out; one that seems to last too long, since the clock was set back, is given back."""
        for name, held in list(self.kept.items()):
            if not 0 < held.lease.until - now <= self.keep + SET_BACK:
                del self.kept[name]
                if held.lease.until > now:
                    self.writer.write(Hold(name, (), held.lease.version, 0.0)).add_done_callback(seen)

    def keep_only(self, share: Container[str]) -> None:
        """Give back the leases kept from turns of conversations that another worker looks after from now on, and keep no new ones."""
        self.share = share
        for name in [name for name in self.kept if name not in share]:
            lease = self.kept.pop(name).lease
            self.writer.write(Hold(name, (), lease.version, 0.0)).add_done_callback(seen)

    # The inbox: bot.lookout.Inbox, bot.reception.Records

    async def create(
        self, conversation: Conversation, channel: Channel, at: float, most: int | None = None, first: Inbound | None = None
    ) -> Stored:
        """Begin a conversation, with its ``first`` event; ``BEFORE`` if there is one of this id.

        Raises Overloaded where ``most`` events wait already.
        """
        keys, row = ((first.key,), inbox_row(first, at)) if first is not None else ((), None)
        outcome = await self.writer.write(Create(conversation.id, keys, new_row(begin(conversation, channel, at)), most, row))
        assert isinstance(outcome, Stored)
        return outcome

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> Stored:
        """Keep an event before it is acknowledged.

        Raises UnknownConversation, and Overloaded where ``most`` events wait already.
        """
        row = inbox_row(inbound, at)
        outcome = await self.writer.write(Receive(inbound.conversation_id, (inbound.key,), row, most))
        assert isinstance(outcome, Stored)
        return outcome

    async def waiting(self, after: int = 0, limit: int = 1000, of: Collection[str] | None = None) -> list[Waiting]:
        """Events that are not answered, in the order of their positions, beginning after ``after``; ``of`` these conversations only."""
        return await self.database.read(queries.waiting(after, limit, of))

    async def handled(self, key: str) -> bool:
        """Whether the inbox row is answered."""
        return await self.database.read(queries.handled(key))

    async def due(self, now: float, limit: int = 1000, unturned: float | None = None) -> list[Due]:
        """Conversations whose timer has come by ``now`` and does not wait in the inbox, the longest due first.

        ``unturned``: by when those have to have come that were set before the clock was set back, where it was.
        """
        return await self.database.read(queries.due(now, limit, unturned))

    # What was said and done: bot.reception.Records

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        """Lines whose ``seq`` is greater than ``after``, oldest first."""
        return await self.database.read(queries.messages(conversation_id, after, limit))

    async def turns(self, conversation_id: str) -> list[TurnLog]:
        """Every turn, oldest first."""
        return await self.database.read(queries.turns(conversation_id))

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]:
        """Conversations: those that wait longest first where ``mode`` is queued, else those that changed last first."""
        return await self.database.read(queries.summaries(pack, mode, limit))

    async def beginning(self, start: str, limit: int = 10) -> list[str]:
        """Ids that begin with these characters, in their order."""
        return await self.database.read(queries.beginning(start, limit))

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        """Ids of conversations in which somebody wrote this (A-Z count as a-z), among the ``recent`` of each mode that changed last."""
        return await self.database.read(queries.saying(word, recent))

    async def head(self, conversation_id: str) -> Head:
        """The conversation as it was last committed; raises UnknownConversation."""
        head = await self.database.read(queries.head(conversation_id))
        if head is None:
            raise UnknownConversation(f"There is no conversation {conversation_id}.")
        return head


def seen(written: "asyncio.Future[Outcome]") -> None:
    """Nobody waits for this write; where it failed, the writer has logged it and the lease runs out by itself."""
    if not written.cancelled():
        written.exception()

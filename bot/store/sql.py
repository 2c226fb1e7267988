"""Conversations in SQLite or PostgreSQL."""

import time
from collections.abc import Callable, Collection

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.events import ActionRequested
from bot.errors import StoreUnavailable, UnknownConversation
from bot.store import queries
from bot.store.database import Database, connect
from bot.store.head import Head, advance, begin
from bot.store.migrations import migrate
from bot.store.outbox import silences, to_send
from bot.store.records import (
    Channel,
    Due,
    Inbound,
    Lease,
    Message,
    Stored,
    Summary,
    Turn,
    TurnLog,
    Waiting,
)
from bot.store.rows import changed_row, inbox_row, message_row, new_row, outbox_row, turn_row
from bot.store.sql_annotations import SqlAnnotations
from bot.store.sql_answers import SqlAnswers
from bot.store.sql_erasure import SqlErasure
from bot.store.sql_leases import Held, SqlLeases
from bot.store.sql_outbox import SqlOutbox
from bot.store.writer import Writer
from bot.store.writes import Commit, Create, Receive, Request


class SqlStore(SqlLeases, SqlOutbox, SqlAnswers, SqlAnnotations, SqlErasure):
    """A store of one process; ``seconds``: how long a lease lasts without being renewed, ``keep``: how long after a turn."""

    def __init__(self, database: Database, seconds: float = 6.0, keep: float = 3.0, clock: Callable[[], float] = time.time) -> None:
        super().__init__(Writer(database), seconds, keep, clock)
        self.database = database

    @classmethod
    async def connect(cls, address: str, seconds: float = 6.0, keep: float = 3.0) -> "SqlStore":
        """The store at a database address, its tables made or brought up to date; SetupError where that cannot be."""
        database = connect(address)
        await migrate(address)
        return cls(database, seconds, keep)

    async def close(self) -> None:
        """Give all leases back, as far as they can be written, finish writing, close the database."""
        await self.give_all_back()
        await self.writer.close()
        await self.database.close()

    async def check(self) -> None:
        """Raises StoreUnavailable where the database does not answer, or has not taken what was to be written some seconds ago."""
        if (trouble := self.writer.trouble()) is not None:
            raise StoreUnavailable(trouble.reason)
        await self.conversations(limit=1)

    # The turn: bot.engine.Store, and for its lease SqlLeases

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
        keeps = held.ordered and self.looks_after(lease.conversation_id)
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
            if not self.looks_after(lease.conversation_id):  # it went to another worker during the commit
                self.hand_back(lease.conversation_id)

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

"""Carries out a group of writes in one transaction.

A write that cannot be done (its version is outdated, somebody holds the lease, the conversation is unknown) fails alone: nothing of it is
written, its outcome is its error, and the rest of the group goes on. Rows are read before they are changed; on PostgreSQL that locks them,
in the order of their ids, and SQLite has one writer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, case, func, literal, select, union_all

from bot.errors import AlreadyHandled, FrontdeskError, StoreConflict, UnknownConversation
from bot.store import codec
from bot.store.changes import (
    ADVANCED,
    HANDLED,
    HELD,
    NEW_CONVERSATION,
    NEW_INBOUND,
    NEW_MESSAGE,
    NEW_OUTGOING,
    NEW_TURN,
    REQUESTED,
    SILENCED,
    TAKEN,
)
from bot.store.head import overloaded
from bot.store.records import Stored
from bot.store.tables import conversations, inbox
from bot.store.together import Change, Rows, carry_out
from bot.store.writes import Busy, Commit, Create, Hold, Outcome, Receive, Request, Take, Write

W = TypeVar("W", bound=Write)

IDS: BindParameter[str] = bindparam("ids", expanding=True)
KEYS: BindParameter[str] = bindparam("keys", expanding=True)


def constant(text: str) -> ColumnElement[str]:
    """A literal in the statement's text, not a parameter."""
    return literal(text, literal_execute=True)


ABOUT = (
    select(conversations.c.id, conversations.c.version, conversations.c.requested)
    .where(conversations.c.id.in_(IDS))
    .order_by(conversations.c.id)
    .with_for_update(key_share=True)
    .cte("about")
)
ANSWERED = case((inbox.c.handled_at.is_not(None), 1), else_=0)
ABOUT_CONVERSATIONS = select(constant("conversation").label("kind"), ABOUT)
ABOUT_INBOUND = select(constant("inbound"), inbox.c.key, ANSWERED, constant("")).where(inbox.c.key.in_(KEYS))
PENDING = select(constant("pending"), inbox.c.conversation_id, 1, constant("")).where(
    inbox.c.handled_at.is_(None), inbox.c.conversation_id.in_(IDS)
)
UNANSWERED = select(constant("unanswered"), constant(""), func.count(), constant("")).where(inbox.c.handled_at.is_(None))
FOUND = union_all(ABOUT_CONVERSATIONS, ABOUT_INBOUND)
"""Everything that a group needs to know, in one trip; if PostgreSQL waits for a lock while a row is answered, the version shows it."""
RECEIVING = union_all(ABOUT_CONVERSATIONS, ABOUT_INBOUND, PENDING)
"""The same for a group with new events."""
COUNTED = union_all(ABOUT_CONVERSATIONS, ABOUT_INBOUND, PENDING, UNANSWERED)
"""The same for one that limits how many may wait."""
ROWS = select(conversations).where(conversations.c.id.in_(IDS))


class Group:
    """The writes of one transaction; the rows that they concern are read, and on PostgreSQL locked, before any write runs."""

    def __init__(self, connection: Connection, writes: Sequence[Write]) -> None:
        self.connection, self.writes = connection, writes
        self.outcomes: dict[int, Outcome] = {}
        """The outcome of each write, by its place in the group."""
        self.rows: dict[str, Row[Any]] = {}
        self.answered: dict[str, bool] = {}
        """The keys of the inbox rows that exist, and whether they are answered."""
        self.pending_in: set[str] = set()
        """The conversations with unanswered inbox rows, before and in this group; read only if there are new events."""
        self.unanswered = 0
        """How many inbox rows were unanswered before; counted only if a write limits them."""
        self.coming: dict[str, Mapping[str, Any]] = {}
        """The inbox rows that this group adds, by their keys."""
        self.pending: list[tuple[Change, Rows]] = []
        """Changes that may be carried out together, since no two of them concern the same row."""
        self.look()

    def look(self) -> None:
        """Read the conversations and inbox rows that the writes concern."""
        receives = [write for write in self.writes if isinstance(write, Create | Receive)]
        statement = COUNTED if any(write.most is not None for write in receives) else RECEIVING if receives else FOUND
        ids, keys = {write.about for write in self.writes}, {key for write in self.writes for key in write.keys}
        for row in self.connection.execute(statement, {"ids": sorted(ids), "keys": sorted(keys)}):
            match row.kind:
                case "conversation":
                    self.rows[row.id] = row
                case "inbound":
                    self.answered[row.id] = bool(row.version)
                case "pending":
                    self.pending_in.add(row.id)
                case _:
                    self.unanswered = row.version

    def of(self, kind: type[W]) -> list[tuple[int, W]]:
        """The writes of one kind, with their places in the group."""
        return [(place, write) for place, write in enumerate(self.writes) if isinstance(write, kind)]

    def has_room(self, most: int | None) -> bool:
        """Whether one more event may come in when at most ``most`` may wait, including those of this group; None sets no limit."""
        return most is None or self.unanswered + len(self.coming) < most

    def come(self, conversation_id: str, key: str, row: Mapping[str, Any]) -> None:
        """Add an inbox row."""
        self.coming[key] = row
        self.pending_in.add(conversation_id)

    def settle(self, *changes: tuple[Change, Rows]) -> None:
        """Carry out the pending changes, then further ones that may concern the same rows."""
        carry_out(self.connection, *self.pending)
        self.pending.clear()
        carry_out(self.connection, *changes)


def unknown(conversation_id: str) -> UnknownConversation:
    """The error of a write whose conversation does not exist."""
    return UnknownConversation(f"There is no conversation {conversation_id}.")


def create(group: Group) -> None:
    """Add conversations, each with the event that it begins with; of two with the same id the first counts."""
    fresh: dict[str, Mapping[str, Any]] = {}
    for place, write in group.of(Create):
        if write.about in group.rows or write.about in fresh:
            group.outcomes[place] = Stored.BEFORE
        elif not group.has_room(write.most):
            group.outcomes[place] = overloaded()
        else:
            group.outcomes[place] = Stored.FIRST
            fresh[write.about] = write.row
            if write.first is not None:
                group.come(write.about, write.keys[0], write.first)
    group.pending.append((NEW_CONVERSATION, list(fresh.values())))


def receive(group: Group) -> None:
    """Add inbox rows; one that was delivered before is dropped, not turned away, even when there is no room."""
    for place, write in group.of(Receive):
        key = write.keys[0]
        if key in group.answered or key in group.coming:
            group.outcomes[place] = Stored.BEFORE
        elif write.about not in group.rows:
            group.outcomes[place] = unknown(write.about)
        elif not group.has_room(write.most):
            group.outcomes[place] = overloaded()
        else:
            group.outcomes[place] = Stored.BEHIND if write.about in group.pending_in else Stored.FIRST
            group.come(write.about, key, write.row)
    group.pending.append((NEW_INBOUND, list(group.coming.values())))


def lost(group: Group, write: Request | Commit) -> FrontdeskError | None:
    """Why the lease of a write no longer holds; None if it does."""
    row = group.rows.get(write.about)
    if row is None:
        return unknown(write.about)
    if row.version != write.version:
        return StoreConflict(f"conversation {row.id} is at version {row.version}, not {write.version} any more")
    return None


def request(group: Group) -> None:
    """Note writing actions that are about to run; one that was requested before is kept once."""
    for place, write in group.of(Request):
        group.outcomes[place] = lost(group, write)
        if group.outcomes[place] is None:
            before = codec.REQUESTS.validate_json(group.rows[write.about].requested)
            if write.event.key not in {event.key for event in before}:
                group.settle((REQUESTED, [{"id": write.about, "requested": codec.encode_plain((*before, write.event))}]))


def commit(group: Group) -> None:
    """Commit the turns whose lease still holds and whose inbox rows are unanswered."""
    good: dict[str, Commit] = {}
    for place, write in group.of(Commit):
        done = [key for key in write.keys if group.answered.get(key)]
        if (error := lost(group, write)) is not None:
            group.outcomes[place] = error
        elif write.about in good:
            group.outcomes[place] = StoreConflict(f"conversation {write.about} was written by another turn of this group")
        elif done:
            group.outcomes[place] = AlreadyHandled(f"{done[0]} was answered before")
        else:
            group.outcomes[place] = None
            good[write.about] = write
    group.pending += (
        (ADVANCED, [write.head for write in good.values()]),
        (NEW_TURN, [write.turn for write in good.values()]),
        (NEW_MESSAGE, [row for write in good.values() for row in write.messages]),
        (SILENCED, [{"id": write.about, "now": write.turn["at"]} for write in good.values() if write.silences]),
        (NEW_OUTGOING, [row for write in good.values() for row in write.outbox]),
        (HANDLED, [row for write in good.values() for row in write.answered]),
    )


def hold(group: Group) -> None:
    """Extend leases, or give them back."""
    rows = []
    for place, write in group.of(Hold):
        group.outcomes[place] = None
        rows.append({"id": write.about, "version": write.version, "until": write.until})
    group.settle((HELD, rows))


def take(group: Group) -> None:
    """Take leases that are free, expired or taken by force; the version is raised, so the previous holder can no longer write."""
    takes = group.of(Take)
    ids = sorted({write.about for _, write in takes})
    rows = {row.id: row for row in group.connection.execute(ROWS, {"ids": ids})} if ids else {}
    taken: dict[str, Mapping[str, Any]] = {}
    for place, write in takes:
        row = rows.get(write.about)
        if row is None:
            group.outcomes[place] = unknown(write.about)
        elif any(group.answered.get(key) for key in write.keys):
            group.outcomes[place] = AlreadyHandled(f"{write.keys[0]} was answered before")
        elif row.id in taken:
            group.outcomes[place] = Busy(write.until)
        elif row.lease_until > write.now and row.lease_until != write.dead and not write.force:
            group.outcomes[place] = Busy(row.lease_until)
        else:
            group.outcomes[place] = row
            taken[row.id] = {"id": row.id, "version": row.version + 1, "owner": write.owner, "until": write.until}
    group.settle((TAKEN, list(taken.values())))


KINDS: tuple[Callable[[Group], None], ...] = (create, receive, request, commit, hold, take)


def apply(connection: Connection, writes: Sequence[Write]) -> list[Outcome]:
    """Run a group inside the connection's transaction; the outcomes of the writes in their order."""
    group = Group(connection, writes)
    for run in KINDS:
        run(group)
    return [group.outcomes[place] for place in range(len(writes))]

"""How a group of writes goes into one transaction.

A write that loses (its version moved on, somebody holds the lease, the conversation is unknown) loses alone: nothing of it is
written, its error is its outcome, and the others of the group go on. Rows are looked at before they are changed; on PostgreSQL they
are locked by that, in the order of their ids, and SQLite has one writer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, insert, select, update

from bot.errors import AlreadyHandled, FrontdeskError, StoreConflict, UnknownConversation
from bot.store import codec
from bot.store.head import overloaded
from bot.store.tables import conversations, inbox, messages, outbox, turns
from bot.store.writes import Busy, Commit, Create, Hold, Outcome, Receive, Request, Take, Write

W = TypeVar("W", bound=Write)

IDS: BindParameter[str] = bindparam("ids", expanding=True)
VERSIONS = (
    select(conversations.c.id, conversations.c.version, conversations.c.requested)
    .where(conversations.c.id.in_(IDS))
    .order_by(conversations.c.id)
    .with_for_update(key_share=True)
)
ROWS = select(conversations).where(conversations.c.id.in_(IDS))
KEYS = select(inbox.c.key, inbox.c.handled_at.is_not(None).label("done")).where(inbox.c.key.in_(IDS))
UNANSWERED = select(func.count()).select_from(inbox).where(inbox.c.handled_at.is_(None))
NEW_CONVERSATION = insert(conversations)
NEW_INBOUND = insert(inbox)
NEW_MESSAGE = insert(messages)
NEW_TURN = insert(turns)
MINE = conversations.c.id == bindparam("b_id")
TAKEN = (
    update(conversations)
    .where(MINE)
    .values(version=bindparam("b_version"), lease_owner=bindparam("b_owner"), lease_until=bindparam("b_until"))
)
HELD = update(conversations).where(MINE, conversations.c.version == bindparam("b_version")).values(lease_until=bindparam("b_until"))
REQUESTED = update(conversations).where(MINE).values(requested=bindparam("b_requested"))
ADVANCED = update(conversations).where(MINE)
NEW_OUTGOING = insert(outbox)
SILENCED = (
    update(outbox)
    .where(
        outbox.c.conversation_id == bindparam("b_id"),
        outbox.c.state == "waiting",
        outbox.c.author == "bot",
        outbox.c.claimed_until <= bindparam("b_now"),
    )
    .values(state="cancelled", settled_at=bindparam("b_now"))
)
HANDLED = update(inbox).where(inbox.c.key == bindparam("b_key"))


class Group:
    """The writes of one transaction: what they are about is read, and on PostgreSQL locked, before any of them is run."""

    def __init__(self, connection: Connection, writes: Sequence[Write]) -> None:
        self.connection, self.writes = connection, writes
        self.outcomes: dict[int, Outcome] = {}
        """What came of each write, by its place in the group."""
        self.rows = {row.id: row for row in self.found(VERSIONS, {write.about for write in writes})}
        self.answered: dict[str, bool] = {
            row.key: bool(row.done) for row in self.found(KEYS, {key for write in writes for key in write.keys})
        }
        """Inbox rows that there are, and whether they are answered."""
        self.coming: dict[str, Mapping[str, Any]] = {}
        """Inbox rows that this group adds, by their keys."""
        self.unanswered: int | None = None
        """How many there were before, once that was asked."""

    def of(self, kind: type[W]) -> list[tuple[int, W]]:
        """The writes of one kind with their places."""
        return [(place, write) for place, write in enumerate(self.writes) if isinstance(write, kind)]

    def found(self, statement: Any, ids: Collection[str]) -> Sequence[Row[Any]]:
        """Rows of a statement that takes ``ids``."""
        return self.connection.execute(statement, {"ids": sorted(ids)}).all() if ids else []

    def has_room(self, most: int | None) -> bool:
        """Whether one more event may come in where ``most`` may wait, those of this group among them; None: any number."""
        if most is None:
            return True
        if self.unanswered is None:
            self.unanswered = int(self.connection.execute(UNANSWERED).scalar_one())
        return self.unanswered + len(self.coming) < most

    def many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each row."""
        if rows:
            self.connection.execute(statement, rows)


def unknown(conversation_id: str) -> UnknownConversation:
    """The error of a write about no conversation."""
    return UnknownConversation(f"There is no conversation {conversation_id}.")


def create(group: Group) -> None:
    """New conversations, with the event that each begins with; of one id that comes twice the first counts."""
    fresh: dict[str, Mapping[str, Any]] = {}
    for place, write in group.of(Create):
        if write.about in group.rows or write.about in fresh:
            group.outcomes[place] = False
        elif not group.has_room(write.most):
            group.outcomes[place] = overloaded()
        else:
            group.outcomes[place] = True
            fresh[write.about] = write.row
            if write.first is not None:
                group.coming[write.keys[0]] = write.first
    group.many(NEW_CONVERSATION, list(fresh.values()))


def receive(group: Group) -> None:
    """New inbox rows; one delivered before is dropped even when there is no room for new ones."""
    for place, write in group.of(Receive):
        key = write.keys[0]
        if key in group.answered or key in group.coming:
            group.outcomes[place] = False
        elif write.about not in group.rows:
            group.outcomes[place] = unknown(write.about)
        elif not group.has_room(write.most):
            group.outcomes[place] = overloaded()
        else:
            group.coming[key] = write.row
            group.outcomes[place] = True
    group.many(NEW_INBOUND, list(group.coming.values()))


def lost(group: Group, write: Request | Commit) -> FrontdeskError | None:
    """Why the lease of a write does not hold any more; None where it does."""
    row = group.rows.get(write.about)
    if row is None:
        return unknown(write.about)
    if row.version != write.version:
        return StoreConflict(f"conversation {row.id} is at version {row.version}, not {write.version} any more")
    return None


def request(group: Group) -> None:
    """Writing actions that are about to run; one that was requested before is kept once."""
    for place, write in group.of(Request):
        group.outcomes[place] = lost(group, write)
        if group.outcomes[place] is None:
            before = codec.REQUESTS.validate_json(group.rows[write.about].requested)
            if write.event.key not in {event.key for event in before}:
                group.many(REQUESTED, [{"b_id": write.about, "b_requested": codec.encode_plain((*before, write.event))}])


def commit(group: Group) -> None:
    """Turns whose lease still holds and whose inbox rows are not answered yet."""
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
    group.many(ADVANCED, [write.head for write in good.values()])
    group.many(NEW_TURN, [write.turn for write in good.values()])
    group.many(NEW_MESSAGE, [row for write in good.values() for row in write.messages])
    group.many(SILENCED, [{"b_id": write.about, "b_now": write.turn["at"]} for write in good.values() if write.silences])
    group.many(NEW_OUTGOING, [row for write in good.values() for row in write.outbox])
    group.many(HANDLED, [row for write in good.values() for row in write.answered])


def hold(group: Group) -> None:
    """Leases that go on, or are given back."""
    rows = []
    for place, write in group.of(Hold):
        group.outcomes[place] = None
        rows.append({"b_id": write.about, "b_version": write.version, "b_until": write.until})
    group.many(HELD, rows)


def take(group: Group) -> None:
    """Leases that are free, have run out, or are taken by force; the version is raised, so whoever had it cannot write any more."""
    takes = group.of(Take)
    rows = {row.id: row for row in group.found(ROWS, {write.about for _, write in takes})}
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
            taken[row.id] = {"b_id": row.id, "b_version": row.version + 1, "b_owner": write.owner, "b_until": write.until}
    group.many(TAKEN, list(taken.values()))


KINDS: tuple[Callable[[Group], None], ...] = (create, receive, request, commit, hold, take)


def apply(connection: Connection, writes: Sequence[Write]) -> list[Outcome]:
    """Run a group inside the connection's transaction; what came of each write, in their order."""
    group = Group(connection, writes)
    for run in KINDS:
        run(group)
    return [group.outcomes[place] for place in range(len(writes))]

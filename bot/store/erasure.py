"""Whole conversations: finding them, copying everything that is kept of one, and deleting them, as statements.

What belongs to a conversation is read off the tables: whatever has a column ``conversation_id`` is copied with it and deleted with it.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from pydantic_core import from_json
from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, delete, func, insert, select

from bot.dialogue.conversation import Mode
from bot.store.queries import SUMMARY_COLUMNS
from bot.store.records import Summary
from bot.store.rows import plain, summary_of
from bot.store.tables import conversations, deletions, inbox, messages, metadata

BELONGING = {str(table.name): table for table in metadata.sorted_tables if "conversation_id" in table.c}
"""The tables with rows of conversations, by name."""

JSON: Mapping[str, Collection[str]] = {
    "conversations": ("state", "requested"),
    "messages": ("buttons", "drawing"),
    "turns": ("events", "trace"),
    "inbox": ("body",),
}
"""Columns that hold JSON, by table."""

Why = Literal["asked", "age"]
WHYS: dict[str, Why] = {name: name for name in get_args(Why)}

Copy = Mapping[str, Sequence[Mapping[str, Any]]]
"""Everything that is kept of a conversation: the rows of each table, their JSON read."""

Erased = Mapping[str, int]
"""How many rows were deleted, by table."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations are meant: those of which all holds that is not None.

    ``since`` and ``until``: something happened between them (seconds since the epoch). ``idle_since``: nothing has happened since then, and
    nothing that the customer wrote waits for an answer. ``saying``: somebody wrote this (A-Z count as a-z).
    """

    ids: frozenset[str] | None = None
    pack: str | None = None
    mode: Mode | None = None
    since: float | None = None
    until: float | None = None
    idle_since: float | None = None
    saying: str | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """What stays on record of a deletion: ``by`` whom, ``at`` what time, ``why``, and of how much.

    ``fingerprint`` is that of the one conversation that was asked for; it is empty where all that were old enough went together.
    """

    by: str
    at: float
    why: Why
    fingerprint: str
    conversations: int
    messages: int


def fingerprint(conversation_id: str) -> str:
    """What stays of an id, which may be the number of somebody's chat: whoever has the id finds its deletion, and it is not shown."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:32]


UNANSWERED = select(inbox.c.position).where(inbox.c.conversation_id == conversations.c.id, inbox.c.handled_at.is_(None)).exists()
IDS: BindParameter[str] = bindparam("ids", expanding=True)
LOCKED = (
    select(conversations.c.id, conversations.c.last_seq).where(conversations.c.id.in_(IDS)).order_by(conversations.c.id).with_for_update()
)
"""Nobody writes into these conversations until the transaction ends, and no turn that waits for that finds them afterwards."""

WHOLE = select(conversations).where(conversations.c.id == bindparam("id"))
REMOVALS = {
    **{name: delete(table).where(table.c.conversation_id.in_(IDS)) for name, table in BELONGING.items()},
    "conversations": delete(conversations).where(conversations.c.id.in_(IDS)),
}


def conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    """What the row of a conversation has to fulfil."""
    row = conversations.c
    if wanted.ids is not None:
        yield row.id.in_(sorted(wanted.ids))
    if wanted.pack is not None:
        yield row.pack == wanted.pack
    if wanted.mode is not None:
        yield row.mode == wanted.mode
    if wanted.since is not None:
        yield row.updated_at >= wanted.since
    if wanted.until is not None:
        yield row.opened_at < wanted.until
    if wanted.idle_since is not None:
        yield row.mode.in_(get_args(Mode))  # all of them: the index begins with the mode
        yield row.updated_at < wanted.idle_since
        yield ~UNANSWERED
    if wanted.saying is not None:
        said = messages.c.text.icontains(wanted.saying, autoescape=True)
        yield select(messages.c.seq).where(messages.c.conversation_id == row.id, said).exists()


def found(wanted: Wanted, limit: int) -> Callable[[Connection], list[Summary]]:
    """Conversations, those that changed last first."""
    last_first = (conversations.c.updated_at.desc(), conversations.c.id)
    statement = select(*SUMMARY_COLUMNS).where(*conditions(wanted)).order_by(*last_first).limit(limit)
    return lambda connection: [summary_of(row) for row in connection.execute(statement)]


def number(wanted: Wanted) -> Callable[[Connection], int]:
    """How many there are."""
    statement = select(func.count()).select_from(conversations).where(*conditions(wanted))
    return lambda connection: connection.execute(statement).scalar_one()


def copied(conversation_id: str) -> Callable[[Connection], Copy | None]:
    """Everything about a conversation as it is between two turns; None if there is none."""

    def change(connection: Connection) -> Copy | None:
        connection.execute(LOCKED, {"ids": [conversation_id]})
        whole = connection.execute(WHOLE, {"id": conversation_id}).first()
        if whole is None:
            return None
        belonging = {
            name: connection.execute(select(table).where(table.c.conversation_id == conversation_id).order_by(*table.primary_key)).all()
            for name, table in BELONGING.items()
        }
        every = {"conversations": [whole], **belonging}
        return {name: [readable(name, row._asdict()) for row in rows] for name, rows in every.items()}

    return change


def readable(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose JSON has been read; an event that was answered is empty, since the log of its turn has it."""
    json = JSON.get(table, ())
    return {str(name): (from_json(value) if value else None) if name in json else value for name, value in row.items()}


def erase(ids: Collection[str], by: str, at: float) -> Callable[[Connection], Erased]:
    """Delete conversations, whoever is in the middle of a turn: that turn finds nothing to write to."""

    def change(connection: Connection) -> Erased:
        there = connection.execute(LOCKED, {"ids": sorted(ids)}).all()
        record(connection, [Deletion(by, at, "asked", fingerprint(row.id), 1, row.last_seq) for row in there])
        return removed(connection, [row.id for row in there])

    return change


def erase_idle(wanted: Wanted, by: str, at: float, limit: int) -> Callable[[Connection], Erased]:
    """Delete at most ``limit`` conversations that are idle and otherwise ``wanted``."""
    candidates = select(conversations.c.id).where(*conditions(wanted)).limit(limit)
    still = select(conversations.c.id, conversations.c.last_seq).where(conversations.c.id.in_(IDS), *conditions(wanted))

    def change(connection: Connection) -> Erased:
        ids = sorted(connection.scalars(candidates))
        connection.execute(LOCKED, {"ids": ids})
        there = connection.execute(still, {"ids": ids}).all()  # once more: until they were locked, somebody may have written
        if there:
            record(connection, [Deletion(by, at, "age", "", len(there), sum(row.last_seq for row in there))])
        return removed(connection, [row.id for row in there])

    return change


def removed(connection: Connection, ids: list[str]) -> Erased:
    """Delete the rows of conversations that are locked."""
    return {name: connection.execute(statement, {"ids": ids}).rowcount for name, statement in REMOVALS.items()}


def record(connection: Connection, several: Sequence[Deletion]) -> None:
    """Keep on record that conversations are deleted, in the same transaction."""
    if several:
        connection.execute(insert(deletions), [asdict(one) | {"by": plain(one.by)} for one in several])


def recorded(conversation_id: str | None, limit: int) -> Callable[[Connection], list[Deletion]]:
    """The latest deletions, of one conversation or of all, the last first."""
    statement = select(deletions).order_by(deletions.c.position.desc()).limit(limit)
    if conversation_id is not None:
        statement = statement.where(deletions.c.fingerprint == fingerprint(conversation_id))
    return lambda connection: [deletion_of(row) for row in connection.execute(statement)]


def deletion_of(row: Row[Any]) -> Deletion:
    """The record from its row."""
    return Deletion(row.by, row.at, WHYS[row.why], row.fingerprint, row.conversations, row.messages)

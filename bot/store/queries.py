"""Reads, as functions over a connection."""

from collections.abc import Callable, Collection
from typing import Any, get_args

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, func, literal, or_, select, union_all

from bot import keys
from bot.dialogue.conversation import Mode
from bot.store import tables
from bot.store.head import Head
from bot.store.records import Backlog, Due, Message, Summary, TurnLog, Waiting
from bot.store.rows import head_of, log_of, message_of, summary_of, waiting_of

inbox, conversations, outbox = tables.inbox.c, tables.conversations.c, tables.outbox.c
ID = bindparam("id", type_=conversations.id.type)
AFTER = bindparam("after", type_=inbox.position.type)
LIMIT = bindparam("most", type_=tables.messages.c.seq.type)

WAITING = select(tables.inbox).where(inbox.handled_at.is_(None), inbox.position > AFTER).order_by(inbox.position).limit(LIMIT)
WAITING_OF = WAITING.where(inbox.conversation_id.in_(bindparam("of", expanding=True)))
HANDLED = select(inbox.handled_at).where(inbox.key == bindparam("key"), inbox.handled_at.is_not(None))
MESSAGES = (
    select(tables.messages)
    .where(tables.messages.c.conversation_id == ID, tables.messages.c.seq > AFTER)
    .order_by(tables.messages.c.seq)
    .limit(LIMIT)
)
TURNS = select(tables.turns).where(tables.turns.c.conversation_id == ID).order_by(tables.turns.c.turn)
NOW, UNTURNED = (bindparam(name, type_=conversations.timer_due.type) for name in ("now", "unturned"))
FIRED = (
    select(inbox.position)
    .where(inbox.conversation_id == conversations.id, inbox.handled_at.is_(None), inbox.key.contains(keys.key("", "timer")))
    .exists()
)
DUE = (
    select(conversations.id, conversations.timer_due)
    .where(or_(conversations.timer_due <= NOW, and_(conversations.timer_due <= UNTURNED, conversations.updated_at > NOW)), ~FIRED)
    .order_by(conversations.timer_due)
    .limit(LIMIT)
)
HEAD = select(tables.conversations).where(conversations.id == ID)
LONGEST = select(inbox.received_at).where(inbox.handled_at.is_(None)).order_by(inbox.position).limit(1).scalar_subquery()
EVENTS = select(func.count().label("number"), LONGEST.label("since")).where(inbox.handled_at.is_(None))
LINES = select(func.count().label("number"), func.min(outbox.said_at).label("since")).where(
    outbox.state == literal("waiting", literal_execute=True)
)
GIVEN_UP = select(func.count()).where(outbox.state == literal("dead", literal_execute=True))
QUEUED = select(func.count()).where(conversations.mode == "queued")
SUMMARY_COLUMNS = [column for column in conversations if column.name not in ("state", "requested")]

Query = Callable[[Connection], Any]
log = structlog.get_logger("store")


def waiting(after: int, limit: int, of: Collection[str] | None = None) -> Callable[[Connection], list[Waiting]]:
    """Unanswered inbox rows after a position, of some conversations or all.

    One whose event cannot be read (a newer version wrote it) stays, and is logged.
    """
    values: dict[str, object] = {"after": after, "most": limit}
    statement = WAITING if of is None else WAITING_OF
    if of is not None:
        values["of"] = list(of)

    def query(connection: Connection) -> list[Waiting]:
        found = []
        for row in connection.execute(statement, values):
            try:
                found.append(waiting_of(row))
            except ValidationError as error:
                log.error("inbox_row_unreadable", position=row.position, conversation=row.conversation_id, mistakes=error.error_count())
        return found

    return query


def due(now: float, limit: int, unturned: float | None = None) -> Callable[[Connection], list[Due]]:
    """Conversations whose timer has come and is not in the inbox yet, the longest due first.

    ``unturned`` counts for what was last changed after ``now``.
    """
    values = {"now": now, "unturned": now if unturned is None else unturned, "most": limit}
    return lambda connection: [Due(row.id, row.timer_due) for row in connection.execute(DUE, values)]


def handled(key: str) -> Callable[[Connection], bool]:
    """Whether an inbox row is answered."""
    return lambda connection: connection.execute(HANDLED, {"key": key}).first() is not None


def messages(conversation_id: str, after: int, limit: int) -> Callable[[Connection], list[Message]]:
    """Lines of a conversation after one."""
    values = {"id": conversation_id, "after": after, "most": limit}
    return lambda connection: [message_of(row) for row in connection.execute(MESSAGES, values)]


def turns(conversation_id: str) -> Callable[[Connection], list[TurnLog]]:
    """The log of a conversation."""
    return lambda connection: [log_of(row) for row in connection.execute(TURNS, {"id": conversation_id})]


def summaries(pack: str | None, mode: Mode | None, limit: int) -> Callable[[Connection], list[Summary]]:
    """Lines of the desk's list."""
    statement = select(*SUMMARY_COLUMNS).limit(limit)
    if pack is not None:
        statement = statement.where(conversations.pack == pack)
    if mode is not None:
        statement = statement.where(conversations.mode == mode)
    order = conversations.waiting_since.asc() if mode == "queued" else conversations.updated_at.desc()
    return lambda connection: [summary_of(row) for row in connection.execute(statement.order_by(order, conversations.id))]


def beginning(start: str, limit: int) -> Callable[[Connection], list[str]]:
    """Ids that begin with some characters; reads every id, so this is for people at a terminal."""
    statement = select(conversations.id).where(func.substr(conversations.id, 1, len(start)) == start).order_by(conversations.id)
    return lambda connection: list(connection.scalars(statement.limit(limit)))


def saying(word: str, recent: int) -> Callable[[Connection], frozenset[str]]:
    """Ids of conversations in which a line holds a word, among the ``recent`` of each mode that changed last.

    No index holds words; that of modes finds the recent ones, and their lines are read: about 0.1 s for 2,000 conversations of 20 lines.
    """
    of_modes = [
        select(conversations.id).where(conversations.mode == mode).order_by(conversations.updated_at.desc(), conversations.id).limit(recent)
        for mode in get_args(Mode)
    ]
    lately = union_all(*(select(one.subquery().c.id) for one in of_modes))
    lines = tables.messages.c
    found = lines.text.icontains(word, autoescape=True)
    statement = select(lines.conversation_id).where(lines.conversation_id.in_(lately), found).distinct()
    return lambda connection: frozenset(connection.scalars(statement))


def backlog(connection: Connection) -> Backlog:
    """How much waits: each number and each beginning comes from an index that holds nothing but what waits, or from that of modes."""
    events = connection.execute(EVENTS).one()
    lines = connection.execute(LINES).one()
    queued, dead = connection.execute(QUEUED).scalar_one(), connection.execute(GIVEN_UP).scalar_one()
    return Backlog(queued, events.number, events.since, lines.number, lines.since, dead)


def head(conversation_id: str) -> Callable[[Connection], Head | None]:
    """A conversation's row."""

    def query(connection: Connection) -> Head | None:
        row = connection.execute(HEAD, {"id": conversation_id}).first()
        return None if row is None else head_of(row)

    return query

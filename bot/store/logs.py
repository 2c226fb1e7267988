"""Reads the logs of many conversations page by page, for counting how they went; what was said is left where it is."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, func, select

from bot.dialogue.conversation import Mode
from bot.dialogue.effects import Author
from bot.store.records import Channel, MessageKind
from bot.store.rows import CHANNELS, MODES
from bot.store.tables import conversations, deletions, messages, turns

PAGE = 200
"""Conversations that one page holds at most."""


@dataclass(frozen=True, slots=True)
class LineHead:
    """A line without its words: ``reply`` names what the bot said."""

    author: Author
    reply: str
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One turn as it is stored: ``events`` and ``trace`` are JSON."""

    at: float
    model: str
    events: str
    trace: str
    lines: tuple[LineHead, ...]


@dataclass(frozen=True, slots=True)
class LoggedChat:
    """A conversation with all its turns, oldest first; ``asking``: a flow or a question of the bot's is open in it now."""

    id: str
    pack: str
    channel: Channel
    language: str
    mode: Mode
    opened_at: float
    asking: bool
    turns: tuple[LoggedTurn, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some conversations in the order of their ids, or none; ``last`` is where the next page begins, or None after the last one."""

    chats: tuple[LoggedChat, ...]
    last: str | None


IDS: BindParameter[str] = bindparam("ids", expanding=True)
TURNS = (
    select(turns.c.conversation_id, turns.c.turn, turns.c.at, turns.c.model_version, turns.c.events, turns.c.trace)
    .where(turns.c.conversation_id.in_(IDS))
    .order_by(turns.c.conversation_id, turns.c.turn)
)
LINES = (
    select(messages.c.conversation_id, messages.c.turn, messages.c.author, messages.c.reply, messages.c.kind)
    .where(messages.c.conversation_id.in_(IDS))
    .order_by(messages.c.conversation_id, messages.c.seq)
)
RESTS = and_(conversations.c.state.contains('"stack":[]', autoescape=True), conversations.c.state.contains('"question":null'))
HEADS = select(*(conversations.c[name] for name in ("id", "pack", "channel", "language", "mode", "opened_at")), RESTS.label("rests")).where(
    conversations.c.id.in_(IDS)
)


def page(since: float, until: float, pack: str | None, after: str, limit: int = PAGE) -> Callable[[Connection], Page]:
    """Conversations that something happened in at ``since`` or later and that were opened before ``until``, behind the id ``after``.

    Their rows are read last, so one that is deleted meanwhile is left out as a whole.
    """
    statement = scanned(since, until, after, limit)

    def query(connection: Connection) -> Page:
        found = connection.execute(statement).all()
        ids = [one.id for one in found if pack is None or one.pack == pack]
        logs = logged(connection, ids) if ids else {}
        rows = {row.id: row for row in connection.execute(HEADS, {"ids": list(logs)})}
        chats = (
            LoggedChat(id, row.pack, CHANNELS[row.channel], row.language, MODES[row.mode], row.opened_at, not row.rests, turns)
            for id, turns in logs.items()
            if (row := rows.get(id)) is not None
        )
        return Page(tuple(chats), found[-1].id if len(found) == limit else None)

    return query


def scanned(since: float, until: float, after: str, limit: int) -> Select[Any]:
    """The next ids of a page, with their packs.

    A condition on the pack would let the database take the index of packs, and sort all of it for each page.
    """
    row = conversations.c
    return select(row.id, row.pack).where(row.id > after, row.updated_at >= since, row.opened_at < until).order_by(row.id).limit(limit)


def logged(connection: Connection, ids: list[str]) -> dict[str, tuple[LoggedTurn, ...]]:
    """The turns of conversations, each with the heads of its lines."""
    lines: defaultdict[tuple[str, int], list[LineHead]] = defaultdict(list)
    for id, turn, author, reply, kind in connection.execute(LINES, {"ids": ids}):
        lines[id, turn].append(LineHead(author, reply, kind))
    found: dict[str, list[LoggedTurn]] = {id: [] for id in ids}
    for id, turn, at, model, events, trace in connection.execute(TURNS, {"ids": ids}):
        found[id].append(LoggedTurn(at, model, events, trace, tuple(lines.get((id, turn), ()))))
    return {id: tuple(several) for id, several in found.items()}


def deleted(since: float, until: float) -> Callable[[Connection], int]:
    """How many conversations were deleted at ``since`` or later and before ``until``, of whatever pack."""
    row = deletions.c
    statement = select(func.coalesce(func.sum(row.conversations), 0)).where(row.at >= since, row.at < until)
    return lambda connection: int(connection.execute(statement).scalar_one())


def packs(connection: Connection) -> frozenset[str]:
    """The packs that any conversation is kept of."""
    return frozenset(connection.scalars(select(conversations.c.pack).distinct()))

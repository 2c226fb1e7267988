"""The statements of the outbox in SQL: a turn stores its lines, and they are claimed one at a time in the conversation's order.

Only the first waiting line of a conversation can be claimed, so the order holds across processes; a claim whose process died expires.
"""

import math
from collections.abc import Callable
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal, or_, select, update

from bot.dialogue.effects import Author
from bot.dialogue.events import OperatorJoined
from bot.errors import Cause
from bot.store.records import FARTHEST, PUSHED, Channel, Fate, Message, Outgoing, Retried, Turn, Undelivered, Unsent
from bot.store.rows import CHANNELS, message_of, plain
from bot.store.tables import conversations, messages, outbox

LINE = outbox.c
earlier = outbox.alias("earlier")
FIRST = (
    ~select(earlier.c.seq)
    .where(earlier.c.conversation_id == LINE.conversation_id, earlier.c.state == "waiting", earlier.c.seq < LINE.seq)
    .exists()
)
NOW = bindparam("now", type_=LINE.next_at.type)
LONGEST_CLAIM = 90.0
"""Seconds from now within which a claim ends; a later end was noted before the clock was set back, and is ignored."""

PAUSED = and_(LINE.next_at > NOW, LINE.next_at <= NOW + FARTHEST)
CLAIMED = and_(LINE.claimed_until > bindparam("ended", type_=NOW.type), LINE.claimed_until <= bindparam("farthest", type_=NOW.type))
READY = (
    select(LINE.conversation_id)
    .where(LINE.state == "waiting", ~PAUSED, ~CLAIMED, FIRST)
    .order_by(LINE.next_at, LINE.conversation_id)
    .limit(bindparam("most", type_=LINE.seq.type))
)
NEXT = select(outbox).where(LINE.conversation_id == bindparam("id"), LINE.state == "waiting").order_by(LINE.seq).limit(1).with_for_update()
SAID = select(messages).where(messages.c.conversation_id == bindparam("id"), messages.c.seq == bindparam("seq"))
MODE = select(conversations.c.mode).where(conversations.c.id == bindparam("id"))

DEAD = LINE.state == literal("dead", literal_execute=True)
"""A literal and not a parameter, so that every query plan can use the partial index of such lines."""

HELD = and_(LINE.author == "bot", conversations.c.mode == "operator")
OF_CONVERSATION = [conversations.c[name] for name in ("pack", "channel", "mode", "operator", "preview")]
GIVEN_UP = (
    select(outbox, messages.c.text, *OF_CONVERSATION)
    .join(messages, and_(messages.c.conversation_id == LINE.conversation_id, messages.c.seq == LINE.seq))
    .join(conversations, conversations.c.id == LINE.conversation_id)
    .where(DEAD)
    .order_by(LINE.settled_at.desc(), LINE.conversation_id, LINE.seq)
    .limit(bindparam("most", type_=LINE.seq.type))
)
DISMISSED = and_(LINE.state == "cancelled", LINE.claimed_by.is_(None), LINE.error != "")
"""Lines that were given up and then dismissed; lines dropped by a takeover were never tried, or still name who claimed them."""

UNSENT = (
    select(LINE.seq, LINE.state, LINE.settled_at, LINE.next_at, LINE.tries, LINE.cause)
    .where(LINE.conversation_id == bindparam("id"), or_(DEAD, DISMISSED, and_(LINE.state == "waiting", LINE.tries > 0)))
    .order_by(LINE.seq)
)
DEAD_ONE = select(LINE.settled_at).where(DEAD, LINE.conversation_id == bindparam("id"), LINE.seq == bindparam("seq"))
HOLDERS = (
    select(conversations.c.id, conversations.c.mode, conversations.c.operator)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(conversations.c.id)
    .with_for_update(key_share=True)
)
OF_A_CAUSE = (
    select(LINE.conversation_id)
    .join(conversations, conversations.c.id == LINE.conversation_id)
    .where(DEAD, LINE.cause == bindparam("cause"), ~HELD)
    .order_by(LINE.settled_at, LINE.conversation_id, LINE.seq)
    .limit(bindparam("most", type_=LINE.seq.type))
)
UNSENT_STATES: dict[str, Literal["waiting", "dead", "dismissed"]] = {"waiting": "waiting", "dead": "dead", "cancelled": "dismissed"}
CAUSES: dict[str, Cause] = {name: name for name in get_args(Cause)}
AUTHORS: dict[str, Author] = {name: name for name in get_args(Author)}


def to_send(channel: Channel, turn: Turn) -> list[Message]:
    """The lines of a turn that the channel has to send."""
    return [message for message in turn.messages if message.author != "customer"] if channel in PUSHED else []


def silences(channel: Channel, turn: Turn) -> bool:
    """Whether a person takes over in this turn, after which the bot's waiting lines must not be sent."""
    return channel in PUSHED and any(isinstance(event, OperatorJoined) for event in turn.events)


def free(next_at: float, claimed_until: float, now: float) -> bool:
    """Whether a waiting line may be tried at ``now``: no pause and no claim ends later."""
    return not now < next_at <= now + FARTHEST and not now < claimed_until <= now + LONGEST_CLAIM


def ready(now: float, limit: int, lapsed: bool) -> Callable[[Connection], list[str]]:
    """At most ``limit`` conversations whose first waiting line may be claimed; with ``lapsed`` also where a claim on it has run out."""
    ended, farthest = (now, now + LONGEST_CLAIM) if lapsed else (0.0, math.inf)
    given = {"now": now, "ended": ended, "farthest": farthest, "most": limit}
    return lambda connection: list(connection.scalars(READY, given))


def claim(conversation_id: str, owner: str, now: float, until: float) -> Callable[[Connection], Outgoing | None]:
    """Claim the first waiting line of a conversation.

    A line of the bot that was claimed before is dropped instead if a person has taken the conversation over by now.
    """

    def change(connection: Connection) -> Outgoing | None:
        row = connection.execute(NEXT, {"id": conversation_id}).first()
        if row is None or not free(row.next_at, row.claimed_until, now):
            return None
        mine = update(outbox).where(LINE.conversation_id == conversation_id, LINE.seq == row.seq)
        if row.author == "bot" and row.claimed_by is not None and connection.scalar(MODE, {"id": conversation_id}) == "operator":
            connection.execute(mine.values(state="cancelled", settled_at=now))
            return change(connection)
        connection.execute(mine.values(claimed_by=owner, claimed_until=until))
        said = connection.execute(SAID, {"id": conversation_id, "seq": row.seq}).one()
        return Outgoing(conversation_id, message_of(said), row.part, row.tries)

    return change


def hold(outgoing: Outgoing, owner: str, until: float) -> Callable[[Connection], bool]:
    """Let an owner's claim last until ``until``, or give it back with 0.

    A claim that was given back stays so: a renewal that was on its way meanwhile must not bring it back.
    """
    line = (LINE.conversation_id == outgoing.conversation_id, LINE.seq == outgoing.message.seq)
    claimed = update(outbox).where(*line, LINE.state == "waiting", LINE.claimed_by == owner, LINE.claimed_until > 0.0)
    return lambda connection: connection.execute(claimed.values(claimed_until=until)).rowcount == 1


def settle(outgoing: Outgoing, owner: str, fate: Fate, now: float) -> Callable[[Connection], bool]:
    """Store the fate of a claimed line, and of all lines behind it if ``fate.rest`` is set.

    A line of the bot that failed while a person took over is not tried again, since the bot must not speak late.
    """
    ended = None if fate.state == "waiting" else now
    values: dict[str, Any] = {"state": fate.state, "part": fate.part, "tries": fate.tries, "next_at": fate.next_at}
    values |= {"claimed_until": fate.claimed_until, "error": plain(fate.error), "cause": fate.cause, "settled_at": ended}
    late = not fate.claimed_until and fate.state == "waiting" and outgoing.message.author == "bot"
    of_it = LINE.conversation_id == outgoing.conversation_id
    waits = LINE.state == "waiting"

    def change(connection: Connection) -> bool:
        if late and connection.scalar(MODE, {"id": outgoing.conversation_id}) == "operator":
            values.update(state="cancelled", settled_at=now)
        mine = update(outbox).where(of_it, LINE.seq == outgoing.message.seq, waits, LINE.claimed_by == owner)
        kept = connection.execute(mine.values(**values)).rowcount == 1
        if kept and fate.rest:
            behind = update(outbox).where(of_it, LINE.seq > outgoing.message.seq, waits)
            connection.execute(behind.values(state=fate.state, error=plain(fate.error), cause=fate.cause, settled_at=ended))
        return kept

    return change


def undelivered(limit: int) -> Callable[[Connection], list[Undelivered]]:
    """At most ``limit`` lines that were given up, the latest first."""

    def query(connection: Connection) -> list[Undelivered]:
        return [
            Undelivered(
                conversation_id=row.conversation_id,
                seq=row.seq,
                at=row.settled_at,
                error=row.error,
                cause=CAUSES.get(row.cause, "unknown"),
                author=AUTHORS[row.author],
                text=row.text,
                pack=row.pack,
                channel=CHANNELS[row.channel],
                holder=row.operator or "" if row.mode == "operator" else None,
                wrote=row.preview,
            )
            for row in connection.execute(GIVEN_UP, {"most": limit})
        ]

    return query


def unsent(conversation_id: str) -> Callable[[Connection], list[Unsent]]:
    """Lines of a conversation that were given up, were dismissed after that, or wait for another try."""

    def query(connection: Connection) -> list[Unsent]:
        return [
            Unsent(
                seq=row.seq,
                state=UNSENT_STATES[row.state],
                at=row.next_at if row.state == "waiting" else row.settled_at,
                tries=row.tries,
                cause=CAUSES.get(row.cause, "unknown"),
            )
            for row in connection.execute(UNSENT, {"id": conversation_id})
        ]

    return query


def retry(conversation_id: str, seq: int) -> Callable[[Connection], Retried]:
    """Queue a line that was given up again, with those that were given up with it."""

    def change(connection: Connection) -> Retried:
        holders = locked(connection, [conversation_id])
        row = connection.execute(DEAD_ONE, {"id": conversation_id, "seq": seq}).first()
        if row is None:
            return Retried(0)
        together = and_(LINE.conversation_id == conversation_id, LINE.settled_at == row.settled_at)
        lines = again(connection, together, holders)
        left = connection.execute(select(func.count()).where(DEAD, together)).scalar_one()
        return Retried(lines, left, holders.get(conversation_id) if left else None)

    return change


def dismiss(conversation_id: str, seq: int, now: float) -> Callable[[Connection], int]:
    """Dismiss a line that was given up, with those that were given up with it; the number of lines."""

    def change(connection: Connection) -> int:
        row = connection.execute(DEAD_ONE, {"id": conversation_id, "seq": seq}).first()
        if row is None:
            return 0
        together = update(outbox).where(DEAD, LINE.conversation_id == conversation_id, LINE.settled_at == row.settled_at)
        return connection.execute(together.values(state="cancelled", claimed_by=None, settled_at=now)).rowcount

    return change


def retry_all(cause: Cause, limit: int) -> Callable[[Connection], int]:
    """Queue all lines given up for one cause again, in the conversations to which the earliest ``limit`` of them belong."""

    def change(connection: Connection) -> int:
        ids = sorted(set(connection.scalars(OF_A_CAUSE, {"cause": cause, "most": limit})))
        holders = locked(connection, ids)
        return again(connection, and_(LINE.conversation_id.in_(ids), LINE.cause == cause), holders) if ids else 0

    return change


def locked(connection: Connection, ids: list[str]) -> dict[str, str]:
    """Lock conversations until the transaction ends; who has them at the desk, by id, without those that nobody has."""
    return {row.id: row.operator or "" for row in connection.execute(HOLDERS, {"ids": ids}) if row.mode == "operator"}


def again(connection: Connection, which: ColumnElement[bool], holders: dict[str, str]) -> int:
    """Queue given-up lines again with no tries counted, except the bot's lines in conversations that a person has."""
    may = or_(LINE.author != "bot", LINE.conversation_id.not_in(list(holders)))
    fresh = {"state": "waiting", "tries": 0, "next_at": 0.0, "claimed_by": None, "claimed_until": 0.0}
    change = update(outbox).where(DEAD, which, may)
    return connection.execute(change.values(**fresh, error="", cause="unknown", settled_at=None)).rowcount

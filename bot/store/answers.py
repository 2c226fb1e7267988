"""What operators answered and what came of suggested replies, as frozen values, and the statements that keep them."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.rows import plain
from bot.store.tables import conversations, sent_answers, wordings

How = Literal["as_it_was", "edited", "own"]
HOWS: dict[str, How] = {name: name for name in get_args(How)}

MOST_SENT = 1000
"""Answers of a pack that are kept: the latest. At 5 ms a question the models have read all of them again in five seconds."""

MOST_WORDINGS = 3000
"""Wordings of a pack that are counted: those offered last."""


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An operator's answer; ``asked`` and ``said`` have gaps such as ``[order]`` where there was what belongs to one customer.

    ``wording`` is the hash of ``said``, ``origin`` that of the suggestion which it began from, empty where it began from none.
    """

    conversation_id: str
    pack: str
    language: str
    asked: str
    said: str
    wording: str
    origin: str
    how: How
    at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a wording stood above the composer when an operator answered, how often they took it, and when last (0: never)."""

    offered: int = 0
    used: int = 0
    used_at: float = 0.0


OF_PACK = select(sent_answers).order_by(sent_answers.c.position.desc()).limit(MOST_SENT)
HELD = select(conversations.c.id).with_for_update(key_share=True)
"""Nobody deletes the conversation before what is kept of it is there too."""


def sent(pack: str) -> Callable[[Connection], list[SentAnswer]]:
    """The answers of a pack, the latest first."""
    names = tuple(SentAnswer.__dataclass_fields__)

    def query(connection: Connection) -> list[SentAnswer]:
        rows = connection.execute(OF_PACK.where(sent_answers.c.pack == pack)).mappings()
        return [SentAnswer(**{name: row[name] for name in names} | {"how": HOWS[row["how"]]}) for row in rows]

    return query


def standings(pack: str) -> Callable[[Connection], dict[str, Standing]]:
    """What came of the wordings of a pack."""
    statement = select(wordings).where(wordings.c.pack == pack)
    return lambda connection: {row.wording: Standing(row.offered, row.used, row.used_at) for row in connection.execute(statement)}


def keep(one: SentAnswer, shown: Collection[str]) -> Callable[[Connection], None]:
    """Keep an answer and count the wordings ``shown`` meanwhile; nothing where its conversation was deleted."""

    def change(connection: Connection) -> None:
        if connection.scalar(HELD.where(conversations.c.id == one.conversation_id)) is None:
            return
        connection.execute(insert(sent_answers), asdict(one) | {"asked": plain(one.asked), "said": plain(one.said)})
        for wording in sorted({*shown, one.origin} - {""}):  # in one order, so that two transactions do not wait for each other
            count(connection, one, wording, wording in shown)
        bound(connection, one.pack)

    return change


def count(connection: Connection, one: SentAnswer, wording: str, shown: bool) -> None:
    """Count a wording as offered, and as used where the answer began from it."""
    used = wording == one.origin
    add = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(wordings)
    numbers = {"offered": int(shown), "used": int(used), "offered_at": one.at, "used_at": one.at if used else 0.0}
    more = {"offered": wordings.c.offered + int(shown), "used": wordings.c.used + int(used), "offered_at": one.at}
    again = more | ({"used_at": one.at} if used else {})
    statement = add.values(pack=one.pack, wording=wording, **numbers)
    connection.execute(statement.on_conflict_do_update(index_elements=["pack", "wording"], set_=again))


def bound(connection: Connection, pack: str) -> None:
    """Let go of the oldest beyond what is kept."""
    mine, place = sent_answers.c.pack == pack, sent_answers.c.position
    oldest = select(place).where(mine).order_by(place.desc()).offset(MOST_SENT - 1).limit(1).scalar_subquery()
    connection.execute(delete(sent_answers).where(mine, place < oldest))
    own, column = wordings.c.pack == pack, wordings.c
    kept = select(column.wording).where(own).order_by(column.offered_at.desc(), column.wording).limit(MOST_WORDINGS)
    connection.execute(delete(wordings).where(own, column.wording.not_in(kept)))

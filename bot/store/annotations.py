"""What operators say that customers meant, as frozen values, and the statements that keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.answers import HELD
from bot.store.tables import annotations, conversations, turns

BETWEEN = ";"
"""Separates intents, as in a pack's utterances.csv."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """The ``intents`` that the customer's message of a turn meant, by an operator's judgement; ``oos`` where the pack serves none of it."""

    conversation_id: str
    turn: int
    pack: str
    intents: tuple[str, ...]
    by: str
    at: float


def annotate(one: Annotation) -> Callable[[Connection], bool]:
    """Keep an annotation in place of an earlier one of the same turn; False where the turn is gone."""
    values = {"intents": BETWEEN.join(one.intents), "by": one.by, "at": one.at}
    key = {"conversation_id": one.conversation_id, "turn": one.turn}

    def change(connection: Connection) -> bool:
        there = select(turns.c.turn).where(turns.c.conversation_id == one.conversation_id, turns.c.turn == one.turn)
        if connection.scalar(HELD.where(conversations.c.id == one.conversation_id)) is None or connection.scalar(there) is None:
            return False
        add = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(annotations)
        row = add.values(**key, pack=one.pack, **values)
        connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))
        return True

    return change


def take_back(conversation_id: str, turn: int) -> Callable[[Connection], bool]:
    """Delete an annotation; whether there was one."""
    statement = delete(annotations).where(annotations.c.conversation_id == conversation_id, annotations.c.turn == turn)
    return lambda connection: connection.execute(statement).rowcount > 0


def of_conversation(conversation_id: str) -> Callable[[Connection], list[Annotation]]:
    """The annotations of a conversation, in the order of its turns."""
    statement = select(annotations).where(annotations.c.conversation_id == conversation_id).order_by(annotations.c.turn)
    return lambda connection: [annotation_of(row) for row in connection.execute(statement)]


def of_pack(pack: str, since: float) -> Callable[[Connection], list[Annotation]]:
    """The annotations of a pack that were made since, the first first."""
    made = annotations.c
    statement = select(annotations).where(made.pack == pack, made.at >= since).order_by(made.at, made.conversation_id, made.turn)
    return lambda connection: [annotation_of(row) for row in connection.execute(statement)]


def annotation_of(row: Row[Any]) -> Annotation:
    """An annotation from a row of the table."""
    return Annotation(row.conversation_id, row.turn, row.pack, tuple(row.intents.split(BETWEEN)), row.by, row.at)

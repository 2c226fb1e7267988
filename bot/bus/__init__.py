"""Wakes those who wait for a change: a wake says that something is new, and the database says what.

Some wakes bring along what the database has just taken, which spares their listeners a read. A wake may be lost with what it brings.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.store.records import Inbound, Message, Stored

INBOX = "inbox"
"""Woken when an event was stored; used within one process only."""

EVERYTHING = "everything"
"""Woken when any conversation has changed."""

MODELS = "models"
"""Woken when a version was promoted, tried or stopped."""


def conversation(conversation_id: str) -> str:
    """The topic of one conversation, woken when it has changed."""
    return f"conversation {conversation_id}"


HANDLED = "handled "


def handled(key: str) -> str:
    """The topic of one inbox row, woken only once it has been answered; its listeners check the store themselves for a lost wake."""
    return HANDLED + key


class Ticks(Protocol):
    """The ticks of one topic since ``listen``; several wakes between two looks are one tick. Close it when done."""

    def __aiter__(self) -> AsyncIterator[None]: ...

    async def __anext__(self) -> None: ...

    def close(self) -> None: ...


class Bus(Protocol):
    """Carries wakes between the parts of Frontdesk; it may lose some, so listeners that must not miss a change also poll.

    ``arrived`` says that an event was stored, and how: a worker gets it at once, unless others of its conversation come before it.
    ``said`` wakes who follows a conversation, and brings the lines of its last turn; ``latest`` returns those of them that come after
    ``after``, or None if the store has to be asked for what is missing.
    """

    def wake(self, topic: str) -> None: ...

    def arrived(self, inbound: Inbound, stored: Stored) -> None: ...

    def said(self, conversation_id: str, lines: Sequence[Message]) -> None: ...

    def latest(self, conversation_id: str, after: int) -> list[Message] | None: ...

    def listen(self, topic: str) -> Ticks: ...


class Share(Protocol):
    """The conversations that one worker looks after."""

    def __contains__(self, conversation_id: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """``events`` that are the first unanswered ones of their conversations, and ``conversations`` in which there are others.

    ``conversations`` is None if something may be new anywhere.
    """

    events: tuple[Inbound, ...] = ()
    conversations: frozenset[str] | None = frozenset()


class Arrivals(Protocol):
    """Tells one worker what has arrived, or where.

    ``next`` waits for at most ``seconds``. ``share`` is what the worker looks after at the moment, and ``leave`` hands it to the other
    workers. ``alone`` says that there are never any others.
    """

    @property
    def alone(self) -> bool: ...

    async def next(self, seconds: float) -> Arrived: ...

    def share(self) -> Share: ...

    async def leave(self) -> None: ...

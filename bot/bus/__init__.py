"""Wakes those who wait for a change: a wake says that something is new, and the database says what."""

from collections.abc import AsyncIterator, Collection
from typing import Protocol

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

    ``arrived`` says that an event of this conversation was stored, for a worker to look at.
    """

    def wake(self, topic: str) -> None: ...

    def arrived(self, conversation_id: str) -> None: ...

    def listen(self, topic: str) -> Ticks: ...


class Share(Protocol):
    """The conversations that one worker looks after."""

    def __contains__(self, conversation_id: object) -> bool: ...


class Arrivals(Protocol):
    """Tells one worker where something has arrived.

    ``next`` waits for at most ``seconds`` and returns the conversations concerned; None means that something may be new anywhere.
    ``share`` is what the worker looks after at the moment, and ``leave`` hands it to the other workers. ``alone`` says that there are never
    any others.
    """

    @property
    def alone(self) -> bool: ...

    async def next(self, seconds: float) -> Collection[str] | None: ...

    def share(self) -> Share: ...

    async def leave(self) -> None: ...

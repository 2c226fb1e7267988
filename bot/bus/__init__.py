"""Wakes whoever waits for a change: a wake says that something is new, the database says what."""

from collections.abc import AsyncIterator, Collection
from typing import Protocol

INBOX = "inbox"
"""Woken when an event was stored, within one process."""

EVERYTHING = "everything"
"""Woken when any conversation has changed."""

MODELS = "models"
"""Woken when a version was promoted, tried or stopped."""


def conversation(conversation_id: str) -> str:
    """The topic of one conversation, woken when it has changed."""
    return f"conversation {conversation_id}"


HANDLED = "handled "


def handled(key: str) -> str:
    """The topic of one inbox row, woken when it has been answered and never else; who waits for it looks for a wake that was lost."""
    return HANDLED + key


class Ticks(Protocol):
    """Ticks of one topic since ``listen``; several wakes between two looks are one tick. Close it when done."""

    def __aiter__(self) -> AsyncIterator[None]: ...

    async def __anext__(self) -> None: ...

    def close(self) -> None: ...


class Bus(Protocol):
    """Carries wakes between the parts of Frontdesk; it may lose one, so listeners that must not miss anything also look by themselves.

    ``arrived``: an event of this conversation was stored, a worker is to look at it.
    """

    def wake(self, topic: str) -> None: ...

    def arrived(self, conversation_id: str) -> None: ...

    def listen(self, topic: str) -> Ticks: ...


class Share(Protocol):
    """Which conversations are one worker's to look after."""

    def __contains__(self, conversation_id: object) -> bool: ...


class Arrivals(Protocol):
    """Tells one worker where something has arrived.

    ``next`` waits so many seconds at most, and names the conversations; None: something is new, or may be, and it is not known where.
    ``share`` is what it looks after at the moment, ``leave`` hands that to the others; ``alone`` says that there are none, at any time.
    """

    @property
    def alone(self) -> bool: ...

    async def next(self, seconds: float) -> Collection[str] | None: ...

    def share(self) -> Share: ...

    async def leave(self) -> None: ...

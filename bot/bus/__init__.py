"""Wakes whoever waits for a change: a wake says that something is new, the database says what."""

from collections.abc import AsyncIterator
from typing import Protocol

INBOX = "inbox"
"""Woken when an event was stored."""

EVERYTHING = "everything"
"""Woken when any conversation has changed."""

MODELS = "models"
"""Woken when a version was promoted, tried or stopped."""


def conversation(conversation_id: str) -> str:
    """The topic of one conversation, woken when it has changed."""
    return f"conversation {conversation_id}"


def handled(key: str) -> str:
    """The topic of one inbox row, woken when it has been answered."""
    return f"handled {key}"


class Ticks(Protocol):
    """Ticks of one topic since ``listen``; several wakes between two looks are one tick. Close it when done."""

    def __aiter__(self) -> AsyncIterator[None]: ...

    async def __anext__(self) -> None: ...

    def close(self) -> None: ...


class Bus(Protocol):
    """Carries wakes between the parts of Frontdesk; it may lose one, so listeners that must not miss anything also look by themselves."""

    def wake(self, topic: str) -> None: ...

    def listen(self, topic: str) -> Ticks: ...

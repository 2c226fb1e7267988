"""Dead letters: lines that could not be delivered, why, and what the desk does about them."""

import time
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.errors import Cause
from bot.store.records import Retried, Undelivered, Unsent

PAGE = 500
"""Lines of one batch when all lines of a cause are tried again."""

log = structlog.get_logger("letters")


class DeadLetterStore(Protocol):
    """The part of a store that keeps undelivered lines: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def undelivered(self, limit: int = 100) -> list[Undelivered]: ...

    async def unsent(self, conversation_id: str) -> list[Unsent]: ...

    async def retry(self, conversation_id: str, seq: int) -> Retried: ...

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int: ...

    async def retry_all(self, cause: Cause, limit: int = 500) -> int: ...


class DeadLetters:
    """Dead letters for the desk; every change wakes the delivery and whoever follows the conversation."""

    def __init__(self, store: DeadLetterStore, bus: Bus, clock: Callable[[], float] = time.time) -> None:
        self.store, self.bus, self.clock = store, bus, clock

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """At most ``limit`` lines that were given up, the latest first."""
        return await self.store.undelivered(limit)

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines that a conversation's customer has not received: given up, dismissed, or waiting for another try."""
        return await self.store.unsent(conversation_id)

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Try a line again with those that were given up with it; the bot's own lines stay while a person has the conversation."""
        retried = await self.store.retry(conversation_id, seq)
        self.bus.wake(topics.conversation(conversation_id))
        self.bus.wake(topics.EVERYTHING)
        return retried

    async def dismiss(self, conversation_id: str, seq: int, by: str) -> int:
        """Dismiss a line with those that were given up with it, and log ``by`` whom; the number of lines."""
        lines = await self.store.dismiss(conversation_id, seq, self.clock())
        if lines:
            log.info("dismissed", conversation=conversation_id, seq=seq, lines=lines, by=by)
        self.bus.wake(topics.conversation(conversation_id))
        self.bus.wake(topics.EVERYTHING)
        return lines

    async def retry_all(self, cause: Cause) -> int:
        """Try all lines of one cause again, except those held back by a person at the desk; the number of lines."""
        lines = 0
        while (some := await self.store.retry_all(cause, PAGE)) > 0:
            lines += some
        self.bus.wake(topics.EVERYTHING)
        return lines

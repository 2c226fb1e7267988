"""What was not delivered: which lines, why, and another try for them, or none."""

import time
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.errors import Cause
from bot.store.records import Retried, Undelivered, Unsent

PAGE = 500
"""Lines whose conversations are changed together, where many are tried again."""

log = structlog.get_logger("letters")


class Kept(Protocol):
    """Lines that were given up: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def undelivered(self, limit: int = 100) -> list[Undelivered]: ...

    async def unsent(self, conversation_id: str) -> list[Unsent]: ...

    async def retry(self, conversation_id: str, seq: int) -> Retried: ...

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int: ...

    async def retry_all(self, cause: Cause, limit: int = 500) -> int: ...


class Letters:
    """Dead letters as the desk has them; whoever sends and whoever looks is woken by what changes."""

    def __init__(self, kept: Kept, bus: Bus, clock: Callable[[], float] = time.time) -> None:
        self.kept, self.bus, self.clock = kept, bus, clock

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """Lines that were given up, the latest first."""
        return await self.kept.undelivered(limit)

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines of a conversation that its customer does not have: given up, dismissed, or waiting for another try."""
        return await self.kept.unsent(conversation_id)

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Try a line again, and those that were given up with it; what the bot said is left while a person has the conversation."""
        retried = await self.kept.retry(conversation_id, seq)
        self.bus.wake(topics.conversation(conversation_id))
        self.bus.wake(topics.EVERYTHING)
        return retried

    async def dismiss(self, conversation_id: str, seq: int, by: str) -> int:
        """Put up with it that a line was given up, with those that were given up with it; the log keeps who did, and when. How many."""
        lines = await self.kept.dismiss(conversation_id, seq, self.clock())
        if lines:
            log.info("dismissed", conversation=conversation_id, seq=seq, lines=lines, by=by)
        self.bus.wake(topics.conversation(conversation_id))
        self.bus.wake(topics.EVERYTHING)
        return lines

    async def retry_all(self, cause: Cause) -> int:
        """Try all lines of one cause again, as far as they may be; how many."""
        lines = 0
        while (some := await self.kept.retry_all(cause, PAGE)) > 0:
            lines += some
        self.bus.wake(topics.EVERYTHING)
        return lines

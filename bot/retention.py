"""Keeps conversations no longer than the settings promise."""

import asyncio
import time
from collections.abc import Callable

import structlog

from bot.erasing import Eraser
from bot.errors import FrontdeskError
from bot.store.erasure import Wanted

EVERY = 3600.0
"""Seconds between two looks; a promise is in days."""

DAY = 86_400.0
BY = "retention"
"""Who deleted, on record."""

log = structlog.get_logger("retention")


class Retention:
    """Deletes conversations in which nothing has happened for ``days``; several processes may do so at the same time."""

    def __init__(self, eraser: Eraser, days: int, every: float = EVERY, clock: Callable[[], float] = time.time) -> None:
        self.eraser, self.days, self.every, self.clock = eraser, days, every, clock

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.look()
            except (FrontdeskError, OSError) as error:  # a database that is away for a moment must not end the promise
                log.error("retention_failed", error=type(error).__name__)
            await asyncio.sleep(self.every)

    async def look(self) -> int:
        """Delete what is too old; the number of conversations."""
        went = await self.eraser.erase_idle(Wanted(idle_since=self.clock() - self.days * DAY), BY)
        number = went.get("conversations", 0)
        if number:
            log.info("conversations_expired", conversations=number, messages=went["messages"])
        return number

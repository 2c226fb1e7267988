"""Lets timers fire: what a conversation is to be looked at for comes into its inbox, as whatever else happens to it does."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import keys
from bot.bus import Bus
from bot.dialogue.events import TimerFired
from bot.errors import FrontdeskError, UnknownConversation
from bot.store.records import Due, Inbound

BATCH = 200
"""Timers that fire in one look; the others wait for the next."""

SET_BACK = 1.0
"""A clock that went back by more, in seconds, was set back."""

log = structlog.get_logger("timers")


class Records(Protocol):
    """What a store knows of timers."""

    async def due(self, now: float, limit: int = 1000, unturned: float | None = None) -> list[Due]: ...

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> bool: ...


class Timers:
    """Looks every so many seconds (``every``) for timers that have come; several processes may look, each timer fires once."""

    def __init__(self, store: Records, bus: Bus, every: float = 2.0, clock: Callable[[], float] = time.time) -> None:
        self.store, self.bus, self.every, self.clock = store, bus, every, clock
        self.read: tuple[float, float] | None = None
        """What the clock said before it was set back, if it was, else last; and when that was, in a time that only goes on."""

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.look()
            except (FrontdeskError, OSError) as error:  # a database that is away for a moment must not stop the clock
                log.error("timers_unreadable", error=type(error).__name__)
            await asyncio.sleep(self.every)

    async def look(self) -> int:
        """Let everything fire that is due; how much that was."""
        now, fired = self.clock(), 0
        unturned = self.unturned(now)
        for timer in await (self.store.due(now, BATCH) if unturned is None else self.store.due(now, BATCH, unturned)):
            key = keys.key(timer.conversation_id, "timer", repr(timer.due))
            try:
                fresh = await self.store.receive(Inbound(key, timer.conversation_id, TimerFired(now, timer.due)), now)
            except UnknownConversation:
                continue
            if fresh:
                fired += 1
                self.bus.arrived(timer.conversation_id)
        return fired

    def unturned(self, now: float) -> float | None:
        """What the clock would say had it not been set back; None where it was not, or has come to that time again."""
        steady = time.monotonic()
        expected = now if self.read is None else self.read[0] + steady - self.read[1]
        if now < expected - SET_BACK:
            return expected
        self.read = now, steady
        return None

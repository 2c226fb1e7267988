"""Fires timers that are due: each becomes an event in its conversation's inbox, like everything else that happens to it."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import keys
from bot.bus import Bus
from bot.dialogue.events import TimerFired
from bot.errors import FrontdeskError, UnknownConversation
from bot.store.records import Due, Inbound, Stored

BATCH = 200
"""Timers that fire in one look at most; the others wait for the next look."""

SET_BACK = 1.0
"""Seconds by which a clock must go back to count as having been set back."""

log = structlog.get_logger("timers")


class TimerStore(Protocol):
    """The part of a store that knows which timers are due and takes their events."""

    async def due(self, now: float, limit: int = 1000, unturned: float | None = None) -> list[Due]: ...

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> Stored: ...


class Timers:
    """Looks for due timers every ``every`` seconds; several processes may look, and each timer still fires once."""

    def __init__(self, store: TimerStore, bus: Bus, every: float = 2.0, clock: Callable[[], float] = time.time) -> None:
        self.store, self.bus, self.every, self.clock = store, bus, every, clock
        self.read: tuple[float, float] | None = None
        """The clock's last reading (while it is set back, the last one before that) and the monotonic time of that reading."""

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.look()
            except (FrontdeskError, OSError) as error:  # a database that is away for a moment must not stop the clock
                log.error("timers_unreadable", error=type(error).__name__)
            await asyncio.sleep(self.every)

    async def look(self) -> int:
        """Fire every timer that is due; the number of timers fired."""
        now, fired = self.clock(), 0
        for timer in await self.store.due(now, BATCH, self.unturned(now)):
            key = keys.key(timer.conversation_id, "timer", repr(timer.due))
            inbound = Inbound(key, timer.conversation_id, TimerFired(now, timer.due))
            try:
                stored = await self.store.receive(inbound, now)
            except UnknownConversation:
                continue
            if stored:
                fired += 1
                self.bus.arrived(inbound, stored)
        return fired

    def unturned(self, now: float) -> float | None:
        """What the clock would say if it had not been set back; None if it was not, or has caught up."""
        steady = time.monotonic()
        expected = now if self.read is None else self.read[0] + steady - self.read[1]
        if now < expected - SET_BACK:
            return expected
        self.read = now, steady
        return None

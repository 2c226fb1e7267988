"""Finds unanswered events for a worker: what the bus brings, where it says that something arrived, and every few seconds everywhere."""

import asyncio
from collections.abc import Collection
from typing import Protocol

import structlog

from bot.bus import Arrivals, Arrived
from bot.errors import places
from bot.store.records import Inbound, Waiting

BATCH = 1000
"""Rows that one look at the inbox reads at most."""

SWEEP = 2.0
"""Seconds between two looks at all unanswered events."""

ABANDONED = 3.0
"""Seconds after which a worker answers an event that belongs to another worker's share."""

log = structlog.get_logger("worker")


class Inbox(Protocol):
    """The unanswered events in the order in which they were stored (only those ``of`` some conversations), and whether one is answered."""

    async def waiting(self, after: int = 0, limit: int = 1000, of: Collection[str] | None = None) -> list[Waiting]: ...

    async def handled(self, key: str) -> bool: ...


class Lookout:
    """The inbox as one worker sees it; ``sweep`` and ``abandoned`` as above, in seconds.

    A look at a conversation begins with its first unanswered event, whichever worker was meant to answer it, so that the order holds when
    workers come and go. Only a worker that serves every conversation may start after the last row that it has seen.
    """

    def __init__(self, inbox: Inbox, arrivals: Arrivals, sweep: float = SWEEP, abandoned: float = ABANDONED) -> None:
        self.inbox, self.arrivals, self.sweep, self.abandoned = inbox, arrivals, sweep, abandoned
        self.seen = 0
        self.swept = float("-inf")
        self.foreign: dict[str, float] = {}
        """Keys of rows in other workers' shares, and when this worker first saw them, in the loop's time."""

    async def next(self) -> list[Inbound]:
        """Wait until something may be new and return it; what the bus has not brought is missing while the database is away."""
        clock = asyncio.get_running_loop().time
        arrived = await self.arrivals.next(max(self.swept + self.sweep - clock(), 0.0))
        try:
            rows = await self.rows(arrived, clock())
        except Exception as error:  # noqa: BLE001 - a database that is away for a moment must not end the worker
            log.error("inbox_unreadable", error=type(error).__name__, at=places(error))
            rows = []
        return [*arrived.events, *(row.inbound for row in rows)]

    async def rows(self, arrived: Arrived, now: float) -> list[Waiting]:
        """The rows of the inbox that are to be looked at now."""
        if now - self.swept >= self.sweep:
            self.swept = now
            return await self.everything(now)
        if arrived.conversations is None:
            return await self.behind()
        return await self.inbox.waiting(0, BATCH, arrived.conversations) if arrived.conversations else []

    async def everything(self, now: float) -> list[Waiting]:
        """All unanswered rows of this worker's share, and those that other workers have left for too long."""
        mine, rows = self.arrivals.share(), await self.pages(0)
        foreign = {row.inbound.key for row in rows if row.inbound.conversation_id not in mine}
        self.foreign = {key: self.foreign.get(key, now) for key in foreign}
        return [row for row in rows if now - self.foreign.get(row.inbound.key, float("-inf")) >= self.abandoned]

    async def behind(self) -> list[Waiting]:
        """The rows of this worker's share that were stored since the last look, with earlier ones of the same conversations."""
        mine, rows = self.arrivals.share(), await self.pages(self.seen)
        if self.arrivals.alone:
            return rows
        of = {row.inbound.conversation_id for row in rows if row.inbound.conversation_id in mine}
        return await self.inbox.waiting(0, BATCH, of) if of else []

    async def pages(self, after: int) -> list[Waiting]:
        """All unanswered rows after a position."""
        rows: list[Waiting] = []
        while page := await self.inbox.waiting(after, BATCH):
            rows += page
            after = page[-1].position
            self.seen = max(self.seen, after)
            if len(page) < BATCH:
                break
        return rows

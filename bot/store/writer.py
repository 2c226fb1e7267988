"""Group commit: the writes that are waiting are committed together in one transaction."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import structlog

from bot.errors import StoreUnavailable
from bot.store.database import Database
from bot.store.group import apply
from bot.store.writes import Outcome, Write

MOST = 256
"""Writes of one transaction at most."""

RECENT = 10.0
"""Seconds for which a database that refused a write counts as unavailable; after that it may be tried again."""

AT_ONCE = 5.0
"""Seconds after which a failed write is not tried again, since the writes behind it would wait twice as long."""

Batch = Sequence[tuple[Write, "asyncio.Future[Outcome]"]]

log = structlog.get_logger("store")


class Writer:
    """The one writer of a process: while a group is being committed, the next one gathers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.waiting: list[tuple[Write, asyncio.Future[Outcome]]] = []
        self.task: asyncio.Task[None] | None = None
        self.away: tuple[float, StoreUnavailable] | None = None
        """When and why the last group could not be written; None if it was."""

    def write(self, write: Write) -> "asyncio.Future[Outcome]":
        """Put a write into the next group; the future gets its outcome once it is committed, or its error.

        The write is done even if nobody waits for it any more.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.waiting.append((write, future))
        if self.task is None:
            self.task = asyncio.create_task(self.run())
        return future

    async def run(self) -> None:
        """Commit groups until nothing waits; if one fails, its error goes to those who wait for it, and the next one is tried."""
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
                try:
                    await self.commit(group)
                except Exception as error:  # noqa: BLE001 - the edge of a task: handed to those who wait for the writes
                    settle(group, [error] * len(group))
        finally:
            self.task = None

    async def commit(self, group: Batch) -> None:
        """Commit a group, if necessary at a second try: by then a lock or deadlock is gone, and another process's row is visible.

        Unless the whole database is away, each write of a failed group is tried again by itself, so that only the culprit fails.
        """
        began = time.monotonic()
        for last in (False, True):
            try:
                outcomes = await self.database.write(partial(apply, writes=[write for write, _ in group]))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the write
                self.note(group, error)
                if len(group) > 1 and not isinstance(error, StoreUnavailable):
                    for one in group:
                        await self.commit([one])
                    return
                if last or time.monotonic() - began > AT_ONCE:
                    return settle(group, [error] * len(group))
            else:
                self.away = None
                return settle(group, outcomes)

    def note(self, group: Batch, error: Exception) -> None:
        """Remember whether the database is away, and log the failure without the data."""
        reason = None
        if isinstance(error, StoreUnavailable):
            self.away, reason = (time.monotonic(), error), error.reason
        log.warning("write_failed", writes=len(group), kind=type(group[0][0]).__name__, error=type(error).__name__, reason=reason)

    def trouble(self) -> StoreUnavailable | None:
        """The error of the last write, if the database was away within the last ``RECENT`` seconds."""
        return self.away[1] if self.away is not None and time.monotonic() - self.away[0] < RECENT else None

    async def close(self) -> None:
        """Wait until everything is written."""
        while self.task is not None:
            await asyncio.shield(self.task)


def settle(group: Batch, outcomes: Sequence[Outcome | Exception]) -> None:
    """Hand the outcomes to those who still wait for them."""
    for (_, future), outcome in zip(group, outcomes, strict=True):
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

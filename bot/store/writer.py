"""Group commit: whatever waits to be written is written together, in one transaction."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from bot.store.database import Database
from bot.store.group import apply
from bot.store.writes import Outcome, Write

MOST = 256
"""Writes of one transaction."""

log = structlog.get_logger("store")


class Writer:
    """The one writer of a process: while a group is being committed, the next one gathers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.waiting: list[tuple[Write, asyncio.Future[Outcome]]] = []
        self.task: asyncio.Task[None] | None = None

    def write(self, write: Write) -> "asyncio.Future[Outcome]":
        """Put a write into the next group; the future has what came of it once it is committed, or raises its error.

        It is written even where nobody waits for it any more.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.waiting.append((write, future))
        if self.task is None:
            self.task = asyncio.create_task(self.run())
        return future

    async def run(self) -> None:
        """Commit groups until nothing waits."""
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
                await self.commit(group)
        finally:
            self.task = None

    async def commit(self, group: Sequence[tuple[Write, "asyncio.Future[Outcome]"]]) -> None:
        """Commit a group; where that fails, each write again by itself, so that only the culprit fails.

        A single write is tried twice: what it ran into (a row of another process, a deadlock) is there to be seen the second time.
        """
        for last in (False, True):
            try:
                outcomes = await self.database.write(partial(apply, writes=[write for write, _ in group]))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the write
                log.warning("write_failed", writes=len(group), kind=type(group[0][0]).__name__, error=type(error).__name__)
                if len(group) > 1:
                    for one in group:
                        await self.commit([one])
                    return
                if last:
                    settle(group[0][1], error)
            else:
                for (_, future), outcome in zip(group, outcomes, strict=True):
                    settle(future, outcome)
                return

    async def close(self) -> None:
        """Wait until everything is written."""
        while self.task is not None:
            await asyncio.shield(self.task)


def settle(future: "asyncio.Future[Outcome]", outcome: Outcome | Exception) -> None:
    """Tell whoever waits, if anybody still does."""
    if not future.done():
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

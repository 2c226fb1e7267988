"""Deletes whole conversations, for customers who ask for it and for those whose time is over, and copies what is kept of one."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

from bot import bus as topics
from bot.bus import Bus
from bot.store.erasure import Copy, Deletion, Erased, Wanted
from bot.store.records import Summary

BATCH = 20
"""Conversations that are deleted in one transaction: on SQLite, turns of other conversations wait for it."""

MOMENTS = ("at", "opened_at", "updated_at", "waiting_since", "received_at", "handled_at", "settled_at", "said_at")
"""Columns with seconds since the epoch; in a copy they are written as dates."""


class Erasable(Protocol):
    """The part of a store that knows whole conversations: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def found(self, wanted: Wanted, limit: int = 100) -> list[Summary]: ...

    async def number(self, wanted: Wanted) -> int: ...

    async def copied(self, conversation_id: str) -> Copy: ...

    async def erase(self, ids: Collection[str], by: str, at: float) -> Erased: ...

    async def erase_idle(self, wanted: Wanted, by: str, at: float, limit: int) -> Erased: ...

    async def deletions(self, conversation_id: str | None = None, limit: int = 100) -> list[Deletion]: ...


class Eraser:
    """Deletes in small transactions, between which turns get their time; a turn that runs meanwhile finds nothing to write to."""

    def __init__(self, store: Erasable, bus: Bus, clock: Callable[[], float] = time.time, batch: int = BATCH) -> None:
        self.store, self.bus, self.clock, self.batch = store, bus, clock, batch

    async def erase(self, ids: Collection[str], by: str) -> Erased:
        """Delete conversations that ``by`` asks to be deleted, and tell whoever follows them; how many rows went, by table."""
        went = Counter[str]()
        ordered = sorted(ids)
        for some in (ordered[at : at + self.batch] for at in range(0, len(ordered), self.batch)):
            went.update(await self.unhurried(self.store.erase(some, by, self.clock())))
            for id in some:
                self.bus.wake(topics.conversation(id))
        return self.told(went)

    async def erase_idle(self, wanted: Wanted, by: str) -> Erased:
        """Delete all conversations that are idle since ``wanted`` says; how many rows went, by table."""
        went = Counter[str]()
        while (some := await self.unhurried(self.store.erase_idle(wanted, by, self.clock(), self.batch)))["conversations"]:
            went.update(some)
        return self.told(went)

    async def unhurried(self, erasing: Awaitable[Erased]) -> Erased:
        """Delete a batch, then pause for as long as it took, so that others have the database half of the time."""
        began = time.monotonic()
        went = await erasing
        await asyncio.sleep(time.monotonic() - began)
        return went

    def told(self, went: Erased) -> Erased:
        """Wake the lists of the desk if anything is gone."""
        if went.get("conversations"):
            self.bus.wake(topics.EVERYTHING)
        return went

    async def copied(self, conversation_id: str) -> dict[str, Any]:
        """Everything that is kept of a conversation, for the customer whose it is; raises UnknownConversation."""
        return dict(dated(await self.store.copied(conversation_id)))


def dated(copy: Copy) -> Iterator[tuple[str, object]]:
    """The parts of a copy with dates that people can read; the conversation itself is one, and has no list around it."""
    for table, rows in copy.items():
        shown = [{name: moment(value) if name in MOMENTS else value for name, value in row.items()} for row in rows]
        yield ("conversation", shown[0]) if table == "conversations" else (table, shown)


def moment(seconds: float | None) -> str | None:
    """The date and time of an epoch second, in UTC; None if there is none."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None

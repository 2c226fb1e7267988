"""The claim on a line that is being sent: short, so that nobody waits long for a process that died, and renewed by one that lives.

Only the owner of a claim may send. A process that hung for longer than its claim lasts finds, before it sends anything more, that another
has taken over. What it was sending at that moment may be sent twice, for a channel cannot be told to send only once.
"""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import structlog

from bot.errors import StoreUnavailable
from bot.store.records import Fate, Outgoing

log = structlog.get_logger("delivery")

GIVING_BACK = 1.0
"""Seconds that a process which is asked to stop waits for the database to take a claim back."""

AFTER_A_BUG = 60.0
"""Seconds for which a line is left alone whose sending raised something unforeseen: it may have arrived, and would again and again."""

JUMP = 1.0
"""Seconds between two looks by which a clock that was set differs from one that only runs a little fast or slow."""


class Claims(Protocol):
    """Keeps who may send a line; both are False, and store nothing, for an owner whose claim is lost."""

    async def hold(self, outgoing: Outgoing, owner: str, until: float) -> bool: ...

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool: ...


class Claim:
    """One line that ``owner`` may send until ``until``, and ``seconds`` longer with each renewal; a context in which it is kept.

    Whoever is cancelled within gives the claim back.
    """

    def __init__(
        self, claims: Claims, outgoing: Outgoing, owner: str, until: float, seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        self.claims, self.outgoing, self.owner, self.until, self.seconds, self.clock = claims, outgoing, owner, until, seconds, clock
        self.lost = False

    async def __aenter__(self) -> Self:
        self.keeping = asyncio.create_task(self.keep())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.keeping.cancel()
        await asyncio.wait((self.keeping,), timeout=GIVING_BACK)
        if kind is not None:
            await self.leave(0.0 if issubclass(kind, asyncio.CancelledError) else self.clock() + AFTER_A_BUG)

    async def keep(self) -> None:
        """Renew the claim every third of its time until it is lost."""
        while not self.lost:
            await asyncio.sleep(self.seconds / 3)
            try:
                await self.renew()
            except Exception as error:  # noqa: BLE001 - the next renewal may succeed; without one a living owner loses its line
                log.warning("claim_not_renewed", conversation=self.outgoing.conversation_id, error=type(error).__name__)

    async def renew(self) -> None:
        """Let the claim last from now on, or learn that it is lost."""
        until = self.clock() + self.seconds
        if await self.claims.hold(self.outgoing, self.owner, until):
            self.until = until
        else:
            self.lost = True

    async def holds(self) -> bool:
        """Whether the line is still the owner's to send; the database is asked if the claim may have run out, or the clock was set."""
        while not self.lost and not 0.0 < self.until - self.clock() <= self.seconds:
            try:
                await self.renew()
            except (StoreUnavailable, OSError):
                await asyncio.sleep(self.seconds / 6)
        return not self.lost

    async def note(self, fate: Fate) -> bool:
        """Store the line's fate, however long the database is away; False if the claim is lost."""
        while True:
            try:
                kept = await self.claims.settle(self.outgoing, self.owner, fate, self.clock())
            except (StoreUnavailable, OSError):
                await asyncio.sleep(self.seconds / 6)
                continue
            self.until, self.lost = fate.claimed_until, not kept
            return kept

    async def leave(self, until: float) -> None:
        """Let others have the line from ``until`` on; if that cannot be written in time, the claim runs out by itself."""
        giving = asyncio.create_task(self.claims.hold(self.outgoing, self.owner, until))
        await asyncio.wait((giving,), timeout=GIVING_BACK)  # a write that hangs cannot be cancelled at once, and nobody waits for it
        giving.add_done_callback(unread)


def unread(given: "asyncio.Task[bool]") -> None:
    """Nobody waits for a claim that is given back; where that failed, it runs out by itself."""
    if not given.cancelled() and (error := given.exception()) is not None:
        log.warning("claim_not_given_back", error=type(error).__name__)


class Calm:
    """Says at each look of a process at the outbox whether claims that seem to have run out may be believed.

    They may not where their living owners may have had no chance to renew them: this is the first look, for longer than ``seconds`` the
    database was away or the process stood still, as others may have done, or the clock was set. The owners then get ``seconds`` for it.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self.seconds, self.clock = seconds, clock
        self.last: float | None = None
        self.ahead = self.until = 0.0

    def at(self, now: float) -> bool:
        """Whether they may be believed at a look that begins ``now``, as time.monotonic has it."""
        return now >= self.until and not self.disturbed(now)

    def disturbed(self, now: float) -> bool:
        """Whether there was no look yet, or the last that succeeded began too long ago, or by another clock."""
        return self.last is None or now - self.last > self.seconds or abs(self.clock() - time.monotonic() - self.ahead) > JUMP

    def looked(self, began: float) -> None:
        """Note that a look succeeded; the owners' time begins with the first one after a disturbance."""
        if self.disturbed(began):
            self.until = time.monotonic() + self.seconds
        self.last, self.ahead = began, self.clock() - time.monotonic()

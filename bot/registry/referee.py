"""Ends a canary whose candidate is significantly worse, and records the numbers."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.errors import StoreConflict
from bot.registry.canary import Comparison, compare
from bot.registry.changing import stopped
from bot.registry.roles import Outcomes, Registry, Roles

NAME = "frontdesk"
"""The name that the history shows for a canary that the referee ended."""

log = structlog.get_logger("models")


class RefereeStore(Registry, Outcomes, Protocol):
    """A registry that also knows how conversations went."""


class Referee:
    """Compares the running canaries every ``every`` seconds."""

    def __init__(self, registry: RefereeStore, bus: Bus, every: float = 15.0, clock: Callable[[], float] = time.time) -> None:
        self.registry, self.bus, self.every, self.clock = registry, bus, every, clock

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                for pack, roles in (await self.registry.roles()).items():
                    await self.judge(pack, roles)
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment must not end the watching
                log.error("canary_not_compared", error=type(error).__name__, reason=str(error))
            await asyncio.sleep(self.every)

    async def judge(self, pack: str, roles: Roles) -> None:
        """End a pack's canary if its candidate is worse, unless another process was faster."""
        found = await comparison(self.registry, pack, roles)
        if roles.candidate is None or found is None or found.worse is None:
            return
        try:
            await self.registry.record(stopped(roles.candidate, NAME, self.clock(), f"worse in {found.worse.outcome}: {found}"), roles)
        except StoreConflict:
            return
        log.warning("canary_stopped", pack=pack, version=roles.candidate.version, outcome=found.worse.outcome, numbers=str(found))
        self.bus.wake(topics.MODELS)


async def comparison(outcomes: Outcomes, pack: str, roles: Roles) -> Comparison | None:
    """The comparison of a pack's running canary so far; None if there is none."""
    if roles.active is None or roles.candidate is None:
        return None
    found = await outcomes.outcomes(pack, roles.candidate.since)
    return compare(found, roles.active.version, roles.candidate.version, roles.candidate.share)

"""Makes running servers follow the registry: a promoted version is loaded beside the serving one and replaces it between two turns."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from bot import bus as topics
from bot.bus import Bus
from bot.registry.live import Live, Loaded
from bot.registry.roles import Registry, RoleAssignment, Roles

REST = 30.0
"""Seconds after which a version that could not be loaded is tried again."""

log = structlog.get_logger("models")

Load = Callable[[str, str], Loaded]
"""Loads a version of a pack after checking it against its manifest; may run on any thread."""


class Follower:
    """Keeps the packs of one process on the registry's versions; it looks when woken, and every ``every`` seconds."""

    def __init__(self, registry: Registry, packs: Mapping[str, Live], load: Load, bus: Bus, every: float = 2.0) -> None:
        self.registry, self.packs, self.load, self.bus, self.every = registry, packs, load, bus, every
        self.resting: dict[tuple[str, str], float] = {}
        """Versions that could not be loaded, and until when they are not tried again, in the loop's time."""
        self.refused: dict[tuple[str, str], str] = {}
        """Versions that could not be loaded, and the latest reason."""

    async def run(self) -> None:
        """Follow until cancelled."""
        ticks = self.bus.listen(topics.MODELS)
        try:
            while True:
                await self.look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.every):
                        await anext(ticks)
        finally:
            ticks.close()

    async def look(self) -> None:
        """Follow the registry's present state; nothing changes if the database is away."""
        try:
            roles = await self.registry.roles()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, what serves goes on serving
            log.error("registry_unreadable", error=type(error).__name__, reason=str(error))
            return
        for pack, live in list(self.packs.items()):
            await self.follow(pack, live, roles.get(pack, Roles()))

    async def follow(self, pack: str, live: Live, roles: Roles) -> None:
        """Serve a pack as its roles say, as far as the versions can be loaded."""
        active = await self.ready(pack, live, roles.active) or live.active
        candidate = await self.ready(pack, live, roles.candidate)
        share = roles.candidate.share if roles.candidate and candidate else 0.0
        if (active, candidate, share) != (live.active, live.candidate, live.share):
            live.swap(active, candidate, share)
            log.info("models_changed", pack=pack, active=active.version, candidate=candidate and candidate.version, share=share)

    async def ready(self, pack: str, live: Live, wanted: RoleAssignment | None) -> Loaded | None:
        """The wanted version, loaded in a thread unless it serves already; None if none is wanted or it cannot be loaded."""
        if wanted is None:
            return None
        version, clock = wanted.version, asyncio.get_running_loop().time
        for one in (live.active, live.candidate):
            if one is not None and one.version == version:
                return one
        if self.resting.get((pack, version), 0.0) > clock():
            return None
        try:
            loaded = await asyncio.to_thread(self.load, pack, version)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a version, the one before it stays in service
            self.resting[pack, version] = clock() + REST
            if self.refused.get((pack, version)) != str(error):
                log.error("model_refused", pack=pack, version=version, serving=live.active.version, reason=str(error))
            self.refused[pack, version] = str(error)
            return None
        self.refused.pop((pack, version), None)
        return loaded

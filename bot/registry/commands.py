"""What the ``frontdesk models`` commands do, with the registry in the settings' database."""

import getpass
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.registry.canary import Comparison
from bot.registry.changing import PromotionRequest, going_back, on_trial, promotion, stopped
from bot.registry.memory import MemoryRegistry
from bot.registry.referee import comparison
from bot.registry.roles import Outcomes, RoleAssignment, RoleChange, Roles, activations
from bot.registry.sharing import at_hand, names, share
from bot.registry.sql import SqlRegistry
from bot.registry.versions import Version, to_serve, versions
from bot.settings import Settings, data_folder
from bot.store.database import connect, is_there
from bot.store.memory import MemoryStore
from bot.store.migrations import migrate

Judge = Callable[[Path, Path], str]
"""Compares the serving artifact with the new one and returns a note for the history; raises RoleError if it must not be promoted."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything about a pack's models: versions newest first, changes oldest first, and the running canary so far."""

    pack: str
    versions: tuple[Version, ...]
    roles: Roles
    changes: tuple[RoleChange, ...]
    canary: Comparison | None


@asynccontextmanager
async def registry(settings: Settings) -> AsyncIterator[SqlRegistry]:
    """The registry in the settings' database, which is created if it is missing."""
    data_folder(settings)
    await migrate(settings.database)
    database = connect(settings.database)
    try:
        yield SqlRegistry(database)
    finally:
        await database.close()


@asynccontextmanager
async def looked_at(settings: Settings) -> AsyncIterator[SqlRegistry | MemoryRegistry]:
    """The registry for reading only: an empty one if there is no database yet, which is then not created."""
    if not is_there(settings.database):
        yield MemoryRegistry(MemoryStore())
        return
    async with registry(settings) as found:
        yield found


async def listed(settings: Settings, pack: str) -> Listing:
    """The listing of a pack."""
    async with looked_at(settings) as found:
        roles = (await found.roles()).get(pack, Roles())
        changes = tuple(await found.changes(pack))
        there = tuple(versions(settings.artifacts_dir, pack, settings.shared_artifacts_dir))
        return Listing(pack, there, roles, changes, await comparison(found, pack, roles))


async def active(settings: Settings, pack: str) -> RoleAssignment | None:
    """The active version of a pack; None if none was promoted."""
    async with looked_at(settings) as found:
        return (await found.roles()).get(pack, Roles()).active


async def served(settings: Settings, pack: str) -> Path:
    """The folder of the version that a server would start with; raises ArtifactError if none is whole."""
    async with looked_at(settings) as found:
        roles = (await found.roles()).get(pack, Roles())
        return to_serve(settings.artifacts_dir, pack, roles, await found.changes(pack), settings.shared_artifacts_dir)


async def promote(settings: Settings, wish: PromotionRequest, judge: Judge) -> RoleChange:
    """Promote a version or begin its canary, if ``judge`` permits; all hosts then find it. Raises RoleError, ArtifactError."""
    async with registry(settings) as found:
        roles = (await found.roles()).get(wish.pack, Roles())
        fetch(settings, wish.pack, wish.version)
        change, root = promotion(settings.artifacts_dir, wish, roles, settings.shared_artifacts_dir), settings.artifacts_dir / wish.pack
        fetch(settings, wish.pack, change.before)
        note = judge(root / change.before, root / change.version) if change.before else "nothing to compare with"
        share(settings.artifacts_dir, settings.shared_artifacts_dir, wish.pack, wish.version)
        change = replace(change, note="; ".join([note, *await ended(found, wish.pack, roles)]))
        await found.record(change, roles)
        return change


def fetch(settings: Settings, pack: str, version: str | None) -> None:
    """Copy a version to this machine if only the shared folder has it; do nothing if it exists nowhere."""
    if version in names(pack, settings.artifacts_dir, settings.shared_artifacts_dir):
        at_hand(settings.artifacts_dir, settings.shared_artifacts_dir, pack, version)


async def ended(outcomes: Outcomes, pack: str, roles: Roles) -> list[str]:
    """A note on the running canary, which ends because another version becomes active; empty if none runs."""
    found = await comparison(outcomes, pack, roles)
    return [f"the canary of {roles.candidate.version} ended: {found}"] if roles.candidate and found else []


async def roll_back(settings: Settings, pack: str) -> RoleChange:
    """Make the version that was active before active again; raises RoleError if there is none."""
    async with registry(settings) as found:
        roles, changes = (await found.roles()).get(pack, Roles()), await found.changes(pack)
        for version in activations(changes)[-2:-1]:
            fetch(settings, pack, version)
        change = going_back(settings.artifacts_dir, pack, roles, changes, who(), time.time())
        share(settings.artifacts_dir, settings.shared_artifacts_dir, pack, change.version)
        change = replace(change, note="; ".join(await ended(found, pack, roles)))
        await found.record(change, roles)
        return change


async def stop(settings: Settings, pack: str) -> RoleChange:
    """End the running canary; raises RoleError if none runs."""
    async with registry(settings) as found:
        roles = (await found.roles()).get(pack, Roles())
        change = stopped(on_trial(pack, roles), who(), time.time(), str(await comparison(found, pack, roles)))
        await found.record(change, roles)
        return change


def who() -> str:
    """The name of the user who gives the command, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # in a container nobody has a name
        return f"user {os.getuid()}"

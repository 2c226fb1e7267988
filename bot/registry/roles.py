"""The roles of a pack's versions and how a change affects them; pure, and shared by all registries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bot.registry.outcomes import Tally

Role = Literal["active", "candidate"]
Kind = Literal["promoted", "rolled_back", "tried", "stopped"]


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A version that has had a role since ``since``; it reads ``share`` of the conversations, in (0, 1]."""

    pack: str
    version: str
    role: Role
    share: float
    since: float
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """The versions of one pack that have a role; without an active one, the newest whole artifact serves."""

    active: RoleAssignment | None = None
    candidate: RoleAssignment | None = None


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What somebody did with a version; ``before`` is the version that served until then, ``note`` says why."""

    pack: str
    kind: Kind
    version: str
    at: float
    by: str
    note: str = ""
    share: float = 1.0
    before: str | None = None


class Registry(Protocol):
    """Keeps roles and their changes; ``record`` raises StoreConflict if the roles are no longer those ``seen``."""

    async def roles(self) -> Mapping[str, Roles]: ...

    async def changes(self, pack: str) -> list[RoleChange]: ...

    async def record(self, change: RoleChange, seen: Roles) -> Roles: ...


class Outcomes(Protocol):
    """How a pack's conversations since ``since`` went, by the version that read them; the key None stands for several versions."""

    async def outcomes(self, pack: str, since: float) -> Mapping[str | None, Tally]: ...


def after(roles: Roles, change: RoleChange) -> Roles:
    """The roles after a change; a new active version ends the trial, which has lost what it was compared with."""
    match change.kind:
        case "promoted" | "rolled_back":
            return Roles(RoleAssignment(change.pack, change.version, "active", 1.0, change.at, change.by, change.note))
        case "tried":
            candidate = RoleAssignment(change.pack, change.version, "candidate", change.share, change.at, change.by, change.note)
            return replace(roles, candidate=candidate)
        case "stopped":
            return replace(roles, candidate=None)


def activations(changes: Sequence[RoleChange]) -> list[str]:
    """The versions that served one after the other, without those that were rolled back; the last one serves now."""
    served: list[str] = []
    for change in changes:
        if change.kind == "promoted":
            served += [change.before] if change.before and not served else []
            served.append(change.version)
        elif change.kind == "rolled_back":
            while served and served[-1] != change.version:
                served.pop()
    return served

"""Which versions of a pack have a role, and how a change moves them on; pure, the same for every registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bot.registry.outcomes import Tally

Role = Literal["active", "candidate"]
Kind = Literal["promoted", "rolled_back", "tried", "stopped"]


@dataclass(frozen=True, slots=True)
class Model:
    """A version that has a role ``since`` then; ``share`` of the conversations it reads, in (0, 1]."""

    pack: str
    version: str
    role: Role
    share: float
    since: float
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """The versions of one pack that have a role; without an active one the newest whole artifact serves."""

    active: Model | None = None
    candidate: Model | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did with a version; ``before`` is what served until then, ``note`` why, with numbers where there are some."""

    pack: str
    kind: Kind
    version: str
    at: float
    by: str
    note: str = ""
    share: float = 1.0
    before: str | None = None


class Registry(Protocol):
    """Keeps roles and their changes; ``record`` raises StoreConflict where the roles are not those ``seen`` any more."""

    async def roles(self) -> Mapping[str, Roles]: ...

    async def changes(self, pack: str) -> list[Change]: ...

    async def record(self, change: Change, seen: Roles) -> Roles: ...


class Outcomes(Protocol):
    """How a pack's conversations went that began at ``since`` or later, by the version that read them; None: several versions did."""

    async def outcomes(self, pack: str, since: float) -> Mapping[str | None, Tally]: ...


def after(roles: Roles, change: Change) -> Roles:
    """The roles once a change is made; whatever becomes active ends a trial, whose other side would be gone."""
    match change.kind:
        case "promoted" | "rolled_back":
            return Roles(Model(change.pack, change.version, "active", 1.0, change.at, change.by, change.note))
        case "tried":
            candidate = Model(change.pack, change.version, "candidate", change.share, change.at, change.by, change.note)
            return replace(roles, candidate=candidate)
        case "stopped":
            return replace(roles, candidate=None)


def activations(changes: Sequence[Change]) -> list[str]:
    """Versions that served one after the other, without those that were rolled back from; the last one serves."""
    served: list[str] = []
    for change in changes:
        if change.kind == "promoted":
            served += [change.before] if change.before and not served else []
            served.append(change.version)
        elif change.kind == "rolled_back":
            while served and served[-1] != change.version:
                served.pop()
    return served

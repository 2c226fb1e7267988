"""Decides which changes of roles are allowed: promotion, a trial on a share of conversations, going back, ending a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RoleError
from bot.registry.roles import Kind, RoleAssignment, RoleChange, Roles, activations
from bot.registry.versions import before, named


@dataclass(frozen=True, slots=True)
class PromotionRequest:
    """A request that a version read every conversation, or with a ``share`` below 1 that share of them; by whom, and when."""

    pack: str
    version: str
    by: str
    at: float
    share: float = 1.0


def promotion(root: Path, wish: PromotionRequest, roles: Roles, shared: Path | None = None) -> RoleChange:
    """The change that a wish asks for; raises RoleError if it is not allowed. The replaced version may be only in ``shared``."""
    named(root, wish.pack, wish.version)
    if wish.share != 1.0:
        refuse_trial(wish, roles)
    elif roles.active is not None and roles.active.version == wish.version:
        ending = f"; frontdesk models canary {wish.pack} --stop ends the canary" if roles.candidate else ""
        raise RoleError(f"{wish.pack} is served with {wish.version} already{ending}.")
    replaced = before(root, wish.pack, wish.version, roles, shared)
    kind: Kind = "tried" if wish.share < 1.0 else "promoted"
    return RoleChange(wish.pack, kind, wish.version, wish.at, wish.by, share=wish.share, before=replaced)


def refuse_trial(wish: PromotionRequest, roles: Roles) -> None:
    """Raise RoleError if a canary cannot begin: it needs an active version to be compared with, and only one may run at a time."""
    if not 0.0 < wish.share < 1.0:
        raise RoleError(f"The share of a canary lies between 0 and 1, like 0.1 for every tenth conversation; {wish.share:g} does not.")
    if roles.active is None:
        raise RoleError(
            f"No version of {wish.pack} was promoted yet, so there is nothing to compare with: "
            f"first promote the one that serves now, with frontdesk models promote {wish.pack} VERSION."
        )
    if roles.active.version == wish.version:
        raise RoleError(f"{wish.pack} is served with {wish.version} already.")
    if roles.candidate is not None:
        raise RoleError(
            f"{roles.candidate.version} is on trial already: promote it, or end its canary with frontdesk models canary {wish.pack} --stop."
        )


def going_back(root: Path, pack: str, roles: Roles, changes: Sequence[RoleChange], by: str, at: float) -> RoleChange:
    """The change back to the version that was active before, which may be repeated; raises RoleError if there is none."""
    served = activations(changes)
    if roles.active is None or len(served) < 2:
        raise RoleError(f"There is no version of {pack} that was active before.")
    named(root, pack, served[-2])
    return RoleChange(pack, "rolled_back", served[-2], at, by, before=roles.active.version)


def on_trial(pack: str, roles: Roles) -> RoleAssignment:
    """The candidate of the running canary; raises RoleError if none runs."""
    if roles.candidate is None:
        raise RoleError(f"No version of {pack} is on trial; frontdesk models promote {pack} VERSION --share 0.1 begins a canary.")
    return roles.candidate


def stopped(candidate: RoleAssignment, by: str, at: float, note: str) -> RoleChange:
    """The change that ends a candidate's canary."""
    return RoleChange(candidate.pack, "stopped", candidate.version, at, by, note, candidate.share)

"""Who signs in at the desk, and what they may do there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["operator", "lead"]
"""An operator answers customers; a lead also hands out and deletes what is kept of them, and sees who has deleted."""

ROLES: Mapping[str, Role] = {name: name for name in get_args(Role)}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in; ``mark`` changes with the password, which ends the sessions begun with the old one."""

    name: str
    mark: str
    role: Role = "operator"

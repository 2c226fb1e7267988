"""What is written, as frozen values; ``group`` says how they go into one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.dialogue.events import ActionRequested
from bot.errors import FrontdeskError


@dataclass(frozen=True, slots=True)
class Write:
    """A write about one conversation; ``keys`` are the inbox rows that it is about."""

    about: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Create(Write):
    """A new conversation; its outcome is False where there is one of this id. ``most`` as in Receive.

    ``first``: the inbox row that it begins with, if any, whose key is in ``keys`` then.
    """

    row: Mapping[str, Any]
    most: int | None
    first: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Receive(Write):
    """An inbox row; its outcome is False where the key is there. ``most``: unanswered rows at which Overloaded is raised, None: never."""

    row: Mapping[str, Any]
    most: int | None


@dataclass(frozen=True, slots=True)
class Take(Write):
    """A lease from ``now`` to ``until``; its outcome is the row before it, or Busy. ``force`` takes it from whoever has it.

    ``dead``: a lease with exactly this end counts as run out, whatever the clock says; 0: there is none.
    """

    owner: str
    now: float
    until: float
    force: bool
    dead: float = 0.0


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else has the lease, until then at most."""

    until: float


@dataclass(frozen=True, slots=True)
class Request(Write):
    """A writing action that is about to run, under the lease of this ``version``."""

    version: int
    event: ActionRequested


@dataclass(frozen=True, slots=True)
class Commit(Write):
    """A turn under the lease of this ``version``: the conversation's row after it, and the rows it adds or answers.

    ``outbox``: rows of what the channel has to send; ``silences``: whether lines of the bot that nobody has begun to send are dropped.
    """

    version: int
    head: Mapping[str, Any]
    turn: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    answered: Sequence[Mapping[str, Any]]
    outbox: Sequence[Mapping[str, Any]] = ()
    silences: bool = False


@dataclass(frozen=True, slots=True)
class Hold(Write):
    """The lease of this ``version`` goes on until ``until``; 0 gives it back. A lease that was lost is left as it is."""

    version: int
    until: float


Outcome = Row[Any] | Busy | bool | FrontdeskError | None

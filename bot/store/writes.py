"""The writes to a store, as frozen values; ``group`` carries them out in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.dialogue.events import ActionRequested
from bot.errors import FrontdeskError
from bot.store.records import Stored


@dataclass(frozen=True, slots=True)
class Write:
    """A write about one conversation; ``about`` is its id, ``keys`` are those of the inbox rows concerned."""

    about: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Create(Write):
    """A new conversation; its outcome is ``Stored``. ``most`` as in Receive.

    ``first`` is the inbox row that it begins with, if any; its key is then in ``keys``.
    """

    row: Mapping[str, Any]
    most: int | None
    first: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Receive(Write):
    """A new inbox row; its outcome is ``Stored``, or Overloaded if ``most`` rows are unanswered (None: no limit)."""

    row: Mapping[str, Any]
    most: int | None


@dataclass(frozen=True, slots=True)
class Take(Write):
    """A lease from ``now`` to ``until``; its outcome is the conversation's row before it, or Busy. ``force`` takes it from its holder.

    A lease that ends exactly at ``dead`` counts as expired, whatever the clock says; 0 means none.
    """

    owner: str
    now: float
    until: float
    force: bool
    dead: float = 0.0


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else holds the lease, at most until ``until``."""

    until: float


@dataclass(frozen=True, slots=True)
class Request(Write):
    """A writing action that is about to run, under the lease with this ``version``."""

    version: int
    event: ActionRequested


@dataclass(frozen=True, slots=True)
class Commit(Write):
    """A turn under the lease with this ``version``: the conversation's row after it, and the rows that it adds or answers.

    ``outbox`` are the lines that the channel has to send; with ``silences``, the bot's unclaimed lines are dropped first.
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
    """Extends the lease with this ``version`` to ``until``, or gives it back with 0; a lease that was lost is left as it is."""

    version: int
    until: float


Outcome = Row[Any] | Busy | Stored | FrontdeskError | None

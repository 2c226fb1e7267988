"""What was counted, frozen; ``telling`` says it in words and ``as_json`` to programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.registry.roles import RoleChange
from evaluation.operation.intervals import Mean, Quantile, Rate
from evaluation.operation.visit import DAY, HOUR, MINUTE

FEW = 30
"""Below so many conversations a rate says little, and the report says so."""


@dataclass(frozen=True, slots=True)
class Period:
    """Which visits are counted: those that began from ``since`` on and before ``until``, as things stand ``now``.

    ``quiet``: seconds without a message after which a visit that the bot holds is over. ``target``: seconds within which a person should
    answer. ``pack``: None for all.
    """

    since: float
    until: float
    now: float
    quiet: float = HOUR
    target: float = 5 * MINUTE
    pack: str | None = None

    @property
    def days(self) -> float:
        """The days of the period that have passed."""
        return max(0.0, min(self.until, self.now) - self.since) / DAY


@dataclass(frozen=True, slots=True)
class Volume:
    """How much there was: visits that somebody ``wrote`` in, that were ``opened`` only, and that the desk alone wrote in (``desk``).

    ``running``: still going on with the bot. ``pending``: over, but not for 72 hours yet. ``unknown``: on channels that cannot tell who
    comes back on another device. ``deleted``: conversations of all packs deleted in the period; None where only one pack is counted.
    """

    wrote: int = 0
    opened: int = 0
    desk: int = 0
    customers: int = 0
    messages: int = 0
    answers: int = 0
    operator_lines: int = 0
    running: int = 0
    pending: int = 0
    unknown: int = 0
    deleted: int | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that customers waited for a person; ``unanswered``: nobody came before the end; ``waiting``: they wait now."""

    median: Quantile = field(default_factory=Quantile)
    most: Quantile = field(default_factory=Quantile)
    unanswered: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """How people worked: why they were wanted, and how long customers waited in desk hours and outside of them.

    ``stepped_in``: visits that an operator took over unasked. ``worked``: minutes on the clock of all operators. ``shared``: those minutes
    per minute of conversation; below 1 where operators had several open at once.
    """

    reasons: Mapping[str, int] = field(default_factory=dict)
    stepped_in: int = 0
    waits: Waits = field(default_factory=Waits)
    waits_after_hours: Waits = field(default_factory=Waits)
    worked: float = 0.0
    shared: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Visits that have something in common, with their rates and means by name; ``of`` is how many there are."""

    name: str
    of: int
    rates: Mapping[str, Rate]
    means: Mapping[str, Mean]

    def rate(self, name: str) -> Rate:
        """A rate, of nothing if nothing was counted."""
        return self.rates.get(name, Rate())

    def mean(self, name: str) -> Mean:
        """A mean, of nothing if nothing was counted."""
        return self.means.get(name, Mean())


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a pack's model, and the first and last visit that it read (seconds since the epoch)."""

    pack: str
    first: float
    last: float
    group: Group


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was counted; ``changes``: what somebody did with versions of models in the period."""

    period: Period
    volume: Volume
    all: Group
    desk: Desk
    packs: tuple[Group, ...] = ()
    channels: tuple[Group, ...] = ()
    languages: tuple[Group, ...] = ()
    weeks: tuple[Group, ...] = ()
    versions: tuple[Version, ...] = ()
    changes: tuple[RoleChange, ...] = ()

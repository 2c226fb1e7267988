"""A scorecard: points for what an application says, which add up to a score and to a probability. A JSON file holds all of it."""

import json
import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.errors import ArtifactError

FORMAT = 1
MIDDLE = 500
"""The score at which an application is as likely to be repaid as not."""
DOUBLE = 50
"""Points that double the odds of being repaid."""
Value = str | float | None
Application = Mapping[str, Value]
"""What an application says, by the name of the characteristic; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """Points of a number. ``edges``: upper ends of all bins but the last, each within its bin; ``points`` only rise or only fall.

    ``low`` and ``high``: the smallest and largest value that was learnt from. ``missing``: points where nothing is said; ``reference``: the
    mean points of the applications that were good enough.
    """

    name: str
    edges: tuple[float, ...]
    points: tuple[int, ...]
    missing: int
    reference: float
    low: float
    high: float

    def of(self, value: Value) -> int:
        """The points of a value."""
        return self.missing if value is None else self.points[bisect_left(self.edges, float(value))]

    @property
    def best(self) -> int:
        """The most points there are."""
        return max(self.points)

    @property
    def least(self) -> int:
        """The fewest points there are."""
        return min(self.points)

    def strange(self, value: Value) -> bool:
        """Whether nothing like this value was learnt from."""
        return value is not None and not self.low <= float(value) <= self.high


@dataclass(frozen=True, slots=True)
class Category:
    """Points of one of several words; ``other``: of a word that was not learnt, or too seldom."""

    name: str
    points: Mapping[str, int]
    other: int
    missing: int
    reference: float

    def of(self, value: Value) -> int:
        """The points of a word."""
        return self.missing if value is None else self.points.get(str(value), self.other)

    @property
    def best(self) -> int:
        """The most points there are."""
        return max(self.points.values(), default=self.other)

    @property
    def least(self) -> int:
        """The fewest points there are."""
        return min(self.points.values(), default=self.other)

    def strange(self, value: Value) -> bool:
        """Whether this word was not learnt."""
        return value is not None and str(value) not in self.points


Characteristic = Numeric | Category


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All points. ``base``: what everybody has; ``cutoff``: the score from which on an application is good enough; ``protected``: columns
    that were in the data and never inputs; ``about``: data, settings, licence and what was measured."""

    base: int
    cutoff: int
    characteristics: tuple[Characteristic, ...]
    protected: tuple[str, ...]
    about: Mapping[str, str]

    def score(self, application: Application) -> int:
        """The sum of the points; what is no characteristic of this card changes nothing."""
        return self.base + sum(one.of(application.get(one.name)) for one in self.characteristics)

    @property
    def version(self) -> str:
        """Names the data and the settings it was fitted with."""
        return self.about.get("version", "")


def probability(score: float) -> float:
    """The probability that an application with this score is not repaid."""
    return 1.0 / (1.0 + math.exp(min(700.0, (score - MIDDLE) / DOUBLE * math.log(2.0))))


def dumped(card: Scorecard) -> str:
    """The scorecard as JSON for people to read, a characteristic a line."""
    rows = ",\n".join("  " + json.dumps(asdict(one), ensure_ascii=False) for one in card.characteristics)
    head = {"format": FORMAT, "base": card.base, "cutoff": card.cutoff, "protected": card.protected, "about": dict(card.about)}
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "characteristics": [\n{rows}\n ]\n}}\n'


def load(path: Path) -> Scorecard:
    """A scorecard that ``dumped`` wrote; ArtifactError where it is none."""
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        if parts["format"] != FORMAT:
            raise ArtifactError(f"{path} has another format than this version reads: fit it again")
        card = Scorecard(
            int(parts["base"]),
            int(parts["cutoff"]),
            tuple(characteristic(one) for one in parts["characteristics"]),
            tuple(parts["protected"]),
            parts["about"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(f"{path} is not a scorecard ({error}): fit it again") from error
    return card


def characteristic(parts: Mapping[str, Any]) -> Characteristic:
    """A characteristic from its JSON; ValueError where its parts do not go together."""
    if "edges" not in parts:
        return Category(parts["name"], parts["points"], int(parts["other"]), int(parts["missing"]), float(parts["reference"]))
    one = Numeric(
        parts["name"],
        tuple(map(float, parts["edges"])),
        tuple(map(int, parts["points"])),
        int(parts["missing"]),
        float(parts["reference"]),
        float(parts["low"]),
        float(parts["high"]),
    )
    if len(one.points) != len(one.edges) + 1 or list(one.edges) != sorted(one.edges):
        raise ValueError(f"{one.name} has {len(one.edges)} edges and {len(one.points)} points")
    if list(one.points) not in (sorted(one.points), sorted(one.points, reverse=True)):
        raise ValueError(f"the points of {one.name} neither only rise nor only fall")
    return one

"""A scorecard: points for what an application says, which add up to a score and to a probability. A JSON file holds all of it."""

import json
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.errors import ArtifactError

FORMATS = (1, 2)
"""Of a card without pairs, and of one with them."""
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
class Pair:
    """Points of two numbers together, beside those of each; they never fall where one of the two gets better.

    ``edges``: of each, as those of a number; ``points``: a row a bin of the first, and in each a place a bin of the second; the last row,
    and the last place, are those of nothing said, with the mean over what could be.
    """

    names: tuple[str, str]
    edges: tuple[tuple[float, ...], tuple[float, ...]]
    points: tuple[tuple[int, ...], ...]

    def of(self, application: Application) -> int:
        """The points of what an application says of both."""
        first, second = self.cells(application)
        return self.points[first][second]

    def cells(self, application: Application) -> tuple[int, int]:
        """The row, and the place in it."""
        first, second = (cell(edges, application.get(name)) for name, edges in zip(self.names, self.edges, strict=True))
        return first, second

    def share(self, name: str, application: Application) -> float:
        """What one of the two has part in: the mean of what it brings before the other is known and after (Shapley's value)."""
        first, second = self.cells(application)
        both, alone, without = self.points[first][second], self.points[first][-1], self.points[-1][second]
        if name != self.names[0]:
            alone, without = without, alone
        return (alone - self.points[-1][-1] + both - without) / 2

    def bounds(self, application: Application) -> tuple[int, int]:
        """The fewest and the most points, whatever were said where nothing is."""
        first, second = self.cells(application)
        rows = self.points[:-1] if first == len(self.points) - 1 else self.points[first : first + 1]
        found = [one for row in rows for one in (row[:-1] if second == len(row) - 1 else row[second : second + 1])]
        return min(found), max(found)


def cell(edges: tuple[float, ...], value: Value) -> int:
    """The bin of a number; one after the last where nothing is said."""
    return len(edges) + 1 if value is None else bisect_left(edges, float(value))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All points. ``base``: what everybody has; ``cutoff``: the score from which on an application is good enough; ``protected``: columns
    that were in the data and never inputs; ``about``: data, settings, licence and what was measured. ``pairs``: of numbers that are
    characteristics."""

    base: int
    cutoff: int
    characteristics: tuple[Characteristic, ...]
    protected: tuple[str, ...]
    about: Mapping[str, str]
    pairs: tuple[Pair, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of all characteristics."""
        return tuple(one.name for one in self.characteristics)

    def score(self, application: Application) -> int:
        """The sum of the points; what is no characteristic of this card changes nothing."""
        alone = sum(one.of(application.get(one.name)) for one in self.characteristics)
        return self.base + alone + sum(one.of(application) for one in self.pairs)

    def gained(self, one: Characteristic, application: Application) -> float:
        """The points of a characteristic and its part in those of pairs; all of them and the base are the score."""
        return one.of(application.get(one.name)) + sum(pair.share(one.name, application) for pair in self.pairs if one.name in pair.names)

    def edges(self, one: Numeric) -> list[float]:
        """Where the points of a number change, alone or in a pair."""
        paired = (
            edge for pair in self.pairs for name, edges in zip(pair.names, pair.edges, strict=True) if name == one.name for edge in edges
        )
        return sorted({*one.edges, *paired})

    def rises(self, one: Numeric) -> bool:
        """Whether more of a number is better, alone or in a pair."""
        gains = [one.points[-1] - one.points[0]]
        for pair in self.pairs:
            if one.name in pair.names:
                lines = pair.points if one.name == pair.names[0] else tuple(zip(*pair.points, strict=True))
                gains.append(sum(lines[-2]) - sum(lines[0]))
        return sum(gains) > 0

    @property
    def most(self) -> float:
        """No application has more points than this; with pairs none may have as many, where their best places exclude each other."""
        return self.base + sum(self.best(one) for one in self.characteristics)

    def best(self, one: Characteristic) -> float:
        """The most points that a characteristic may bring, with half of what the pairs that it is in bring at best."""
        return max(one.best, one.missing) + sum(pair.bounds({})[1] / 2 for pair in self.pairs if one.name in pair.names)

    @property
    def version(self) -> str:
        """Names the data and the settings it was fitted with."""
        return self.about.get("version", "")


def probability(score: float) -> float:
    """The probability that an application with this score is not repaid."""
    return 1.0 / (1.0 + math.exp(min(700.0, (score - MIDDLE) / DOUBLE * math.log(2.0))))


def dumped(card: Scorecard) -> str:
    """The scorecard as JSON for people to read, a characteristic a line, and a pair a line where there are any."""
    parts = [("characteristics", card.characteristics), *([("pairs", card.pairs)] if card.pairs else [])]
    lists = ",\n".join(
        f' "{name}": [\n' + ",\n".join("  " + json.dumps(asdict(one), ensure_ascii=False) for one in of) + "\n ]" for name, of in parts
    )
    head = {
        "format": FORMATS[bool(card.pairs)],
        "base": card.base,
        "cutoff": card.cutoff,
        "protected": card.protected,
        "about": dict(card.about),
    }
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f",\n{lists}\n}}\n"


def load(path: Path) -> Scorecard:
    """A scorecard that ``dumped`` wrote; ArtifactError where it is none."""
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        if parts["format"] not in FORMATS:
            raise ArtifactError(f"{path} has another format than this version reads: fit it again")
        card = Scorecard(
            int(parts["base"]),
            int(parts["cutoff"]),
            tuple(characteristic(one) for one in parts["characteristics"]),
            tuple(parts["protected"]),
            parts["about"],
            tuple(pair(one) for one in parts.get("pairs", [])),
        )
        if unknown := {name for one in card.pairs for name in one.names} - {
            one.name for one in card.characteristics if isinstance(one, Numeric)
        }:
            raise ValueError(f"{', '.join(sorted(unknown))} is in a pair and no number of this card")
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


def pair(parts: Mapping[str, Any]) -> Pair:
    """A pair from its JSON; ValueError where its parts do not go together."""
    names, edges = (str(parts["names"][0]), str(parts["names"][1])), tuple(tuple(map(float, one)) for one in parts["edges"])
    one = Pair(names, (edges[0], edges[1]), tuple(tuple(map(int, row)) for row in parts["points"]))
    told = " and ".join(names)
    if [len(row) for row in one.points] != [len(edges[1]) + 2] * (len(edges[0]) + 2) or any(list(each) != sorted(each) for each in edges):
        raise ValueError(f"the points of {told} together do not go with their edges")
    if one.points[-1][-1]:
        raise ValueError(f"nothing said of {told} has points together")
    known = [row[:-1] for row in one.points[:-1]]
    if not only_rise_or_fall(known) or not only_rise_or_fall(list(zip(*known, strict=True))):
        raise ValueError(f"the points of {told} together neither only rise nor only fall")
    return one


def only_rise_or_fall(lines: Sequence[Sequence[int]]) -> bool:
    """Whether all lines rise, or all fall."""
    return all(list(one) == sorted(one) for one in lines) or all(list(one) == sorted(one, reverse=True) for one in lines)

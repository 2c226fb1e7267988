"""A scorecard: points for each value of an application, which add up to a score and so to a probability; stored as JSON."""

import json
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.errors import ArtifactError

FORMATS = (1, 2)
"""The file formats without pairs and with pairs."""
MIDDLE = 500
"""The score with even odds of being repaid."""
DOUBLE = 50
"""Points that double the odds of being repaid."""
Value = str | float | None
Application = Mapping[str, Value]
"""The values of an application by characteristic; None for a missing value."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """Points of a number. ``edges`` are the upper ends, inclusive, of all bins but the last; ``points`` only rise or only fall.

    ``low`` and ``high`` are the smallest and largest value learnt from. ``missing`` are the points of a missing value, ``reference`` the
    mean points of the good applications.
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
        """Whether the value is outside the range learnt from."""
        return value is not None and not self.low <= float(value) <= self.high


@dataclass(frozen=True, slots=True)
class Category:
    """Points of a word; ``other`` are those of a word that was not learnt or was too rare."""

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
    """Points of two numbers together, in addition to those of each; they never fall if one of the two gets better.

    ``edges`` are those of each number. ``points`` has a row for each bin of the first and a column for each bin of the second; the last row
    and the last column are for a missing value and hold the mean over the possible ones.
    """

    names: tuple[str, str]
    edges: tuple[tuple[float, ...], tuple[float, ...]]
    points: tuple[tuple[int, ...], ...]

    def of(self, application: Application) -> int:
        """The points for an application's two values."""
        first, second = self.cells(application)
        return self.points[first][second]

    def cells(self, application: Application) -> tuple[int, int]:
        """The row and the column of an application."""
        first, second = (cell(edges, application.get(name)) for name, edges in zip(self.names, self.edges, strict=True))
        return first, second

    def share(self, name: str, application: Application) -> float:
        """The share of one of the two: the mean of what it adds before the other is known and after (its Shapley value)."""
        first, second = self.cells(application)
        both, alone, without = self.points[first][second], self.points[first][-1], self.points[-1][second]
        if name != self.names[0]:
            alone, without = without, alone
        return (alone - self.points[-1][-1] + both - without) / 2

    def bounds(self, application: Application) -> tuple[int, int]:
        """The fewest and the most points over all possible missing values."""
        first, second = self.cells(application)
        rows = self.points[:-1] if first == len(self.points) - 1 else self.points[first : first + 1]
        found = [one for row in rows for one in (row[:-1] if second == len(row) - 1 else row[second : second + 1])]
        return min(found), max(found)


def cell(edges: tuple[float, ...], value: Value) -> int:
    """The bin of a number; a missing value is in the one after the last."""
    return len(edges) + 1 if value is None else bisect_left(edges, float(value))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All points of a card. ``base`` are the points of everybody, ``cutoff`` is the least score of a good application.

    ``protected`` are columns of the data that were never inputs. ``about`` holds data, settings, licence and measurements. ``pairs`` are of
    numeric characteristics.
    """

    base: int
    cutoff: int
    characteristics: tuple[Characteristic, ...]
    protected: tuple[str, ...]
    about: Mapping[str, str]
    pairs: tuple[Pair, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all characteristics."""
        return tuple(one.name for one in self.characteristics)

    def score(self, application: Application) -> int:
        """The sum of all points; values that are no characteristic of this card are ignored."""
        alone = sum(one.of(application.get(one.name)) for one in self.characteristics)
        return self.base + alone + sum(one.of(application) for one in self.pairs)

    def gained(self, one: Characteristic, application: Application) -> float:
        """The points of a characteristic with its share of its pairs'; over all characteristics they sum, with the base, to the score."""
        return one.of(application.get(one.name)) + sum(pair.share(one.name, application) for pair in self.pairs if one.name in pair.names)

    def edges(self, one: Numeric) -> list[float]:
        """The values at which the points of a number change, alone or in a pair."""
        paired = (
            edge for pair in self.pairs for name, edges in zip(pair.names, pair.edges, strict=True) if name == one.name for edge in edges
        )
        return sorted({*one.edges, *paired})

    def rises(self, one: Numeric) -> bool:
        """Whether a larger number brings more points, its pairs included."""
        gains = [one.points[-1] - one.points[0]]
        for pair in self.pairs:
            if one.name in pair.names:
                lines = pair.points if one.name == pair.names[0] else tuple(zip(*pair.points, strict=True))
                gains.append(sum(lines[-2]) - sum(lines[0]))
        return sum(gains) > 0

    @property
    def most(self) -> float:
        """An upper bound on the score; with pairs it may be out of reach, if their best cells exclude each other."""
        return self.base + sum(self.best(one) for one in self.characteristics)

    def best(self, one: Characteristic) -> float:
        """The most points that a characteristic may bring, with half of the best of each of its pairs."""
        return max(one.best, one.missing) + sum(pair.bounds({})[1] / 2 for pair in self.pairs if one.name in pair.names)

    @property
    def version(self) -> str:
        """Identifies the data and the settings that it was fitted with."""
        return self.about.get("version", "")


def probability(score: float) -> float:
    """The probability that an application with this score is not repaid."""
    return 1.0 / (1.0 + math.exp(min(700.0, (score - MIDDLE) / DOUBLE * math.log(2.0))))


def dumped(card: Scorecard) -> str:
    """The scorecard as readable JSON, with one line for each characteristic and each pair."""
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
    """A scorecard that ``dumped`` wrote; ArtifactError for any other file."""
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
    """A characteristic from its JSON; ValueError if its parts do not fit together."""
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
    """A pair from its JSON; ValueError if its parts do not fit together."""
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

"""Turns the readings of one machine into a verdict: its risk, a cause if it is certain, doubtful readings, and what would change it.

Readings are given by name, so their order does not matter. A missing reading is averaged over its possible values.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.advice.maintenance.model import Model
from bot.advice.maintenance.trees import Array
from bot.advice.maintenance.units import Guess, guess, outside

Confidence = Literal["low", "medium", "high"]
DRAWS = 31
"""Values that are tried for a missing reading."""
STRIDES = (1, 7, 11, 13, 17, 19, 23, 29)
"""Steps through the quantiles by reading, so that several missing readings do not rise together."""
GRID = 121
"""Values of a reading that are tried to find what would change the verdict."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An implausible reading, such as a negative one or one far outside the seen range; ``guess`` is a unit that would explain it."""

    reading: str
    said: float
    guess: Guess | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The nearest value of one reading that turns the verdict, within the seen range; ``size`` is in spreads, ``risk`` the new risk."""

    reading: str
    said: float
    value: float
    size: float
    risk: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a machine; ``low`` to ``high`` holds nine tenths of the risks over the possible missing readings.

    ``fails``: the risk reaches the model's threshold. ``cause`` is the failure mode if it is certain, ``causes`` are all modes with their
    shares, likeliest first. ``changes`` are sorted by size, and empty if no single reading turns the verdict.
    """

    risk: float
    low: float
    high: float
    threshold: float
    fails: bool
    cause: str | None
    causes: tuple[tuple[str, float], ...]
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    beyond: tuple[str, ...]
    confidence: Confidence
    version: str


def doubts(model: Model, readings: Mapping[str, float]) -> tuple[Doubt, ...]:
    """The readings to confirm with the person before a verdict is given."""
    found = []
    for reading in model.readings:
        said = readings.get(reading.name)
        if said is None:
            continue
        meant = guess(reading, said)
        if meant is not None or not math.isfinite(said) or (said < 0 <= reading.low) or outside(reading, said, 2.0):
            found.append(Doubt(reading.name, said, meant))
    return tuple(found)


def assess(model: Model, readings: Mapping[str, float], kinds: Mapping[str, str] | None = None) -> Verdict:
    """The verdict on one machine; ValueError if there are no readings, or one is unknown to the model or not finite."""
    unknown = sorted(set(readings) - set(model.names))
    if unknown or not readings or not all(map(math.isfinite, readings.values())):
        raise ValueError(f"readings are {dict(readings)!r}: give finite numbers for some of {', '.join(model.names)}")
    drawn = possible(model, readings)
    rows = model.rows(drawn, repeated(kinds, len(drawn)))
    several = model.risks(rows)
    risk, (low, high) = float(several.mean()), np.quantile(several, [0.05, 0.95])
    fails = risk >= model.threshold
    causes = shares(model, rows)
    cause = causes[0][0] if fails and causes and causes[0][1] >= model.sure else None
    missing = tuple(name for name in model.names if name not in readings)
    beyond = tuple(one.name for one in model.readings if one.name in readings and not one.low <= readings[one.name] <= one.high)
    return Verdict(
        risk,
        float(low),
        float(high),
        model.threshold,
        fails,
        cause,
        causes,
        changes(model, readings, kinds, fails),
        missing,
        beyond,
        confidence(model, (risk, float(low), float(high)), bool(missing), bool(beyond)),
        model.version,
    )


def possible(model: Model, readings: Mapping[str, float]) -> Array:
    """Rows (draws, k) of possible readings; missing ones are spread over the seen values. One row if none is missing."""
    if all(name in readings for name in model.names):
        return np.array([[readings[name] for name in model.names]])
    columns = []
    for place, reading in enumerate(model.readings):
        if (said := readings.get(reading.name)) is not None:
            columns.append(np.full(DRAWS, said))
        else:
            at = np.arange(DRAWS) * STRIDES[place % len(STRIDES)] % DRAWS
            columns.append(np.quantile(reading.quantiles, (at + 0.5) / DRAWS))
    return np.stack(columns, axis=1)


def repeated(kinds: Mapping[str, str] | None, count: int) -> dict[str, list[str | None]]:
    """The kinds of one machine, repeated for ``count`` rows."""
    return {name: [value] * count for name, value in (kinds or {}).items()}


def shares(model: Model, rows: Array) -> tuple[tuple[str, float], ...]:
    """Each mode's share of the summed chances of all modes, largest first."""
    chances = model.chances(rows).mean(axis=0)
    whole = float(chances.sum()) or 1.0
    found = [(name, float(chance) / whole) for name, chance in zip(model.modes, chances, strict=True)]
    return tuple(sorted(found, key=lambda one: -one[1]))


def changes(model: Model, readings: Mapping[str, float], kinds: Mapping[str, str] | None, fails: bool) -> tuple[Change, ...]:
    """The nearest value of each known reading that turns the verdict, if any does; missing readings are set to their medians."""
    middle = np.array([readings.get(one.name, float(np.median(one.quantiles))) for one in model.readings])
    tried, asked = [], []
    for place, reading in enumerate(model.readings):
        if reading.name not in readings:
            continue
        values = np.unique(np.clip(np.round(np.linspace(reading.low, reading.high, GRID), reading.decimals), reading.low, reading.high))
        row = np.repeat(middle[None, :], len(values), axis=0)
        row[:, place] = values
        tried.append(row)
        asked += [place] * len(values)
    every = np.concatenate(tried)
    risks, places = model.risks(model.rows(every, repeated(kinds, len(every)))), np.array(asked)
    found = []
    for place in np.unique(places):
        reading, mine = model.readings[place], places == place
        turned = mine & ((risks < model.threshold) == fails)
        if not turned.any():
            continue
        values = every[turned, place]
        nearest = int(np.argmin(abs(values - middle[place])))
        value = float(values[nearest])
        size = abs(value - middle[place]) / reading.spread
        found.append(Change(reading.name, float(middle[place]), value, float(size), float(risks[turned][nearest])))
    return tuple(sorted(found, key=lambda change: change.size))


def confidence(model: Model, risk: tuple[float, float, float], missing: bool, beyond: bool) -> Confidence:
    """Low if missing readings could turn the verdict or a reading is out of the seen range; high if complete and far from the threshold."""
    here, low, high = risk
    if beyond or (missing and low < model.threshold <= high):
        return "low"
    near = model.threshold / 2 < here < (1 + model.threshold) / 2
    return "medium" if near or missing else "high"

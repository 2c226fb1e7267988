"""Evaluates remaining life on unseen machines, each cut at random cycles at which the model predicts what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from bot.advice.maintenance.life import Life
from bot.advice.maintenance.trees import Array
from training.advice import lives
from training.advice.lives import Settings
from training.advice.series import Series

DRAWS = 20
"""The number of cuts of each machine."""
FIRST = 30
"""The fewest cycles before a cut, except for machines with no more than these."""
RESAMPLED = 1000
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Cuts:
    """What came of the cuts of machines, each (machines, draws): what was left, expected, and expected by the others; and ranges."""

    left: Array
    capped: Array
    uncapped: Array
    straight: Array
    middle: Array
    low: Array
    high: Array


def evaluate(train: Series, test: Series | None, settings: Settings, folds: int, seed: int, last: bool = False) -> Report:
    """The report of a test part, or of a cross-validation that leaves machines out. ``last``: each is asked at its last cycle alone.

    ``rmse``: what is left capped in training and in scoring; ``rmse_uncapped``: in neither; intervals by drawing machines anew.
    """
    if test is not None:
        parts = [cut(train, test, settings, seed, last)]
    else:
        splits = KFold(min(folds, len(train.units)), shuffle=True, random_state=seed).split(train.units)
        parts = [cut(train.part(one), train.part(other), settings, seed, last) for one, other in splits]
    found = Cuts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cuts.__dataclass_fields__))
    return {
        "kind": "remaining life",
        **measured(found, settings.cap, seed),
        "machines": len(found.left),
        "draws": found.left.shape[1],
        "cap": settings.cap,
        "folds": folds if test is None else None,
        "seed": seed,
        "columns": list(train.columns),
    }


def cut(train: Series, test: Series, settings: Settings, seed: int, last: bool) -> Cuts:
    """Fit on one part and predict at the cuts of the other."""
    life = lives.fit(train, settings, seed)
    endless = lives.fitted(train, replace(settings, cap=np.inf), seed)
    line = straight(train, life, settings)
    middle = np.median(np.concatenate([np.minimum(one, settings.cap)[FIRST:] for one in train.left if len(one) > FIRST]))
    rows: list[tuple[Array, ...]] = []
    chance = np.random.default_rng(seed)
    for values, left in zip(test.values, test.left, strict=True):
        at = places(len(left), chance, last)
        seen = life.rows(values)[at]
        expected = life.expected(seen)
        bins = np.searchsorted(life.edges, expected)
        ends = expected + life.low[bins], np.minimum(expected + life.high[bins], life.cap)
        others = endless.expected(endless.rows(values)[at]), np.clip(line.predict(seen), 0, settings.cap)
        rows.append((left[at], expected, *others, np.full(len(at), middle), *ends))
    return Cuts(*(np.stack(column) for column in zip(*rows, strict=True)))


def places(length: int, chance: np.random.Generator, last: bool) -> npt.NDArray[np.int64]:
    """Where a machine of so many cycles is cut: after cycle ``FIRST``, or in its second half where it has no more."""
    if last:
        return np.array([length - 1])
    return chance.integers(FIRST if length > FIRST else length // 2, length, DRAWS)


def straight(train: Series, life: Life, settings: Settings) -> Ridge:
    """A linear model on the same features."""
    rows = np.concatenate([life.rows(series)[:: settings.every] for series in train.values])
    return Ridge(10.0).fit(rows, np.concatenate([np.minimum(one, settings.cap)[:: settings.every] for one in train.left]))


def measured(found: Cuts, cap: float, seed: int) -> Report:
    """Figures over all cuts."""
    left = np.minimum(found.left, cap)
    errors = found.capped - left
    by_draw = np.sqrt((errors**2).mean(axis=0))
    return {
        **with_interval("rmse", errors, seed),
        "rmse_deviation_over_draws": round(float(by_draw.std()), 3),
        **with_interval("rmse_uncapped", found.uncapped - found.left, seed),
        "rmse_last_50": rounded_rmse(errors[left <= 50]),
        "mae": round(float(abs(errors).mean()), 3),
        "too_late_by_over_20": round(float((errors > 20).mean()), 4),
        "in_range": round(float(((left >= found.low - 1e-9) & (left <= found.high + 1e-9)).mean()), 4),
        "baseline_ridge": rounded_rmse(found.straight - left),
        "baseline_median": rounded_rmse(found.middle - left),
    }


def rounded_rmse(errors: Array) -> float | None:
    """The root mean square; None without values."""
    return round(float(np.sqrt((errors**2).mean())), 3) if errors.size else None


def with_interval(name: str, errors: Array, seed: int) -> Report:
    """The root mean square error with its 95 % bootstrap interval over machines."""
    chance = np.random.default_rng(seed)
    squares = (errors**2).mean(axis=1)
    draws = [float(np.sqrt(squares[chance.integers(0, len(squares), len(squares))].mean())) for _ in range(RESAMPLED)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return {name: rounded_rmse(errors), f"{name}_low": round(float(low), 3), f"{name}_high": round(float(high), 3)}


def shown(values: Sequence[object]) -> str:
    """A list in a line."""
    return ", ".join(map(str, values))

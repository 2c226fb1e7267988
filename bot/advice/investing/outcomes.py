"""What a mix did in the past and what may come of it: the worst loss, a stressed loss, and a range of outcomes."""

from dataclasses import dataclass

import numpy as np

from bot.advice.investing.moments import returns
from bot.advice.investing.prices import Prices
from bot.advice.investing.tables import Matrix

DRAWS = 2000
BLOCK = 21
"""Days that are drawn together, so that calm and stormy weeks stay weeks (circular block bootstrap, Politis and Romano 1992)."""
STRESS = 2.326
"""Standard deviations of a year that is worse in one of a hundred."""
LEAST = 1e-4
"""Weights below this do not count for the past."""


@dataclass(frozen=True, slots=True)
class Fall:
    """The deepest fall from a height: its share, the day of the height, the day of the depth, and the day the height was reached again."""

    share: float
    start: str
    end: str
    recovered: str | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one unit may become in ``years``: of a hundred cases five are below ``low`` and five above ``high``; ``loss``: the chance to end
    with less than was put in."""

    years: float
    low: float
    middle: float
    high: float
    loss: float


def past(prices: Prices, weights: Matrix, riskless: float) -> Matrix:
    """The daily returns of a mix that is brought back to its weights every day; what the weights lack of 1 earns ``riskless``.

    On days on which an asset of the mix had no price yet, all assets that had one stand in for it alike, also those that are not in the
    mix: so a young fund is not thought to be safe because it has seen no crash. Days on which none had a price are left out.
    """
    daily = (1.0 + riskless) ** (1.0 / prices.periods) - 1.0
    if not (weights > LEAST).any():
        return np.full(len(prices.days) - 1, daily)
    rows = returns(prices)
    known = ~np.isnan(rows)
    count = known.sum(axis=1)
    filled = np.nan_to_num(rows)
    others = filled.sum(axis=1) / np.maximum(count, 1)
    mixed = filled @ weights + (known @ -weights + weights.sum()) * others
    mix: Matrix = np.where(count > 0, mixed + (1.0 - weights.sum()) * daily, np.nan)
    return mix


def worst(days: tuple[str, ...], mix: Matrix) -> Fall:
    """The deepest fall of returns; ``days`` are one more than the returns, NaN are days that do not count."""
    wealth = np.concatenate([[1.0], np.cumprod(1.0 + np.nan_to_num(mix))])
    heights = np.maximum.accumulate(wealth)
    depth = 1.0 - wealth / heights
    end = int(depth.argmax())
    start = int(wealth[: end + 1].argmax())
    again = np.flatnonzero(wealth[end:] >= wealth[start])
    return Fall(float(depth[end]), days[start], days[end], days[end + int(again[0])] if again.size and depth[end] > 0 else None)


def stressed(volatility: float) -> float:
    """The loss in a year without any gain on average that is worse in one of a hundred."""
    return float(1.0 - np.exp(-STRESS * volatility - volatility**2 / 2.0))


def outcomes(mix: Matrix, periods: float, years: float, yearly: tuple[float, float], seed: int = 7) -> Outcomes:
    """What may come of a mix in ``years``: blocks of its past drawn anew, 2,000 times, around another average.

    ``yearly``: the return a year to be expected after costs, and how far the true one may be from it (a standard deviation); the past had
    an average of its own, which the future need not have.
    """
    expected, doubt = yearly
    logs = np.log1p(mix[~np.isnan(mix)])
    logs = logs - logs.mean() + np.log1p(expected) / periods
    count, ahead = len(logs), max(1, round(years * periods))
    block = min(BLOCK if periods > 60 else 6, count)
    chance = np.random.default_rng(seed)
    circle = np.concatenate([[0.0], np.cumsum(np.concatenate([logs, logs[:block]]))])
    starts = chance.integers(0, count, (DRAWS, -(-ahead // block)))
    full, rest = ahead // block, ahead % block
    total = (circle[starts[:, :full] + block] - circle[starts[:, :full]]).sum(axis=1)
    total += circle[starts[:, -1] + rest] - circle[starts[:, -1]] if rest else 0.0
    total += chance.normal(0.0, doubt, DRAWS) * years
    low, middle, high = np.exp(np.quantile(total, [0.05, 0.5, 0.95]))
    return Outcomes(years, float(low), float(middle), float(high), float((total < -1e-9).mean()))

"""The past and the possible future of a mix: its worst fall, a stressed loss, and a range of outcomes."""

from dataclasses import dataclass

import numpy as np

from bot.advice.investing.moments import returns
from bot.advice.investing.prices import Prices
from bot.advice.investing.tables import Matrix

DRAWS = 2000
BLOCK = 21
"""Days that are drawn as one block, which keeps calm and volatile periods together (circular block bootstrap, Politis and Romano 1992)."""
STRESS = 2.326
"""The 99 % quantile of the normal distribution: a year this bad or worse is one in a hundred."""
LEAST = 1e-4
"""Weights below this count as zero."""


@dataclass(frozen=True, slots=True)
class Fall:
    """The deepest fall from a peak: how much was lost as a share of the peak, the day of the peak and the day of the low."""

    share: float
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one unit may become in ``years``: the 5 %, 50 % and 95 % quantiles; ``loss`` is the probability of ending below one."""

    years: float
    low: float
    middle: float
    high: float
    loss: float


def past(prices: Prices, weights: Matrix, riskless: float) -> Matrix:
    """The daily returns of a mix that is rebalanced every day; the part that is not invested earns ``riskless``.

    While an asset of the mix has no price yet, the mean of all assets with a price stands in for it, including assets outside the mix, so
    that a young fund does not look safe for lack of a crash. Days on which no asset has a price are NaN.
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
    """The deepest fall of a series of returns; there is one more day than returns, and NaN counts as no change."""
    wealth = np.concatenate([[1.0], np.cumprod(1.0 + np.nan_to_num(mix))])
    heights = np.maximum.accumulate(wealth)
    depth = 1.0 - wealth / heights
    end = int(depth.argmax())
    start = int(wealth[: end + 1].argmax())
    return Fall(float(depth[end]), days[start], days[end])


def stressed(volatility: float) -> float:
    """The loss of a one-in-a-hundred year at this volatility, with no gain on average."""
    return float(1.0 - np.exp(-STRESS * volatility - volatility**2 / 2.0))


def outcomes(mix: Matrix, periods: float, years: float, yearly: tuple[float, float], seed: int = 7) -> Outcomes:
    """The possible outcomes of a mix after ``years``: blocks of its past resampled 2,000 times, around another mean.

    ``yearly`` is the expected yearly return after costs and the standard deviation of that expectation; they replace the past mean, which
    the future need not repeat.
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

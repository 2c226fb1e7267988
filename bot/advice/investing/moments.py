"""Yearly means and covariances of asset returns, plain or shrunk towards more plausible values."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.advice.investing.prices import Prices
from bot.advice.investing.tables import Matrix

Estimate = Literal["plain", "cautious"]

REWARD = 0.3
"""Return above cash a unit of volatility that is expected of any asset before its prices are seen: about that of the world's shares since
1900 (Dimson, Marsh and Staunton, Global Investment Returns Yearbook)."""
REWARD_UNSURE = 0.15
"""Prior standard deviation of an asset's reward around ``REWARD``."""
ENOUGH = 5.0
"""Years of common history from which on covariances use only days on which all assets have prices."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Expected returns and their covariance, both a year. ``years``: how long the youngest asset has prices."""

    mean: Matrix
    covariance: Matrix
    years: float


def returns(prices: Prices) -> Matrix:
    """Simple returns from each row to the next, NaN where a price is missing."""
    changes: Matrix = prices.values[1:] / prices.values[:-1] - 1.0
    return changes


def whole(rows: Matrix) -> Matrix:
    """The rows in which every asset has a return."""
    return rows[~np.isnan(rows).any(axis=1)]


def moments(prices: Prices, estimate: Estimate = "cautious", riskless: float = 0.02) -> Moments:
    """``plain``: compounded mean and sample covariance, by pairs where prices are missing: what PyPortfolioOpt does by default.

    ``cautious``: the covariance is shrunk after Ledoit and Wolf where all assets share ``ENOUGH`` years, and means are the
    posterior of a normal prior over the reward for volatility, moved by the past as far as its length allows.
    """
    rows = returns(prices)
    years = float((~np.isnan(rows)).sum(axis=0).min() / prices.periods)
    mean, covariance = compounded(rows, prices.periods), positive(paired(rows)) * prices.periods
    if estimate == "plain":
        return Moments(mean, covariance, years)
    common = whole(rows)
    if len(common) >= max(ENOUGH * prices.periods, 2 * rows.shape[1]) or len(common) == len(rows):
        covariance = ledoit_wolf(common) * prices.periods
    return Moments(rewarded(mean, covariance, rows, (prices.periods, riskless)), covariance, years)


def rewarded(mean: Matrix, covariance: Matrix, rows: Matrix, terms: tuple[float, float]) -> Matrix:
    """Means by Bayes' rule: a past of ``n`` years knows a reward to within ``1 / sqrt(n)``, and the prior to within ``REWARD_UNSURE``."""
    periods, riskless = terms
    volatility = np.sqrt(np.diag(covariance))
    known = (~np.isnan(rows)).sum(axis=0) / periods
    weight = known / (known + REWARD_UNSURE**-2)
    expected: Matrix = weight * mean + (1.0 - weight) * (riskless + REWARD * volatility)
    return expected


def unsure(years: float) -> float:
    """The posterior standard deviation of a mix's reward after so many years."""
    return float(1.0 / np.sqrt(years + REWARD_UNSURE**-2))


def compounded(rows: Matrix, periods: float) -> Matrix:
    """The compound annual growth rate of each asset over its own days."""
    counts = (~np.isnan(rows)).sum(axis=0)
    grown: Matrix = np.nanprod(1.0 + rows, axis=0) ** (periods / counts) - 1.0
    return grown


def paired(rows: Matrix) -> Matrix:
    """The sample covariance of each pair of assets over their common days; 0 if they share fewer than two."""
    known = (~np.isnan(rows)).astype(np.float64)
    filled = np.nan_to_num(rows - np.nanmean(rows, axis=0))
    shared = known.T @ known
    totals = filled.T @ known
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance: Matrix = (filled.T @ filled - totals * totals.T / shared) / (shared - 1.0)
    return np.where(shared > 1, covariance, 0.0)


def positive(covariance: Matrix) -> Matrix:
    """The covariance with negative eigenvalues, which pairwise estimates can produce, set to zero."""
    values, vectors = np.linalg.eigh(covariance)
    if values[0] >= 0:
        return covariance
    mended: Matrix = vectors @ np.diag(np.maximum(values, 0.0)) @ vectors.T
    return mended


def ledoit_wolf(rows: Matrix) -> Matrix:
    """The covariance of complete rows, shrunk towards one variance for all and no correlation by the share that is best on average."""
    count, assets = rows.shape
    centred = rows - rows.mean(axis=0)
    sample = centred.T @ centred / count
    level = np.trace(sample) / assets
    target = level * np.eye(assets)
    distance = ((sample - target) ** 2).sum()
    noise = ((centred**2).T @ (centred**2) / count - sample**2).sum() / count
    share = min(1.0, noise / distance) if distance > 0 else 1.0
    shrunk: Matrix = share * target + (1.0 - share) * sample
    return shrunk

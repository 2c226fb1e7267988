"""Return, volatility, Sharpe ratio and drawdown of strategies, with intervals from a circular block bootstrap.

Every resample draws the same days for all strategies, so that their differences can be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.advice.investing.tables import Matrix

DRAWS = 1000
"""Resamples of the bootstrap."""

TOGETHER = 50
"""Resamples that are computed at a time; a century of days then fits into memory."""

FIGURES = ("return", "volatility", "sharpe", "max_drawdown")
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Terms:
    """``periods``: rows a year; ``riskless``: what cash earns a year; ``block``: days of a block of the bootstrap."""

    periods: float
    riskless: float
    block: int = 63


def figures(returns: Matrix, terms: Terms) -> Matrix:
    """For each row of ``returns`` (m, days) its ``FIGURES``, then its final wealth, (m, 5); return and volatility are those of a year."""
    wealth = np.cumprod(1.0 + returns, axis=1)
    days = returns.shape[1]
    excess = returns.mean(axis=1) * terms.periods - ((1.0 + terms.riskless) ** (1.0 / terms.periods) - 1.0) * terms.periods
    volatility = returns.std(axis=1, ddof=1) * np.sqrt(terms.periods)
    heights = np.maximum.accumulate(np.maximum(wealth, 1.0), axis=1)
    sharpe = np.where(volatility > 1e-9, excess / np.maximum(volatility, 1e-9), 0.0)
    found: Matrix = np.stack(
        [wealth[:, -1] ** (terms.periods / days) - 1.0, volatility, sharpe, (1.0 - wealth / heights).max(axis=1), wealth[:, -1]], axis=1
    )
    return found


def drawn(returns: Mapping[str, Matrix], terms: Terms, seed: int) -> dict[str, Matrix]:
    """For each strategy the ``FIGURES`` of its resampled histories, (DRAWS, 4)."""
    days = len(next(iter(returns.values())))
    block = min(terms.block, days)
    chance = np.random.default_rng(seed)
    found: dict[str, list[Matrix]] = {name: [] for name in returns}
    for _ in range(DRAWS // TOGETHER):
        starts = chance.integers(0, days, (TOGETHER, -(-days // block)))
        rows = ((starts[:, :, None] + np.arange(block)) % days).reshape(TOGETHER, -1)[:, :days]
        for name, daily in returns.items():
            found[name].append(figures(daily[rows], terms)[:, : len(FIGURES)])
    return {name: np.concatenate(parts) for name, parts in found.items()}


def interval(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The 2.5 % and the 97.5 % quantile."""
    low, high = np.quantile(values, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def measured(returns: Mapping[str, Matrix], terms: Terms, seed: int) -> tuple[dict[str, Figures], dict[str, Matrix]]:
    """Each strategy's figures with their intervals (``sharpe_low``, ``sharpe_high`` and so on), and the resamples behind them."""
    draws = drawn(returns, terms, seed)
    told: dict[str, Figures] = {}
    for name, daily in returns.items():
        values = figures(daily[None, :], terms)[0]
        told[name] = {"final_wealth": round(float(values[-1]), 4)}
        for place, figure in enumerate(FIGURES):
            low, high = interval(draws[name][:, place])
            told[name] |= {figure: round(float(values[place]), 4), f"{figure}_low": low, f"{figure}_high": high}
    return told, draws

"""Figures of daily returns, with intervals from a circular block bootstrap that draws the same days for every strategy."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.advice.investing.tables import Matrix

DRAWS = 1000
TOGETHER = 50
"""How many draws are computed at a time, so that a century of days fits into memory."""
FIGURES = ("return", "volatility", "sharpe", "max_drawdown")
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows a year, what cash earns a year, and the days of a block."""

    periods: float
    riskless: float
    block: int = 63


def figures(returns: Matrix, terms: Terms) -> Matrix:
    """``FIGURES`` of each row of returns: compounded return a year, volatility a year, Sharpe ratio, deepest fall; and final wealth."""
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
    """``FIGURES`` of ``DRAWS`` resampled histories for each strategy, with the same days for all."""
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
    """The middle 95 %."""
    low, high = np.quantile(values, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def measured(returns: Mapping[str, Matrix], terms: Terms, seed: int) -> tuple[dict[str, Figures], dict[str, Matrix]]:
    """Each strategy's figures with intervals (``sharpe_low``, ``sharpe_high`` and so on), and the draws they come from."""
    draws = drawn(returns, terms, seed)
    told: dict[str, Figures] = {}
    for name, daily in returns.items():
        values = figures(daily[None, :], terms)[0]
        told[name] = {"final_wealth": round(float(values[-1]), 4)}
        for place, figure in enumerate(FIGURES):
            low, high = interval(draws[name][:, place])
            told[name] |= {figure: round(float(values[place]), 4), f"{figure}_low": low, f"{figure}_high": high}
    return told, draws

"""Backtests strategies: each decides from earlier days only, holds what it bought, and pays for every trade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.advice.investing import optima
from bot.advice.investing.moments import Estimate, moments
from bot.advice.investing.prices import Prices
from bot.advice.investing.tables import Matrix

WINDOW = 3.0
"""How many years a decision looks back on."""
Strategy = Callable[[Prices], Matrix]
"""Chooses weights from past prices; the rest up to 1 is cash."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How a strategy is led. ``window``: rows on which an asset must have had prices; ``every``: rows between two decisions; ``cost``: of
    trading one unit; ``riskless``: what cash earns a year; ``memory``: rows that a decision looks back on, if more than the window."""

    window: int
    every: int
    cost: float
    riskless: float
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Led:
    """Daily returns after costs, from the first decision on, and what was traded a year as a share of the whole."""

    returns: Matrix
    turnover: float


def equal(past: Prices) -> Matrix:
    """1/N."""
    return np.full(len(past.names), 1.0 / len(past.names))


def stocks_and_cash(past: Prices) -> Matrix:
    """60 % equally in all assets and 40 % cash, because these prices include no bonds."""
    return 0.6 * equal(past)


def mean_variance(estimate: Estimate, riskless: float) -> Strategy:
    """The largest Sharpe ratio; the least volatile weights if nothing is expected to beat cash."""

    def decide(past: Prices) -> Matrix:
        known = moments(past, estimate, riskless)
        return sure(optima.max_sharpe(known, (), riskless), optima.min_volatility(known, ()))

    return decide


def min_volatility(past: Prices) -> Matrix:
    """The least volatile weights."""
    return sure(optima.min_volatility(moments(past), ()))


def risk_parity(past: Prices) -> Matrix:
    """Weights that add equally to the volatility."""
    return sure(optima.risk_parity(moments(past), ()))


def sure(*several: Matrix | None) -> Matrix:
    """The first weights that there are."""
    found = next((weights for weights in several if weights is not None), None)
    if found is None:
        raise ArithmeticError("without limits there are always weights, and none were found")
    return found


def eligible(prices: Prices, row: int, window: int) -> list[int]:
    """Assets that have had a price on every day of the window."""
    return np.flatnonzero(~np.isnan(prices.values[max(0, row - window) : row + 1]).any(axis=0)).tolist()


def first_row(prices: Prices, window: int) -> int:
    """The first row with a choice: two assets with a full window behind them, or the only asset."""
    least = min(2, len(prices.names))
    return next((row for row in range(window, len(prices.days)) if len(eligible(prices, row, window)) >= least), len(prices.days))


def lead(prices: Prices, strategy: Strategy, walk: Walk, start: int) -> Led:
    """The daily returns of a strategy that decides on row ``start`` and at intervals after; a price that ends stays as it was."""
    changes = np.nan_to_num(prices.values[1:] / prices.values[:-1] - 1.0)
    daily = (1.0 + walk.riskless) ** (1.0 / prices.periods) - 1.0
    held, cash = np.zeros(len(prices.names)), 1.0
    found, traded = [], 0.0
    for row in range(start, len(prices.days) - 1):
        before = held.sum() + cash
        if (row - start) % walk.every == 0:
            wanted = decided(prices, strategy, row, walk) * before
            amount = float(np.abs(wanted - held).sum())
            traded += amount / before
            cost = amount * walk.cost
            held, cash = wanted * (1.0 - cost / before), (before - wanted.sum()) * (1.0 - cost / before)
        held, cash = held * (1.0 + changes[row]), cash * (1.0 + daily)
        found.append((held.sum() + cash) / before - 1.0)
    return Led(np.array(found), traded / (len(found) / prices.periods))


def decided(prices: Prices, strategy: Strategy, row: int, walk: Walk) -> Matrix:
    """The strategy's weights over all assets, from earlier rows alone."""
    places = eligible(prices, row, walk.window)
    weights = np.zeros(len(prices.names))
    rows = slice(max(0, row - max(walk.window, walk.memory)), row + 1)
    names = tuple(prices.names[place] for place in places)
    weights[places] = strategy(Prices(names, prices.days[rows], prices.values[rows][:, places], prices.periods))
    return weights


def market(prices: Prices, walk: Walk, start: int) -> Led:
    """Equal amounts of what there was on the first day, bought once."""
    return lead(prices, equal, replace(walk, every=len(prices.days)), start)


def index(prices: Prices, series: Prices, walk: Walk, start: int) -> Led:
    """An index bought once, on the days of the prices; a missing level is the previous one."""
    known = {day: value for day, value in zip(series.days, series.values[:, 0], strict=True) if not np.isnan(value)}
    filled = np.array(carried([known.get(day) for day in prices.days[start:]]))
    returns = filled[1:] / filled[:-1] - 1.0
    returns[0] = (1.0 + returns[0]) * (1.0 - walk.cost) - 1.0
    return Led(returns, 1.0 / (len(returns) / prices.periods))


def covered(prices: Prices, series: Prices, start: int) -> int | None:
    """The first row from ``start`` on of which the index knows the day; None where it knows fewer than nine days of ten after it."""
    known = {day for day, value in zip(series.days, series.values[:, 0], strict=True) if not np.isnan(value)}
    first = next((row for row in range(start, len(prices.days)) if prices.days[row] in known), None)
    if first is None or sum(day in known for day in prices.days[first:]) < 0.9 * len(prices.days[first:]):
        return None
    return first


def carried(levels: Sequence[float | None]) -> list[float]:
    """Levels with missing ones filled from the previous one."""
    found: list[float] = []
    for level in levels:
        found.append(level if level is not None else found[-1])
    return found

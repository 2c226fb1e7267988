"""Walks the investment engine through any prices: its methods and its advice beside 1/N, 60/40 and the index, after costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from bot.advice.investing import optima
from bot.advice.investing.moments import moments
from bot.advice.investing.prices import Prices, read
from bot.advice.investing.proposal import Proposal, Wish
from bot.advice.investing.tables import Matrix
from bot.advice.portfolio import propose
from bot.advice.suitability import BANDS, Profile
from bot.errors import DataError
from evaluation.advice import blocks, walking
from evaluation.advice.blocks import Figures, Terms
from evaluation.advice.walking import Led, Walk

BASE = "1/N"
METHODS = ("mean_variance", "mean_variance_plain", "min_volatility", "risk_parity", "balanced_advice")
BALANCED = Profile(2, BANDS[2], 2, 2, 2, ())
"""The client who is advised once a year, and accepts 12 % volatility and a loss of 25 %."""
MEMORY = 10.0
"""How many years of prices the yearly advice uses."""
LEAST_TEST = 1.0
"""The fewest years of test."""
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Options:
    """How prices are read and walked through. ``cost``: of each trade, a share of its value; ``window``: years looked back on."""

    index: Path | None = None
    riskless: float = 0.02
    cost: float = 0.001
    window: float = walking.WINDOW
    relatives: bool = False
    seed: int = 7


@dataclass(slots=True)
class Years:
    """What the yearly advice predicted for each coming year, and what happened."""

    places: list[Literal["below", "within", "above"]] = field(default_factory=list)
    volatilities: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)


def evaluate(path: Path, options: Options) -> Report:
    """Figures of every strategy with 95 % intervals, where 1/N wins, and the in-sample largest Sharpe ratio; DataError for bad prices.

    ``max_sharpe`` is reckoned over all prices with compounded means and the sample covariance, as PyPortfolioOpt does; everything else
    decides from the past alone. ``against_1/N``: differences of Sharpe ratios in the same draws. ``advice``: of the years after each
    advice, how many ended in its range of 90 %, and how many were more volatile or lost more than the band.
    """
    prices = read(path, options.relatives)
    window = round(min(options.window * prices.periods, (len(prices.days) - 1) / 3))
    start = walking.first_row(prices, window)
    series = read(options.index) if options.index is not None else None
    from_index = walking.covered(prices, series, start) if series is not None else None
    start = start if from_index is None else from_index
    if len(prices.days) - start < LEAST_TEST * prices.periods:
        raise DataError(path, None, f"leaves less than a year to test on after {window} rows to learn from: give longer prices")
    walk = Walk(window, max(1, round(prices.periods / 12)), options.cost, options.riskless)
    led = strategies(prices, walk, start)
    if series is not None and from_index is not None:
        led["index"] = walking.index(prices, series, walk, start)
    else:
        led["index"] = walking.market(prices, walk, start)
    years = Years()
    led["balanced_advice"] = advised(prices, walk, start, years)
    terms = Terms(prices.periods, options.riskless, max(1, round(prices.periods / 4)))
    told, draws = blocks.measured({name: one.returns for name, one in led.items()}, terms, options.seed)
    for name, one in led.items():
        told[name]["turnover"] = round(one.turnover, 4)
    against = {name: difference(told, draws, name) for name in told if name != BASE}
    return {
        **head(prices, options, start, from_index is not None),
        "max_sharpe": in_sample(prices, options.riskless),
        "strategies": told,
        "against_1/N": against,
        "1/N_wins": sorted(name for name in METHODS if against[name]["sharpe"] < 0),
        "advice": kept(years),
        "verdict": verdict(against),
    }


def head(prices: Prices, options: Options, start: int, indexed: bool) -> Report:
    """What was read and how it is walked through."""
    notes = [*prices.notes]
    if not indexed:
        notes.append(
            "no index: equal amounts bought once stand in for it" if options.index is None else "the index does not cover these days"
        )
    notes += [f"{one.asset} came to {one.ratio:g} of its price on {one.day}: a split?" for one in prices.suspects]
    return {
        "rows": len(prices.days),
        "assets": len(prices.names),
        "years": round(prices.years, 2),
        "tested_from": prices.days[start],
        "until": prices.days[-1],
        "riskless": options.riskless,
        "cost": options.cost,
        "data_version": prices.version,
        "notes": notes,
    }


def strategies(prices: Prices, walk: Walk, start: int) -> dict[str, Led]:
    """The methods and the simple benchmarks, each walked once."""
    known = {
        BASE: walking.equal,
        "60/40": walking.stocks_and_cash,
        "mean_variance": walking.mean_variance("cautious", walk.riskless),
        "mean_variance_plain": walking.mean_variance("plain", walk.riskless),
        "min_volatility": walking.min_volatility,
        "risk_parity": walking.risk_parity,
    }
    return {name: walking.lead(prices, strategy, walk, start) for name, strategy in known.items()}


def advised(prices: Prices, walk: Walk, start: int, years: Years) -> Led:
    """The advice as the bot gives it, once a year, from all days before; ``years`` notes what it said and what came."""
    given: list[Proposal] = []

    def decide(past: Prices) -> Matrix:
        proposal = propose(past, BALANCED, Wish(years=1.0, riskless=walk.riskless), trusted=True)
        given.append(proposal)
        return np.array([proposal.weights.get(name, 0.0) for name in past.names])

    yearly = replace(walk, every=round(prices.periods), memory=round(MEMORY * prices.periods))
    led = walking.lead(prices, decide, yearly, start)
    for place, proposal in enumerate(given):
        year = led.returns[place * yearly.every : (place + 1) * yearly.every]
        if len(year) < yearly.every:
            break
        wealth = np.cumprod(1.0 + year)
        low, high = proposal.range.low, proposal.range.high
        years.places.append("below" if wealth[-1] < low else "above" if wealth[-1] > high else "within")
        years.volatilities.append(float(year.std(ddof=1) * np.sqrt(prices.periods)))
        years.losses.append(float((1.0 - wealth / np.maximum.accumulate(np.maximum(wealth, 1.0))).max()))
    return led


def kept(years: Years) -> dict[str, int | float]:
    """How the statements of the advice held in the following year."""
    return {
        "years": len(years.places),
        "below_range": years.places.count("below"),
        "within_range": years.places.count("within"),
        "above_range": years.places.count("above"),
        "beyond_volatility": sum(one > BALANCED.band.volatility for one in years.volatilities),
        "beyond_loss": sum(one > BALANCED.band.loss for one in years.losses),
        "largest_volatility": round(max(years.volatilities, default=0.0), 4),
        "largest_loss": round(max(years.losses, default=0.0), 4),
    }


def in_sample(prices: Prices, riskless: float) -> Report | None:
    """The largest Sharpe ratio over all prices, long only, with its weights; None where nothing returned more than cash."""
    known = moments(prices, "plain")
    weights = optima.max_sharpe(known, (), riskless)
    if weights is None:
        return None
    mean, volatility = float(known.mean @ weights), float(np.sqrt(weights @ known.covariance @ weights))
    return {
        "return": round(mean, 4),
        "volatility": round(volatility, 4),
        "sharpe": round((mean - riskless) / volatility, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(prices.names, weights, strict=True) if weight > 5e-5},
    }


def difference(told: Mapping[str, Figures], draws: Mapping[str, Matrix], name: str) -> Figures:
    """A strategy's Sharpe ratio less that of 1/N, with its interval."""
    place = blocks.FIGURES.index("sharpe")
    low, high = blocks.interval(draws[name][:, place] - draws[BASE][:, place])
    return {"sharpe": round(told[name]["sharpe"] - told[BASE]["sharpe"], 4), "low": low, "high": high}


def verdict(against: Mapping[str, Figures]) -> str:
    """In words, where 1/N wins, where it loses, and where the difference is not significant."""

    def shown(names: Sequence[str]) -> str:
        return ", ".join(
            f"{name} ({against[name]['sharpe']:+.2f}, {against[name]['low']:+.2f} to {against[name]['high']:+.2f})" for name in names
        )

    worse = [name for name in METHODS if against[name]["high"] < 0]
    better = [name for name in METHODS if against[name]["low"] > 0]
    ahead = [name for name in METHODS if name not in (*worse, *better) and against[name]["sharpe"] >= 0]
    behind = [name for name in METHODS if name not in (*worse, *better, *ahead)]
    parts = (
        ("1/N wins, beyond chance, against", worse),
        ("1/N is ahead, within chance, of", behind),
        ("1/N is behind, within chance,", ahead),
        ("1/N loses, beyond chance, against", better),
    )
    return "By Sharpe ratio after costs: " + "; ".join(f"{words} {shown(names)}" for words, names in parts if names) + "."


def lines(report: Report) -> list[str]:
    """The report as a table for people."""
    told, against = report["strategies"], report["against_1/N"]
    assert isinstance(told, dict) and isinstance(against, dict)
    head = "{:>20}  {:>24}  {:>24}  {:>24}  {:>24}  {:>9}"
    shown = [head.format("", "return a year", "volatility", "Sharpe ratio", "deepest fall", "turnover")]
    for name, found in told.items():
        cells = [f"{found[key]:7.3f} ({found[f'{key}_low']:6.3f} {found[f'{key}_high']:6.3f})" for key in blocks.FIGURES]
        shown.append(head.format(name, *cells, f"{found['turnover']:.2f}"))
    said = {key: value for key, value in report.items() if key not in ("strategies", "against_1/N", "verdict", "notes")}
    notes = report["notes"] if isinstance(report["notes"], list) else []
    return [*(f"{key}: {value}" for key, value in said.items()), *notes, "", *shown, "", str(report["verdict"])]

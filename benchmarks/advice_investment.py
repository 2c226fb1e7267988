"""The investment engine on public prices: methods walked through the past, advice held against what came, the solver beside skfolio.

`python -m benchmarks.advice_investment FOLDER` with `pypfopt/`, `skfolio/` and `nyse_o.csv` in it, some minutes on one core; skfolio,
where it is installed (`pip install skfolio`), is measured beside it. Times are processor time.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.investment_engine import engine
from benchmarks.page import write
from bot.advice.investing import optima
from bot.advice.investing.moments import moments
from bot.advice.investing.prices import Prices, read
from evaluation.advice import blocks, investment, walking
from evaluation.advice.investment import Options, Report

PICTURE = Path(__file__).parent.parent / "docs/images/investment.png"
SETS = {
    "20 US stocks 1989-2018 (pypfopt)": ("pypfopt/stock_prices.csv", "pypfopt/spy_prices.csv"),
    "20 US stocks 1990-2022 (skfolio)": ("skfolio/sp500_dataset.csv.gz", "skfolio/sp500_index.csv.gz"),
    "36 NYSE stocks 1962-1984 (nyse_o)": ("nyse_o.csv", None),
    "5 factor funds 2014-2022 (skfolio)": ("skfolio/factors_dataset.csv.gz", "skfolio/sp500_index.csv.gz"),
}
NAMES = {
    "1/N": "1/N",
    "60/40": "60/40 (1/N and cash)",
    "index": "the index, or all bought once",
    "mean_variance": "**mean-variance**",
    "min_volatility": "**minimum volatility**",
    "risk_parity": "**risk parity**",
    "mean_variance_plain": "mean-variance on plain past means",
    "balanced_advice": "**advice for a balanced profile**, once a year",
}


def strategies(name: str, found: Report) -> list[tuple[str, ...]]:
    """The rows of a set: figures with intervals, and the Sharpe ratio less that of 1/N."""
    told, against = found["strategies"], found["against_1/N"]
    assert isinstance(told, dict) and isinstance(against, dict)
    rows = []
    for key, shown in NAMES.items():
        one = told[key]
        cells = [
            f"{one[figure]:.{places}{kind}} ({one[f'{figure}_low']:.{places}{kind}} to {one[f'{figure}_high']:.{places}{kind}})"
            for figure, places, kind in zip(blocks.FIGURES, (1, 1, 2, 0), "%%f%", strict=True)
        ]
        less = against.get(key)
        rows.append(
            (
                name,
                shown,
                *cells,
                "-" if less is None else f"{less['sharpe']:+.2f} ({less['low']:+.2f} to {less['high']:+.2f})",
                f"{one['turnover']:.1f}",
            )
        )
    return rows


def promises(name: str, found: Report) -> tuple[str, ...]:
    """How the words of the yearly advice held on a set."""
    kept = found["advice"]
    assert isinstance(kept, dict)
    places = " / ".join(str(kept[key]) for key in ("below_range", "within_range", "above_range"))
    return (
        name,
        str(kept["years"]),
        places,
        f"{kept['beyond_volatility']} (largest {kept['largest_volatility']:.0%})",
        f"{kept['beyond_loss']} (largest {kept['largest_loss']:.0%})",
    )


def draw(prices: Prices, walk: walking.Walk, start: int) -> None:
    """The efficient frontier in the sample beside plain mixes, and the falls of the strategies out of it."""
    figure = Figure(figsize=(10, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    for estimate, colour in (("plain", "#b0503c"), ("cautious", "#2f6f8f")):
        known = moments(prices, estimate)  # type: ignore[arg-type]
        lowest = optima.min_volatility(known, ())
        assert lowest is not None
        targets = np.linspace(float(known.mean @ lowest), known.mean.max() * 0.999, 40)
        mixes = [mix for target in targets if (mix := optima.efficient(known, (), float(target))) is not None]
        left.plot(
            [100 * np.sqrt(mix @ known.covariance @ mix) for mix in mixes],
            [100 * known.mean @ mix for mix in mixes],
            color=colour,
            label=f"efficient frontier, {estimate} means",
        )
        left.scatter(100 * np.sqrt(np.diag(known.covariance)), 100 * known.mean, s=8, color=colour, alpha=0.5)
        alike = walking.equal(prices)
        left.scatter(
            100 * np.sqrt(alike @ known.covariance @ alike),
            100 * known.mean @ alike,
            marker="D",
            color=colour,
            label=f"1/N, {estimate} means",
        )
    left.set_xlabel("volatility a year, %")
    left.set_ylabel("expected return a year, %")
    left.set_xlim(10, 45)
    left.legend(fontsize=7)
    years = np.array([int(day[:4]) + int(day[5:7]) / 12 for day in prices.days[start + 1 :]])
    led = investment.strategies(prices, walk, start)
    led["balanced_advice"] = investment.advised(prices, walk, start, investment.Years())
    for name, colour in (("1/N", "#888888"), ("mean_variance", "#b0503c"), ("min_volatility", "#2f6f8f"), ("balanced_advice", "#3c8c5a")):
        wealth = np.cumprod(1.0 + led[name].returns)
        right.plot(years, 100 * (wealth / np.maximum.accumulate(wealth) - 1.0), color=colour, linewidth=0.8, label=name)
    right.set_ylabel("below the last height, %")
    right.legend(fontsize=7, loc="lower left")
    figure.savefig(PICTURE)


def main() -> None:
    """Measure, write the page, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    write("investment-engine", ("what", "measured", "asked for, or beside it"), engine(data))
    tables: list[tuple[str, ...]] = []
    kept: list[tuple[str, ...]] = []
    verdicts: list[str] = []
    for name, (prices, index) in SETS.items():
        found = investment.evaluate(data / prices, Options(index=data / index if index else None))
        tables += strategies(name, found)
        kept.append(promises(name, found))
        verdicts.append(f"{name}: {found['verdict']}")
    heads: Sequence[str] = (
        "set",
        "strategy",
        "return a year (95 % interval)",
        "volatility",
        "Sharpe ratio",
        "deepest fall",
        "Sharpe ratio less that of 1/N",
        "turnover a year",
    )
    write("investment", heads, tables)
    write(
        "investment-promises",
        ("set", "years", "below / within / above the range of 90 %", "more volatile than 12 %", "lost more than 25 %"),
        kept,
    )
    print("\n".join(verdicts))
    stocks = read(data / "pypfopt/stock_prices.csv")
    walk = walking.Walk(756, 21, 0.001, 0.02)
    draw(stocks, walk, walking.first_row(stocks, 756))


if __name__ == "__main__":
    main()

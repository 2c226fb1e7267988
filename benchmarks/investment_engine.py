"""What the investment engine costs, and how near it is to published numbers, to skfolio and to an integer program.

Times are processor time; skfolio is measured where it is installed (`pip install skfolio`).
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np

from bot.advice.investing import optima
from bot.advice.investing.moments import Moments, moments, returns, whole
from bot.advice.investing.prices import Prices, read
from bot.advice.investing.shares import Account, plan
from bot.advice.investing.tables import Matrix

ENGINE = """
import re, sys, time
import numpy
from pathlib import Path
def memory(field):
    return int(re.search(field + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before = memory("VmRSS")
from bot.advice.investing import picture, prices, proposal
from bot.advice.investing.limits import Limit
from bot.advice.portfolio import propose
from bot.advice.suitability import BANDS, Profile
market = prices.read(Path(sys.argv[1]))
wish = proposal.Wish(sys.argv[2], limits=(Limit("each", market.names, high=0.1, each=True),))
given = propose(market, Profile(2, BANDS[2], 2, 2, 2, ()), wish)
took = time.process_time()
picture.png(given, market)
print(took, time.process_time(), memory("VmHWM") - before)
"""
IMPORTS = """
import re, time
import numpy
from pathlib import Path
def memory(field):
    return int(re.search(field + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before, began = memory("VmRSS"), time.process_time()
import {}
print(time.process_time() - began, memory("VmHWM") - before)
"""


def printed(code: str, *arguments: str) -> list[float]:
    """The numbers that a program of its own prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def fifty(path: Path) -> None:
    """Fifty made-up assets over ten years, so that time and memory can be measured without any data."""
    chance = np.random.default_rng(1)
    moves = chance.normal(0.0003, 0.009, (2520, 1)) + chance.normal(0.0, 0.012, (2520, 50))
    rows = 100.0 * np.exp(np.cumsum(moves, axis=0))
    days = np.datetime64("2014-01-01") + np.arange(2520)
    lines = [f"{day}," + ",".join(f"{price:.3f}" for price in row) for day, row in zip(days, rows, strict=True)]
    path.write_text("\n".join(["date," + ",".join(f"A{place}" for place in range(50)), *lines]), encoding="utf-8")


def engine(data: Path) -> list[tuple[str, ...]]:
    """What advice costs, what the published numbers are, and how near to the best its plans are."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "fifty.csv"
        fifty(path)
        for method in ("mean_variance", "min_volatility", "risk_parity"):
            took, pictured, memory = printed(ENGINE, str(path), method)
            rows.append((f"advice on 50 assets over 10 years, {method}, from the command to the weights", f"{took:.2f} s", "2 s"))
            rows.append(("the same with its picture; memory of all of it", f"{pictured:.2f} s; {memory:.0f} MB", "100 MB"))
        for library in ("clarabel, scipy.sparse", "skfolio.optimization"):
            try:
                took, memory = printed(IMPORTS.format(library))
                rows.append((f"import {library}", f"{took:.2f} s, {memory:.0f} MB", ""))
            except subprocess.CalledProcessError:
                rows.append((f"import {library}", "not installed", ""))
    for riskless, published in ((0.02, "30.5 %, 22.2 %, 1.28"), (0.0, "29.9 %, 21.8 %, 1.38")):
        known = moments(read(data / "pypfopt/stock_prices.csv"), "plain")
        weights = optima.max_sharpe(known, (), riskless)
        assert weights is not None
        mean, volatility = float(known.mean @ weights), float(np.sqrt(weights @ known.covariance @ weights))
        rows.append(
            (
                f"largest Sharpe ratio on pypfopt, riskless {riskless:.0%}",
                f"{mean:.1%}, {volatility:.1%}, {(mean - riskless) / volatility:.2f}",
                published + " (PyPortfolioOpt)",
            )
        )
    return [*rows, *peers(read(data / "skfolio/sp500_dataset.csv.gz")), whole_shares(read(data / "skfolio/sp500_dataset.csv.gz"))]


def peers(prices: Prices) -> list[tuple[str, ...]]:
    """The same problems in skfolio: how far weights differ at most, and what each takes."""
    try:
        from skfolio import RiskMeasure
        from skfolio.optimization import MeanRisk, ObjectiveFunction, RiskBudgeting
    except ModuleNotFoundError:
        return [("the same weights in skfolio", "not installed", "")]
    rows = whole(returns(prices))
    known = Moments(rows.mean(axis=0), np.cov(rows.T), prices.years)
    variance = RiskMeasure.VARIANCE
    problems: dict[str, tuple[Callable[[], Matrix | None], object]] = {
        "minimum volatility": (lambda: optima.min_volatility(known, ()), MeanRisk(risk_measure=variance)),
        "largest Sharpe ratio": (
            lambda: optima.max_sharpe(known, (), 0.0),
            MeanRisk(objective_function=ObjectiveFunction.MAXIMIZE_RATIO, risk_measure=variance),
        ),
        "risk parity": (lambda: optima.risk_parity(known, ()), RiskBudgeting(risk_measure=variance)),
    }
    told: list[tuple[str, ...]] = []
    for name, (ours, theirs) in problems.items():
        took, weights = timed(ours)
        peer_took, _ = timed(lambda theirs=theirs: theirs.fit(rows))  # type: ignore[misc]
        apart = np.abs(np.asarray(weights) - theirs.weights_).max()  # type: ignore[attr-defined]
        told.append(
            (
                f"{name}: largest difference of a weight from skfolio's; time of each",
                f"{apart:.0e}; {1e3 * took:.0f} and {1e3 * peer_took:.0f} ms",
                "",
            )
        )
    return told


def timed(call: Callable[[], object]) -> tuple[float, object]:
    """The processor time of a call, the second one, and what it returned."""
    call()
    began = time.process_time()
    found = call()
    return time.process_time() - began, found


def whole_shares(prices: Prices) -> tuple[str, ...]:
    """How far plans in whole shares are from the weights, beside the best that an integer program finds."""
    chance = np.random.default_rng(7)
    last = {name: Decimal(f"{price:.2f}") for name, price in prices.latest().items()}
    ours, best = [], []
    for amount in chance.integers(1_000, 20_000, 40).tolist():
        weights = dict(zip(prices.names, chance.dirichlet(np.ones(len(prices.names))).tolist(), strict=True))
        weights = {name: share * 0.999 for name, share in weights.items()}
        ours.append(plan(Account({}, last, Decimal(amount)), weights).off)
        best.append(
            integer_program(
                np.array([float(last[name]) for name in prices.names]), np.array([weights[name] for name in prices.names]), float(amount)
            )
        )
    return (
        "whole shares of 20 stocks for 1,000 to 20,000: mean distance from the weights, 40 draws",
        f"{np.mean(ours):.4f}",
        f"{np.mean(best):.4f} (integer program)",
    )


def integer_program(prices: Matrix, weights: Matrix, amount: float) -> float:
    """The least distance that whole shares can have, by HiGHS."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, wanted = len(prices), weights * amount
    each, eye = np.diag(prices), np.eye(count)
    found = milp(
        np.concatenate([np.zeros(count), np.ones(count)]),
        integrality=np.concatenate([np.ones(count), np.zeros(count)]),
        bounds=Bounds(0, np.inf),
        constraints=[
            LinearConstraint(np.hstack([each, -eye]), -np.inf, wanted),
            LinearConstraint(np.hstack([-each, -eye]), -np.inf, -wanted),
            LinearConstraint(np.concatenate([prices, np.zeros(count)])[None, :], -np.inf, amount),
        ],
        options={"time_limit": 10.0, "mip_rel_gap": 1e-4},
    )
    return float(found.fun) / amount / 2

"""Made-up prices: shares that share one market, bonds that hardly move, and files with what goes wrong in files."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.advice.investing.prices import Prices, checked
from bot.advice.investing.tables import Matrix
from bot.advice.suitability import BANDS, LEVELS, Profile

NAMES = ("OAK", "ELM", "ASH", "FIR", "BOND")
CAREFREE = {
    "horizon_years": 20.0,
    "income_left": "much",
    "reserve_months": 12.0,
    "expensive_debt": False,
    "bearable_loss": 0.6,
    "risk_attitude": "substantial",
    "when_it_falls": "buy_more",
    "experience_years": 4.0,
    "knows_interest": "more",
    "knows_inflation": "less",
    "knows_diversification": "false",
}
"""Answers that allow everything."""


def days(count: int) -> list[str]:
    start = datetime.date(2015, 1, 1)
    return [(start + datetime.timedelta(day)).isoformat() for day in range(count)]


def walk(assets: int, rows: int, seed: int = 1) -> Matrix:
    """Prices of shares with 8 % drift and some 20 % volatility that move with one market; the last one is a bond."""
    chance = np.random.default_rng(seed)
    market = chance.normal(0.0003, 0.009, (rows, 1))
    own = chance.normal(0.0, 0.007, (rows, assets)) * np.linspace(0.8, 1.4, assets)
    moves = market * np.linspace(0.7, 1.3, assets) + own
    moves[:, -1] = chance.normal(0.0001, 0.002, rows)
    return 100.0 * np.exp(np.cumsum(moves, axis=0))


def prices(rows: int = 1500, names: Sequence[str] = NAMES, seed: int = 1) -> Prices:
    return checked(Path("made-up.csv"), names, days(rows), walk(len(names), rows, seed))


def profile(level: int) -> Profile:
    return Profile(LEVELS[level], BANDS[level], LEVELS[level], LEVELS[level], LEVELS[level], ())


def write(path: Path, columns: Mapping[str, Sequence[object]], encoding: str = "utf-8", separator: str = ",") -> Path:
    rows = [separator.join(columns), *(separator.join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True))]
    path.write_bytes("\n".join(rows).encode(encoding))
    return path

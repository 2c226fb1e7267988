"""Reads and checks asset prices from CSV files: impossible prices are refused; repairs and oddities are noted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from bot.advice.investing import tables
from bot.advice.investing.tables import Matrix, Table
from bot.errors import DataError

FEWEST = 30
"""The fewest rows of prices that are accepted."""
GAP = 5
"""Gaps of up to so many rows are filled with the last price; longer ones stay."""
TRADING_DAYS = 252.0
SPLITS = (2.0, 3.0, 4.0, 5.0, 7.0, 8.0, 10.0, 15.0, 20.0)
SPLIT_SLACK = 0.03
"""How far, in logarithms, a change may be from a split ratio to count as a split."""
TYPICAL = 8
"""A split is also at least so many times larger than the asset's usual change."""
DATE_NAMES = ("date", "day", "time", "timestamp", "datetime", "日期", "时间", "交易日期", "")
CLOSE_NAMES = ("adj close", "adjusted close", "adjclose", "close", "收盘价", "收盘")
OPEN_NAMES = ("open", "high", "low", "开盘价", "开盘")
ASSET_NAMES = ("ticker", "symbol", "asset", "code", "代码", "股票代码")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A change that looks like an unadjusted split; ``ratio`` is the price after over the price before."""

    asset: str
    day: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices (days, assets), NaN where one is missing; ``periods`` is rows per year, ``version`` a hash of names, days and values."""

    names: tuple[str, ...]
    days: tuple[str, ...]
    values: Matrix
    periods: float = TRADING_DAYS
    notes: tuple[str, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    version: str = field(default="", compare=False)

    @property
    def years(self) -> float:
        """How many years they cover."""
        return (len(self.days) - 1) / self.periods

    def of(self, names: Sequence[str]) -> "Prices":
        """The prices of these assets, in this order; KeyError for an unknown one."""
        places = {name: place for place, name in enumerate(self.names)}
        return replace(self, names=tuple(names), values=self.values[:, [places[name] for name in names]])

    def latest(self) -> dict[str, float]:
        """The last price of each asset."""
        return {name: float(column[~np.isnan(column)][-1]) for name, column in zip(self.names, self.values.T, strict=True)}


def read(path: Path, relatives: bool = False) -> Prices:
    """Prices from a CSV file: a date column (or none) and a column an asset; rows ``date,ticker,close``; or open/high/low/close of one.

    ``relatives``: the cells are each day's price over the day before. Raises DataError with the row.
    """
    table = tables.read(path)
    place = date_column(table)
    values, names = matrix(table, place)
    days = dates(table, place)
    if tables.column(table.header, ASSET_NAMES) is not None:
        days, names, values = pivoted(table, days)
    elif place is not None:
        order = sorted(range(len(days)), key=days.__getitem__)
        days, values = [days[row] for row in order], values[order]
        if twice := next((one for one, following in pairwise(days) if one == following), None):
            raise DataError(path, None, f"has the date {twice} twice: leave one row of it")
    return checked(path, names, days, values, relatives)


def checked(path: Path, names: Sequence[str], days: Sequence[str], values: Matrix, relatives: bool = False) -> Prices:
    """Checked prices with short gaps filled; DataError if they are unusable."""
    if not names:
        raise DataError(path, None, "has no column of prices: a column an asset, its name on top")
    if len(set(names)) < len(names):
        raise DataError(path, None, f"has two columns named {next(name for name in names if list(names).count(name) > 1)!r}")
    if len(values) < FEWEST:
        raise DataError(path, None, f"has {len(values)} rows of prices: {FEWEST} are the fewest from which anything can be told")
    if (wrong := np.argwhere(values <= 0)).size:
        row, column = wrong[0]
        at = f"the price of {names[column]} on {days[row]} is {values[row, column]:g}"
        raise DataError(path, None, f"{at}: a price is above zero; leave the cell empty where none is known")
    if (few := (~np.isnan(values)).sum(axis=0) < FEWEST).any():
        raise DataError(path, None, f"{names[int(few.argmax())]} has fewer than {FEWEST} prices: leave the column out")
    if relatives:
        values = np.vstack([np.ones(len(names)), np.cumprod(values, axis=0)])
        days = ["0", *days]
    elif unrelated(values):
        raise DataError(path, None, "seems to hold each day's price over the day before, and not prices: say so with --relatives")
    filled, notes = mended(names, values)
    periods, about = spacing(days)
    version = hashlib.sha256(repr((tuple(names), tuple(days))).encode() + filled.tobytes()).hexdigest()[:12]
    return Prices(tuple(names), tuple(days), filled, periods, (*notes, *about), suspects(names, days, filled), version)


def date_column(table: Table) -> int | None:
    """The index of the date column: one with such a name, or the first if it holds dates; None if there is none."""
    first = table.rows[0][1]
    if table.header[0].casefold() in DATE_NAMES or tables.day(first[0]) is not None:
        return 0
    return tables.column(table.header, DATE_NAMES[:-1])


def dates(table: Table, place: int | None) -> list[str]:
    """The date of each row, or its number if there are no dates."""
    if place is None:
        return [str(number) for number in range(1, len(table.rows) + 1)]
    found = []
    for line, cells in table.rows:
        day = tables.day(cells[place])
        if day is None:
            raise DataError(table.path, line, f"the date is {cells[place]!r}: write it as 2026-01-31")
        found.append(day.isoformat())
    return found


def matrix(table: Table, date_place: int | None) -> tuple[Matrix, list[str]]:
    """The values and asset names of a wide table; of an open/high/low/close table, only the close."""
    if tables.column(table.header, ASSET_NAMES) is not None:
        return np.empty((0, 0)), []
    places = [place for place in range(len(table.header)) if place != date_place]
    names = [table.header[place] for place in places]
    close = tables.column(table.header, CLOSE_NAMES)
    if close is not None and tables.column(table.header, OPEN_NAMES) is not None:
        places, names = [close], [table.path.name.partition(".")[0]]
    if "" in names:
        raise DataError(table.path, 1, "has a column without a name: write the asset's name on top of it")
    return table.numbers(places), names


def pivoted(table: Table, days: Sequence[str]) -> tuple[list[str], list[str], Matrix]:
    """Days, names and values of a long table with rows ``date,ticker,close``, as one column per asset."""
    asset, close = tables.column(table.header, ASSET_NAMES), tables.column(table.header, (*CLOSE_NAMES, "price", "价格"))
    if asset is None or close is None:
        raise DataError(table.path, 1, "names an asset a row and needs a column `close` with its price")
    names, rows = list(dict.fromkeys(cells[asset] for _, cells in table.rows)), sorted(set(days))
    values = np.full((len(rows), len(names)), np.nan)
    at_row, at_name = {day: place for place, day in enumerate(rows)}, {name: place for place, name in enumerate(names)}
    seen: set[tuple[str, str]] = set()
    for (line, cells), day in zip(table.rows, days, strict=True):
        value = table.number(cells[close], line, "close")
        if (day, cells[asset]) in seen:
            raise DataError(table.path, line, f"has {cells[asset]} on {day} twice: leave one row of it")
        seen.add((day, cells[asset]))
        values[at_row[day], at_name[cells[asset]]] = np.nan if value is None else value
    return rows, names, values


def mended(names: Sequence[str], values: Matrix) -> tuple[Matrix, list[str]]:
    """The values with short gaps filled by the last price, and notes on filled and remaining gaps."""
    filled, notes = values.copy(), []
    for place, name in enumerate(names):
        known = np.flatnonzero(~np.isnan(values[:, place]))
        inside = np.diff(known)
        for start in known[:-1][(inside > 1) & (inside <= GAP + 1)]:
            end = known[known > start][0]
            filled[start:end, place] = values[start, place]
        short, long = int((inside[(inside > 1) & (inside <= GAP + 1)] - 1).sum()), int((inside > GAP + 1).sum())
        if short:
            notes.append(f"{name}: {short} missing prices were filled with the last one")
        if long:
            notes.append(f"{name}: {long} gaps of more than {GAP} rows were left as gaps")
    return filled, notes


def spacing(days: Sequence[str]) -> tuple[float, list[str]]:
    """Rows per year, from the dates, and a note if there are no dates."""
    if not all("-" in day for day in (days[0], days[-1])):
        return TRADING_DAYS, ["there are no dates: a row was taken for a trading day, 252 a year"]
    ordinals = np.array([date.fromisoformat(day).toordinal() for day in days])
    usual = float(np.median(np.diff(ordinals)))
    return next(rows for longest, rows in ((4, TRADING_DAYS), (10, 52.0), (45, 12.0), (120, 4.0), (10**9, 1.0)) if usual <= longest), []


def unrelated(values: Matrix) -> bool:
    """Whether the rows look like price relatives: all near 1 and hardly correlated with the row before."""
    logs = np.log(values[~np.isnan(values).any(axis=1)])
    if len(logs) < FEWEST or abs(np.median(logs)) > 0.02 or np.abs(logs).max() > 1.0 or np.ptp(logs, axis=0).min() < 1e-9:
        return False
    before, after = logs[:-1] - logs[:-1].mean(axis=0), logs[1:] - logs[1:].mean(axis=0)
    spread = np.sqrt((before**2).sum(axis=0) * (after**2).sum(axis=0))
    return bool(np.median((before * after).sum(axis=0) / np.where(spread > 0, spread, np.inf)) < 0.5)


def suspects(names: Sequence[str], days: Sequence[str], values: Matrix) -> tuple[Suspect, ...]:
    """Changes that look like unadjusted splits: near a whole ratio, and far beyond the asset's usual change."""
    found = []
    changes = np.diff(np.log(values), axis=0)
    for place, name in enumerate(names):
        usual = np.nanmedian(np.abs(changes[:, place])) / 0.6745
        for row in np.flatnonzero(np.abs(changes[:, place]) > np.log(SPLITS[0]) - SPLIT_SLACK).tolist():
            size = abs(changes[row, place])
            near = min(abs(size - np.log(ratio)) for ratio in SPLITS)
            if near <= SPLIT_SLACK and size > TYPICAL * usual:
                found.append(Suspect(name, days[row + 1], round(float(np.exp(changes[row, place])), 3)))
    return tuple(found)

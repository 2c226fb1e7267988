"""What a person holds, read from a CSV table of holdings or of past trades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from bot.advice.investing import tables
from bot.advice.investing.tables import Table
from bot.errors import DataError

ASSET = ("asset", "ticker", "symbol", "code", "name", "isin", "代码", "股票代码", "名称", "基金代码")
SHARES = ("shares", "quantity", "units", "amount", "数量", "份额", "股数", "持仓")
SIDE = ("side", "action", "type", "buy/sell", "direction", "方向", "买卖", "操作")
DAY = ("date", "day", "trade date", "日期", "成交日期")
BUY = frozenset({"buy", "b", "bought", "purchase", "买入", "买"})
SELL = frozenset({"sell", "s", "sold", "sale", "卖出", "卖"})


@dataclass(frozen=True, slots=True)
class Trade:
    """A past purchase or sale."""

    day: str
    asset: str
    side: Literal["buy", "sell"]
    shares: Decimal


def holdings_of(table: Table) -> dict[str, Decimal]:
    """Shares by asset from rows ``asset,shares``; rows of the same asset are added. DataError names the first bad row."""
    asset, shares = needed(table, ASSET, "asset"), needed(table, SHARES, "shares")
    found: dict[str, Decimal] = {}
    for line, cells in table.rows:
        name = name_of(table, cells[asset], line)
        found[name] = found.get(name, Decimal(0)) + amount(table, cells[shares], line)
    return {name: count for name, count in found.items() if count}


def trades_of(table: Table) -> tuple[Trade, ...]:
    """Trades from rows ``date,asset,side,shares``, sorted by date; without ``side``, negative shares are sales. Raises DataError."""
    day, asset, shares = needed(table, DAY, "date"), needed(table, ASSET, "asset"), needed(table, SHARES, "shares")
    side = tables.column(table.header, SIDE)
    found = []
    for line, cells in table.rows:
        when = tables.day(cells[day])
        if when is None:
            raise DataError(table.path, line, f"the date is {cells[day]!r}: write it as 2026-01-31")
        count = amount(table, cells[shares], line, signed=side is None)
        which = side_of(table.path, cells[side], line) if side is not None else "buy" if count > 0 else "sell"
        found.append((line, Trade(when.isoformat(), name_of(table, cells[asset], line), which, abs(count))))
    return tuple(trade for _, trade in sorted(found, key=lambda one: (one[1].day, one[0])))


def held_after(trades: Sequence[Trade]) -> dict[str, Decimal]:
    """Shares by asset after these trades; ValueError if more is sold than was held."""
    held: dict[str, Decimal] = {}
    for trade in trades:
        before = held.get(trade.asset, Decimal(0))
        if trade.side == "sell" and trade.shares > before:
            raise ValueError(
                f"on {trade.day} {trade.shares} of {trade.asset} are sold and only {before} are held: add the earlier purchases"
            )
        held[trade.asset] = before + trade.shares if trade.side == "buy" else before - trade.shares
    return {name: count for name, count in held.items() if count}


def held_by(table: Table) -> dict[str, Decimal]:
    """Shares by asset in a table of holdings, or at the end of a table of trades; raises DataError or ValueError if it is neither."""
    if tables.column(table.header, DAY) is not None:
        return held_after(trades_of(table))
    return holdings_of(table)


def whole(holdings: Mapping[str, Decimal]) -> dict[str, int]:
    """Whole shares by asset, which are all that a plan can trade; fractions of a share are dropped."""
    return {name: int(shares) for name, shares in holdings.items()}


def needed(table: Table, names: tuple[str, ...], what: str) -> int:
    """The index of a column; DataError if it is missing."""
    place = tables.column(table.header, names)
    if place is None:
        raise DataError(table.path, 1, f"needs a column `{what}`")
    return place


def name_of(table: Table, cell: str, line: int) -> str:
    """The name of the asset; DataError if the cell is empty."""
    if not cell.strip():
        raise DataError(table.path, line, "names no asset")
    return cell.strip()


def amount(table: Table, cell: str, line: int, signed: bool = False) -> Decimal:
    """A number of shares, exactly; DataError if it is not a number, or if it is negative and not ``signed``."""
    value = table.number(cell, line, "shares")
    if value is None or (value < 0 and not signed):
        raise DataError(table.path, line, f"shares is {cell!r}: write a number{'' if signed else ' from 0'}")
    try:
        return Decimal(cell.strip())
    except InvalidOperation:
        return Decimal(repr(value))


def side_of(path: Path, cell: str, line: int) -> Literal["buy", "sell"]:
    """The side of a trade; DataError for any other word."""
    word = cell.strip().casefold()
    if word not in BUY | SELL:
        raise DataError(path, line, f"the side is {cell!r}: write buy or sell")
    return "buy" if word in BUY else "sell"

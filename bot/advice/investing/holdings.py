"""What somebody holds, from a list of holdings or from the trades that led there; both come as CSV files."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from bot.advice.investing import tables
from bot.advice.investing.tables import Table
from bot.errors import DataError

ASSET = ("asset", "ticker", "symbol", "code", "name", "isin", "代码", "股票代码", "名称", "基金代码")
SHARES = ("shares", "quantity", "units", "amount", "数量", "份额", "股数", "持仓")
PRICE = ("price", "cost", "average price", "avg cost", "价格", "成本", "成本价", "成交价")
FEE = ("fee", "fees", "commission", "手续费", "佣金")
SIDE = ("side", "action", "type", "buy/sell", "direction", "方向", "买卖", "操作")
DAY = ("date", "day", "trade date", "日期", "成交日期")
BUY = frozenset({"buy", "b", "bought", "purchase", "买入", "买"})
SELL = frozenset({"sell", "s", "sold", "sale", "卖出", "卖"})


@dataclass(frozen=True, slots=True)
class Holding:
    """Shares of an asset and what one cost on average; ``cost`` is None where nobody said."""

    shares: Decimal
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trade:
    """A purchase or a sale of the past."""

    day: str
    asset: str
    side: Literal["buy", "sell"]
    shares: Decimal
    price: Decimal
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Book:
    """Where trades led: what is held, what sales have gained (fees taken off), and what was paid in fees."""

    holdings: Mapping[str, Holding]
    gained: Decimal
    fees: Decimal
    trades: int


def read_holdings(path: Path) -> dict[str, Holding]:
    """Holdings from ``asset,shares[,cost]``; rows of the same asset are added. DataError names the first bad row."""
    return holdings_of(tables.read(path))


def holdings_of(table: Table) -> dict[str, Holding]:
    """As ``read_holdings``, of a table."""
    asset, shares = needed(table, ASSET, "asset"), needed(table, SHARES, "shares")
    price = tables.column(table.header, PRICE)
    found: dict[str, Holding] = {}
    for line, cells in table.rows:
        name, count = name_of(table, cells[asset], line), amount(table, cells[shares], line, "shares")
        cost = amount(table, cells[price], line, "cost") if price is not None and cells[price].strip() else None
        found[name] = joined(found.get(name), Holding(count, cost))
    return {name: holding for name, holding in found.items() if holding.shares}


def read_trades(path: Path) -> tuple[Trade, ...]:
    """Trades from ``date,asset,side,shares,price[,fee]``, by date; without ``side`` sales have negative shares. Raises DataError."""
    return trades_of(tables.read(path))


def trades_of(table: Table) -> tuple[Trade, ...]:
    """As ``read_trades``, of a table."""
    day, asset = needed(table, DAY, "date"), needed(table, ASSET, "asset")
    shares, price = needed(table, SHARES, "shares"), needed(table, PRICE, "price")
    side, fee = tables.column(table.header, SIDE), tables.column(table.header, FEE)
    found = []
    for line, cells in table.rows:
        when = tables.day(cells[day])
        if when is None:
            raise DataError(table.path, line, f"the date is {cells[day]!r}: write it as 2026-01-31")
        count = amount(table, cells[shares], line, "shares", signed=side is None)
        which = side_of(table.path, cells[side], line) if side is not None else "buy" if count > 0 else "sell"
        paid = amount(table, cells[fee], line, "fee") if fee is not None and cells[fee].strip() else Decimal(0)
        each = amount(table, cells[price], line, "price")
        found.append((line, Trade(when.isoformat(), name_of(table, cells[asset], line), which, abs(count), each, paid)))
    return tuple(trade for _, trade in sorted(found, key=lambda one: (one[1].day, one[0])))


def book(trades: tuple[Trade, ...]) -> Book:
    """Where trades led, costs averaged over what is held; ValueError where more is sold than was held."""
    held: dict[str, Holding] = {}
    gained = fees = Decimal(0)
    for trade in trades:
        fees += trade.fee
        before = held.get(trade.asset, Holding(Decimal(0), Decimal(0)))
        if trade.side == "buy":
            whole = trade.shares * trade.price + trade.fee
            held[trade.asset] = joined(before, Holding(trade.shares, whole / trade.shares if trade.shares else Decimal(0)))
            continue
        if trade.shares > before.shares:
            raise ValueError(
                f"on {trade.day} {trade.shares} of {trade.asset} are sold and only {before.shares} are held: add the earlier purchases"
            )
        gained += trade.shares * (trade.price - (before.cost or Decimal(0))) - trade.fee
        held[trade.asset] = Holding(before.shares - trade.shares, before.cost)
    return Book({name: one for name, one in held.items() if one.shares}, gained, fees, len(trades))


def held_by(table: Table) -> dict[str, Holding]:
    """What a table of holdings, or of the trades that led there, comes to; DataError or ValueError where it is neither."""
    if tables.column(table.header, DAY) is not None:
        return dict(book(trades_of(table)).holdings)
    return holdings_of(table)


def whole(holdings: Mapping[str, Holding]) -> dict[str, int]:
    """The whole shares of holdings, which plans can trade; parts of a share stay as they are."""
    return {name: int(holding.shares) for name, holding in holdings.items()}


def joined(before: Holding | None, more: Holding) -> Holding:
    """Two holdings of an asset as one, at their average cost where both are known."""
    if before is None or not before.shares:
        return more
    shares = before.shares + more.shares
    if before.cost is None or more.cost is None or not shares:
        return Holding(shares)
    return Holding(shares, (before.shares * before.cost + more.shares * more.cost) / shares)


def needed(table: Table, names: tuple[str, ...], what: str) -> int:
    """The place of a column; DataError where there is none."""
    place = tables.column(table.header, names)
    if place is None:
        raise DataError(table.path, 1, f"needs a column `{what}`")
    return place


def name_of(table: Table, cell: str, line: int) -> str:
    """An asset's name; DataError where there is none."""
    if not cell.strip():
        raise DataError(table.path, line, "names no asset")
    return cell.strip()


def amount(table: Table, cell: str, line: int, column: str, signed: bool = False) -> Decimal:
    """A cell as an exact number; DataError where it is none, or below zero and not ``signed``."""
    value = table.number(cell, line, column)
    if value is None or (value < 0 and not signed):
        raise DataError(table.path, line, f"{column} is {cell!r}: write a number{'' if signed else ' from 0'}")
    try:
        return Decimal(cell.strip())
    except InvalidOperation:
        return Decimal(repr(value))


def side_of(path: Path, cell: str, line: int) -> Literal["buy", "sell"]:
    """Which side a trade was on; DataError where the cell does not say."""
    word = cell.strip().casefold()
    if word not in BUY | SELL:
        raise DataError(path, line, f"the side is {cell!r}: write buy or sell")
    return "buy" if word in BUY else "sell"

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
PRICE = ("price", "cost", "average price", "avg cost", "价格", "成本", "成本价", "成交价")
FEE = ("fee", "fees", "commission", "手续费", "佣金")
SIDE = ("side", "action", "type", "buy/sell", "direction", "方向", "买卖", "操作")
DAY = ("date", "day", "trade date", "日期", "成交日期")
BUY = frozenset({"buy", "b", "bought", "purchase", "买入", "买"})
SELL = frozenset({"sell", "s", "sold", "sale", "卖出", "卖"})


@dataclass(frozen=True, slots=True)
class Holding:
    """Shares of one asset; ``cost`` is the average price paid for one share, None if unknown."""

    shares: Decimal
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trade:
    """A past purchase or sale."""

    day: str
    asset: str
    side: Literal["buy", "sell"]
    shares: Decimal
    price: Decimal
    fee: Decimal = Decimal(0)


def holdings_of(table: Table) -> dict[str, Holding]:
    """Holdings from rows ``asset,shares[,cost]``; rows of the same asset are added. DataError names the first bad row."""
    asset, shares = needed(table, ASSET, "asset"), needed(table, SHARES, "shares")
    price = tables.column(table.header, PRICE)
    found: dict[str, Holding] = {}
    for line, cells in table.rows:
        name, count = name_of(table, cells[asset], line), amount(table, cells[shares], line, "shares")
        cost = amount(table, cells[price], line, "cost") if price is not None and cells[price].strip() else None
        found[name] = joined(found.get(name), Holding(count, cost))
    return {name: holding for name, holding in found.items() if holding.shares}


def trades_of(table: Table) -> tuple[Trade, ...]:
    """Trades from rows ``date,asset,side,shares,price[,fee]``, sorted by date. Raises DataError.

    Without a column ``side``, negative shares are sales.
    """
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


def held_after(trades: Sequence[Trade]) -> dict[str, Holding]:
    """What is held after these trades, at average cost, fees of purchases included; ValueError where more is sold than was held."""
    held: dict[str, Holding] = {}
    for trade in trades:
        before = held.get(trade.asset, Holding(Decimal(0), Decimal(0)))
        if trade.side == "buy":
            paid = trade.shares * trade.price + trade.fee
            held[trade.asset] = joined(before, Holding(trade.shares, paid / trade.shares if trade.shares else Decimal(0)))
            continue
        if trade.shares > before.shares:
            raise ValueError(
                f"on {trade.day} {trade.shares} of {trade.asset} are sold and only {before.shares} are held: add the earlier purchases"
            )
        held[trade.asset] = Holding(before.shares - trade.shares, before.cost)
    return {name: one for name, one in held.items() if one.shares}


def held_by(table: Table) -> dict[str, Holding]:
    """The holdings in a table of holdings, or at the end of a table of trades; raises DataError or ValueError where it is neither."""
    if tables.column(table.header, DAY) is not None:
        return held_after(trades_of(table))
    return holdings_of(table)


def whole(holdings: Mapping[str, Holding]) -> dict[str, int]:
    """The whole shares of each holding, which are all that a plan can trade; fractions of a share are dropped."""
    return {name: int(holding.shares) for name, holding in holdings.items()}


def joined(before: Holding | None, more: Holding) -> Holding:
    """Two holdings of one asset added up, at their average cost if both costs are known."""
    if before is None or not before.shares:
        return more
    shares = before.shares + more.shares
    if before.cost is None or more.cost is None or not shares:
        return Holding(shares)
    return Holding(shares, (before.shares * before.cost + more.shares * more.cost) / shares)


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


def amount(table: Table, cell: str, line: int, column: str, signed: bool = False) -> Decimal:
    """A cell as an exact number; DataError if it is not a number, or if it is negative and not ``signed``."""
    value = table.number(cell, line, column)
    if value is None or (value < 0 and not signed):
        raise DataError(table.path, line, f"{column} is {cell!r}: write a number{'' if signed else ' from 0'}")
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

"""Holdings and past trades from the files that brokers give."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.advice.investing import tables
from bot.advice.investing.holdings import Trade, held_after, holdings_of, trades_of, whole
from bot.advice.investing.shares import Account, plan
from bot.advice.investing.tables import Table
from bot.errors import DataError


def written(path: Path, text: str, encoding: str = "utf-8") -> Table:
    path.write_bytes(text.encode(encoding))
    return tables.read(path)


def test_holdings_are_read_and_rows_of_one_asset_added(tmp_path: Path) -> None:
    found = holdings_of(written(tmp_path / "h.csv", "Ticker,Quantity,Avg Cost\nOAK,10,30\nELM,5,\nOAK,30,50\nFIR,0,1\n"))
    assert found == {"OAK": 40, "ELM": 5}


def test_a_chinese_brokers_file_is_read(tmp_path: Path) -> None:
    found = holdings_of(written(tmp_path / "h.csv", "代码,数量,成本价\n600519,100,1580.5\n", "gb18030"))
    assert found == {"600519": 100}


def test_trades_lead_to_holdings_in_the_order_of_their_dates(tmp_path: Path) -> None:
    text = "date,asset,side,shares,price,fee\n2026-03-01,OAK,sell,4,20,1\n2026-01-05,OAK,buy,10,9.9,1\n2026-02-01,ELM,buy,3,50,0\n"
    found = held_after(trades_of(written(tmp_path / "t.csv", text)))
    assert found == {"OAK": 6, "ELM": 3}


def test_without_a_side_negative_shares_are_sales(tmp_path: Path) -> None:
    trades = trades_of(written(tmp_path / "t.csv", "日期,代码,数量,价格\n2026年1月5日,OAK,10,9\n2026-01-06,OAK,-10,12\n"))
    assert [trade.side for trade in trades] == ["buy", "sell"] and held_after(trades) == {}


def test_past_trades_lead_to_orders(tmp_path: Path) -> None:
    held = held_after(trades_of(written(tmp_path / "t.csv", "date,asset,shares,price\n2026-01-05,OAK,10.5,9\n2026-01-06,ELM,4,12\n")))
    prices = {"OAK": Decimal(10), "ELM": Decimal(12)}
    found = plan(Account(whole(held), prices, Decimal(0)), {"OAK": 0.5, "ELM": 0.5})
    assert [(one.side, one.asset, one.shares) for one in found.orders] == [("sell", "OAK", 3), ("buy", "ELM", 2)]


def test_selling_what_is_not_held_is_refused_by_day(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2026-01-05 3 of OAK are sold and only 0 are held"):
        held_after((Trade("2026-01-05", "OAK", "sell", Decimal(3)),))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("asset,shares\nOAK,ten\n", "row 2: shares is 'ten'"),
        ("asset,shares\nOAK,-3\n", "row 2"),
        ("asset,shares\n,3\n", "names no asset"),
        ("asset,worth\nOAK,3\n", "needs a column `shares`"),
        ("asset,shares\nOAK,3,4\n", "has 3 cells"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        holdings_of(written(tmp_path / "h.csv", text))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [("soon,OAK,buy,1", "the date is 'soon'"), ("2026-01-05,OAK,lend,1", "write buy or sell"), ("2026-01-05,OAK,buy,", "shares")],
)
def test_a_bad_trade_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        trades_of(written(tmp_path / "t.csv", f"date,asset,side,shares\n{row}\n"))

"""Price files as people have them: what is mended, what is refused, and what is only remarked upon."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from bot.advice.investing.prices import read
from bot.errors import DataError
from tests.advice import markets

ROWS = 80


@pytest.fixture
def columns() -> dict[str, list[object]]:
    values = markets.walk(3, ROWS).round(4)
    return {"date": list(markets.days(ROWS)), "OAK": list(values[:, 0]), "ELM": list(values[:, 1]), "ASH": list(values[:, 2])}


def test_a_file_is_read_with_its_dates_and_names(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    found = read(markets.write(tmp_path / "p.csv", columns))
    assert (found.names, len(found.days), found.periods, found.notes) == (("OAK", "ELM", "ASH"), ROWS, 252.0, ())


def test_rows_in_any_order_are_put_in_order(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    turned = {name: cells[::-1] for name, cells in columns.items()}
    assert read(markets.write(tmp_path / "p.csv", turned)).version == read(markets.write(tmp_path / "q.csv", columns)).version


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "cp1252"])
def test_a_file_in_another_encoding_is_read(tmp_path: Path, columns: dict[str, list[object]], encoding: str) -> None:
    name = "Crédit" if encoding == "cp1252" else "平安银行"
    named = {"date": columns["date"], name: columns["OAK"], "ELM": columns["ELM"]}
    assert len(read(markets.write(tmp_path / "p.csv", named, encoding)).names) == 2


@pytest.mark.parametrize("name", ["Größe", "Fälligkeit", "Crédit Agricole", "ÜBERSEE", "Société Générale", "Señor"])
def test_a_western_name_survives_its_encoding(tmp_path: Path, columns: dict[str, list[object]], name: str) -> None:
    named = {"date": columns["date"], name: columns["OAK"]}
    assert read(markets.write(tmp_path / "p.csv", named, "cp1252")).names == (name,)


@pytest.mark.parametrize("name", ["鑫源", "貸款金額", "违约", "璟昱基金"])
def test_a_rare_chinese_name_survives_its_encoding(tmp_path: Path, columns: dict[str, list[object]], name: str) -> None:
    named = {"日期": columns["date"], name: columns["OAK"]}
    assert read(markets.write(tmp_path / "p.csv", named, "gb18030")).names == (name,)


def test_a_chinese_name_survives_its_encoding(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    named = {"日期": columns["date"], "平安银行": columns["OAK"]}
    assert read(markets.write(tmp_path / "p.csv", named, "gb18030")).names == ("平安银行",)


def test_semicolons_with_decimal_commas_are_read(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    german = {name: [str(cell).replace(".", ",") for cell in cells] for name, cells in columns.items()}
    found = read(markets.write(tmp_path / "p.csv", german, separator=";"))
    assert found.values[0, 0] == pytest.approx(columns["OAK"][0])


def test_a_packed_file_is_read(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    plain = markets.write(tmp_path / "p.csv", columns)
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert read(tmp_path / "p.csv.gz").version == read(plain).version


def test_of_open_high_low_and_close_the_close_is_taken(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    daily = {"Date": columns["date"], "Open": columns["ELM"], "Close": columns["OAK"], "Volume": [0] * ROWS}
    found = read(markets.write(tmp_path / "oak.csv", daily))
    assert (found.names, found.values[5, 0]) == (("oak",), columns["OAK"][5])


def test_a_row_an_asset_and_day_becomes_a_column_an_asset(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    long = {
        "date": columns["date"] * 2,
        "ticker": ["OAK"] * ROWS + ["ELM"] * ROWS,
        "close": columns["OAK"] + columns["ELM"],
    }
    found = read(markets.write(tmp_path / "p.csv", long))
    assert (found.names, found.values.shape, found.values[3, 1]) == (("OAK", "ELM"), (ROWS, 2), columns["ELM"][3])


def test_an_asset_that_stands_twice_on_a_day_is_refused(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    long = {"date": [*columns["date"], columns["date"][4]], "ticker": ["OAK"] * (ROWS + 1), "close": [*columns["OAK"], 7.0]}
    with pytest.raises(DataError, match=f"OAK on {columns['date'][4]} twice"):
        read(markets.write(tmp_path / "p.csv", long))


def test_a_short_gap_is_filled_and_a_long_one_is_left(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["OAK"][10:12] = ["", "n/a"]
    columns["ELM"][20:40] = [""] * 20
    found = read(markets.write(tmp_path / "p.csv", columns))
    assert found.values[11, 0] == found.values[9, 0]
    assert np.isnan(found.values[20:40, 1]).all()
    assert [note.split(":")[0] for note in found.notes] == ["OAK", "ELM"]


def test_assets_that_begin_later_have_no_gap(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["ASH"][:30] = [""] * 30
    assert read(markets.write(tmp_path / "p.csv", columns)).notes == ()


@pytest.mark.parametrize("cell", ["0", "-3.5"])
def test_a_price_that_is_not_above_zero_is_refused_by_name_and_day(tmp_path: Path, columns: dict[str, list[object]], cell: str) -> None:
    columns["ELM"][7] = cell
    with pytest.raises(DataError, match=f"price of ELM on {columns['date'][7]}"):
        read(markets.write(tmp_path / "p.csv", columns))


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [("ELM", "dear", "row 9: ELM is 'dear'"), ("date", "someday", "row 9: the date is 'someday'"), ("OAK", "1e999", "finite")],
)
def test_a_cell_that_is_no_price_is_named(tmp_path: Path, columns: dict[str, list[object]], column: str, cell: str, complaint: str) -> None:
    columns[column][7] = cell
    with pytest.raises(DataError, match=complaint):
        read(markets.write(tmp_path / "p.csv", columns))


def test_a_day_that_stands_twice_is_refused(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["date"][8] = columns["date"][7]
    with pytest.raises(DataError, match="twice"):
        read(markets.write(tmp_path / "p.csv", columns))


def test_a_file_with_dates_alone_says_that_a_column_of_prices_is_missing(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    with pytest.raises(DataError, match="no column of prices"):
        read(markets.write(tmp_path / "p.csv", {"date": columns["date"]}))


def test_too_few_rows_are_refused(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    with pytest.raises(DataError, match="10 rows of prices"):
        read(markets.write(tmp_path / "p.csv", {name: cells[:10] for name, cells in columns.items()}))


def test_an_empty_file_and_one_that_is_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\x00\x01" * 50)
    for name in ("empty.csv", "picture.csv"):
        with pytest.raises(DataError):
            read(tmp_path / name)


def test_a_split_that_nobody_adjusted_for_is_remarked_upon(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["OAK"][40:] = [float(str(price)) / 2 for price in columns["OAK"][40:]]
    (found,) = read(markets.write(tmp_path / "p.csv", columns)).suspects
    assert (found.asset, found.day, round(found.ratio, 1)) == ("OAK", columns["date"][40], 0.5)


def test_a_crash_is_not_taken_for_a_split(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["OAK"][40:] = [float(str(price)) * 0.57 for price in columns["OAK"][40:]]
    assert read(markets.write(tmp_path / "p.csv", columns)).suspects == ()


def test_relatives_are_recognised_and_read_when_said_so(tmp_path: Path) -> None:
    levels = markets.walk(3, 300)
    relatives = np.vstack([np.ones(3), levels[1:] / levels[:-1]])
    path = markets.write(tmp_path / "r.csv", {name: list(column) for name, column in zip("ABC", relatives.T, strict=True)})
    with pytest.raises(DataError, match="--relatives"):
        read(path)
    found = read(path, relatives=True)
    assert found.values[-1, 0] / found.values[0, 0] == pytest.approx(levels[-1, 0] / levels[0, 0])


def test_without_dates_a_row_is_a_trading_day_and_the_file_says_so(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    del columns["date"]
    found = read(markets.write(tmp_path / "p.csv", columns))
    assert found.periods == 252 and "no dates" in found.notes[-1]


def test_monthly_prices_count_twelve_a_year(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    columns["date"] = [f"{2010 + month // 12}-{month % 12 + 1:02}-28" for month in range(ROWS)]
    assert read(markets.write(tmp_path / "p.csv", columns)).periods == 12

"""Reads CSV files as people have them: any usual encoding or separator, gzipped or not, decimal points or commas."""

import csv
import gzip
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import DataError

Matrix = npt.NDArray[np.float64]

LARGEST = 200_000_000
"""The largest file that is read, in bytes after unpacking."""
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
"""Encodings that are tried in turn, after a UTF-16 byte order mark; the last accepts nearly anything."""
CHINESE = 1 / 3
"""The least share of common characters among non-ASCII ones in Chinese text: ``Größe`` in cp1252 decodes to ``Gr鲞e``."""
EMPTY = frozenset({"", "-", "--", "na", "n/a", "nan", "null", "none", "#n/a", "."})
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m", "%d.%m.%Y", "%m/%d/%Y")
CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; ``decimal_comma`` if the file separates by semicolons and its numbers have commas."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each row with its line in the file."""
    decimal_comma: bool = False

    def number(self, cell: str, row: int, column: str) -> float | None:
        """A cell as a number, None if it is empty; DataError for anything else."""
        text = cell.strip().replace("\u2212", "-").lstrip("$€£¥")
        if text.lower() in EMPTY:
            return None
        if self.decimal_comma:
            text = text.replace(".", "").replace(",", ".") if "," in text else text
        elif THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        try:
            value = float(text)
        except ValueError:
            raise DataError(self.path, row, f"{column} is {cell!r}: write a number, or leave it empty") from None
        if value in (float("inf"), float("-inf")):
            raise DataError(self.path, row, f"{column} is {cell!r}: write a finite number")
        return value

    def numbers(self, places: Sequence[int]) -> Matrix:
        """Columns as numbers, NaN for an empty cell; DataError names the first cell that is neither."""
        try:
            values = np.array([[cells[place] or "nan" for place in places] for _, cells in self.rows]).astype(np.float64)
        except ValueError:
            values = np.full((0, 0), np.inf)
        if not self.decimal_comma and not np.isinf(values).any() and values.size:
            return values.reshape(len(self.rows), len(places))
        slow = [[self.number(cells[place], line, self.header[place]) for place in places] for line, cells in self.rows]
        return np.array(slow, dtype=np.float64).reshape(len(self.rows), len(places))


def read(path: Path) -> Table:
    """The table of a CSV file, gzipped or not; DataError if it is none."""
    return parsed(decoded(path), path)


def parsed(text: str, path: Path) -> Table:
    """The table in the text of a CSV file; DataError, which names ``path``, if it is none."""
    separator = ";" if text[: text.find("\n")].count(";") > text[: text.find("\n")].count(",") else ","
    separator = "\t" if text[: text.find("\n")].count("\t") > text[: text.find("\n")].count(separator) else separator
    try:
        read_rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise DataError(path, None, f"is no CSV file: {error}") from error
    rows = [(line, tuple(cells)) for line, cells in enumerate(read_rows, start=1) if any(cell.strip() for cell in cells)]
    if len(rows) < 2:
        raise DataError(path, None, "needs a line of names and rows below it")
    header = tuple(cell.strip() for cell in rows[0][1])
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            raise DataError(path, line, f"has {len(cells)} cells where the first line has {len(header)}")
    commas = separator == ";" and any("," in cell for _, cells in rows[1:50] for cell in cells)
    return Table(path, header, tuple(rows[1:]), commas)


def decoded(path: Path) -> str:
    """The text of a file; DataError if it is too large or no text."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(LARGEST + 1)
        except (OSError, EOFError) as error:
            raise DataError(path, None, f"cannot be unpacked: {error}") from error
    if len(raw) > LARGEST:
        raise DataError(path, None, f"is larger than {LARGEST // 10**6} MB")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        raise DataError(path, None, "is no text: save it as CSV")
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or chinese(text):
            return text
    raise DataError(path, None, "is in no encoding that is known: save it as UTF-8")


def chinese(text: str) -> bool:
    """Whether a text decoded as GB 18030 is Chinese: mostly symbols and common characters, GB 2312 rows 1 to 55."""
    letters = [letter.encode("gb18030") for letter in text if not letter.isascii()]
    common = sum(len(code) == 2 and 0xA1 <= code[0] <= 0xD7 and code[1] >= 0xA1 for code in letters)
    return common >= CHINESE * len(letters)


def day(cell: str) -> date | None:
    """A cell as a date; None if it is none."""
    text = cell.strip()
    if text[4:5] == text[7:8] == "-":
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    if found := CHINESE_DATE.fullmatch(text):
        text = "-".join(found.groups())
    for form in DATES:
        try:
            return datetime.strptime(text[:19].partition("T")[0].partition(" ")[0], form).date()
        except ValueError:
            continue
    return None


def column(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The index of the first name in ``names`` that is a column, ignoring case, ``_`` being a blank; None if there is none."""
    plain = [spelled(name) for name in header]
    return next((plain.index(spelled(name)) for name in names if spelled(name) in plain), None)


def spelled(name: str) -> str:
    """A column's name normalised for comparison."""
    return name.strip().casefold().replace("_", " ")

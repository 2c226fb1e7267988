"""Rows of CSV files as they are read: by column name, with the line where each begins, bad ones named."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from bot.errors import DataError

Row = tuple[int, dict[str, str]]
LONGEST_CELL = 1 << 24
"""Characters; a longer cell is a quote that was never closed."""


def read(path: Path, needed: Iterable[str] = (), delimiter: str | None = None) -> Iterator[Row | DataError]:
    """The rows of a CSV (``.gz`` is fine) with a header; column names in lower case; without a ``delimiter`` the header tells it."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with opened(path) as file:
            first = file.readline()
            header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter or likeliest(first)), [])]
            if missing := [name for name in needed if name not in header]:
                raise DataError(path, 1, f"has no column {', '.join(missing)}: the first line must name the columns")
            yield from body(path, header, csv.reader(file, delimiter=delimiter or likeliest(first)))
    except (OSError, EOFError) as error:
        raise DataError(path, None, f"cannot be read: {error}") from error


def opened(path: Path) -> IO[str]:
    """The file as text; bytes that are not UTF-8 stay recognisable as such."""
    form = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    return cast(IO[str], gzip.open(path, "rt", **form)) if path.suffix == ".gz" else path.open(**form)  # type: ignore[call-overload]


def likeliest(header: str) -> str:
    """The delimiter that the header has most of."""
    return max(",\t;|", key=header.count)


def body(path: Path, header: list[str], reader: Iterator[list[str]]) -> Iterator[Row | DataError]:
    """Every row after the header."""
    line = 2
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield DataError(path, line, f"not CSV: {error}")
            return
        if cells is None:
            return
        if len(cells) > len(header):
            yield DataError(path, line, f"has {len(cells)} cells, the header {len(header)}: put texts that hold the delimiter in quotes")
        elif any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
            yield DataError(path, line, "not UTF-8: save the file as UTF-8")
        elif any(cells):
            yield line, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        line = 1 + getattr(reader, "line_num", 0) + 1

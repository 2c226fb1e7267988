"""Streams the rows of CSV files by column name, each with the line on which it begins; bad rows are named."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from bot.errors import DataError
from bot.packs import cells

Row = tuple[int, dict[str, str]]


def read(path: Path, needed: Iterable[str] = (), delimiter: str | None = None) -> Iterator[Row | DataError]:
    """The rows of a CSV (optionally ``.gz``) by lower-case column name; the default ``delimiter`` is the most frequent in the header."""
    try:
        with opened(path) as file:
            first = file.readline()
            between = delimiter or likeliest(first)
            header = [name.strip().lower() for name in next(csv.reader([first], delimiter=between), [])]
            if missing := [name for name in needed if name not in header]:
                raise DataError(path, 1, f"has no column {', '.join(missing)}: the first line must name the columns")
            yield from body(path, header, cells.read(file, between))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(path, None, f"cannot be read: {error}") from error


def opened(path: Path) -> IO[str]:
    """The file as text; bytes that are not UTF-8 become lone surrogates, which ``body`` reports."""
    form = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    return cast(IO[str], gzip.open(path, "rt", **form)) if path.suffix == ".gz" else path.open(**form)  # type: ignore[call-overload]


def likeliest(header: str) -> str:
    """The delimiter that the header has most of."""
    return max(",\t;|", key=header.count)


def body(path: Path, header: list[str], rows: Iterable[tuple[int, list[str] | str]]) -> Iterator[Row | DataError]:
    """Every row after the header, which is line 1."""
    for line, row in ((number + 1, row) for number, row in rows):
        if isinstance(row, str):
            yield DataError(path, line, row)
        elif len(row) > len(header):
            yield DataError(path, line, f"has {len(row)} cells, the header {len(header)}: put texts that hold the delimiter in quotes")
        elif any("\udc80" <= character <= "\udcff" for cell in row for character in cell):
            yield DataError(path, line, "not UTF-8: save the file as UTF-8")
        elif any(row):
            yield line, dict(zip(header, row + [""] * (len(header) - len(row)), strict=True))

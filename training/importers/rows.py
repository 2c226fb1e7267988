"""Streams the rows of CSV files by column name, each with the line on which it begins; bad rows are named."""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from bot.errors import DataError
from bot.packs import cells
from training.data import encoding_of
from training.dialogues import unreadable

Row = tuple[int, dict[str, str]]


def read(path: Path, needed: Iterable[str] = (), delimiter: str | None = None) -> Iterator[Row | DataError]:
    """The rows of a CSV (optionally ``.gz``) by lower-case column name; the default ``delimiter`` is the most frequent in the header."""
    with opened(path) as file:
        first = file.readline()
        between = delimiter or likeliest(first)
        header = columns(first, between)
        if missing := [name for name in needed if name not in header]:
            raise DataError(path, 1, f"has no column {', '.join(missing)}: the first line must name the columns")
        yield from body(path, header, cells.read(file, between))


def header_of(path: Path) -> list[str]:
    """The names of the columns, in small letters and fit to be printed: bytes that are not UTF-8 are question marks."""
    with opened(path) as file:
        first = file.readline().encode("utf-8", "replace").decode("utf-8")
    return columns(first, likeliest(first))


def columns(first: str, delimiter: str) -> list[str]:
    """The names in the first line of a file, in small letters."""
    return [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """The file as text, UTF-8 or UTF-16 with a byte order mark; DataError if it cannot be read.

    Bytes that are not UTF-8 become lone surrogates, which ``body`` reports.
    """
    opening = gzip.open if path.suffix == ".gz" else open
    try:
        with opening(path, "rb") as raw:
            encoding = encoding_of(raw.read(2))
        with cast(IO[str], opening(path, "rt", encoding=encoding, errors="surrogateescape", newline="")) as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise DataError(path, None, "begins as UTF-16 and is not: save the file as UTF-8") from error


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

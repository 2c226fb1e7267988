"""Reads rows of CSV with the line where each begins; an unclosed quote spoils its own row only."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator

MOST_LINES = 200
"""The most lines of one row: an e-mail in a cell has up to a hundred, while an unclosed quote would take all that follow."""
MOST_CHARACTERS = 200_000
"""The most characters of a row of several lines."""
LONGEST_CELL = 1 << 24
"""The most characters of one cell."""
LINE_END = re.compile(r"\r\n|\r|\n")
UNCLOSED = 'a quote opens here and is not closed where a cell ends; close it, or write "" where it belongs to the text'

NO_COMMAS = "its cells are not separated by commas: save the file as CSV with commas"


def parted_otherwise(header: list[str]) -> bool:
    """Whether a header that was read as one cell holds several, with semicolons or tabs between them."""
    return len(header) == 1 and any(mark in header[0] for mark in (";", "\t"))


def read(lines: Iterable[str], delimiter: str = ",") -> Iterator[tuple[int, list[str] | str]]:
    """The line (from 1) of every row with its cells, or with its mistake; after an unclosed quote, reading resumes on the next line."""
    csv.field_size_limit(LONGEST_CELL)
    rest = Lines(lines)
    while True:
        rest.begin()
        line = rest.number + 1
        try:
            cells = next(csv.reader(rest, delimiter=delimiter, strict=True), None)
        except csv.Error:
            yield again(rest, line, delimiter)
            continue
        if cells is None:
            return
        yield line, cells


def again(rest: "Lines", line: int, delimiter: str) -> tuple[int, list[str] | str]:
    """A row that is not strict CSV: a single line is read leniently; several lines are an unclosed quote, and those after it go back."""
    alone = len(rest.taken) == 1 and not rest.ended
    inside = rest.taken if alone or rest.ended else rest.taken[:-1]
    try:
        loosely = next(csv.reader(inside, delimiter=delimiter))
    except csv.Error as error:
        return line, f"not CSV: {error}"
    if alone:
        return line, loosely
    before = loosely[:-1]
    opened = sum(len(LINE_END.findall(cell)) for cell in before)
    rest.give_back(len(rest.taken) - opened - 1)
    return line + opened, UNCLOSED


class Lines:
    """An iterator over lines that can give back those of the current row; it stops when the row exceeds the limits."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines, self.back = iter(lines), deque[str]()
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """Start a new row."""
        self.taken: list[str] = []
        self.size = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        full = len(self.taken) >= MOST_LINES or (self.taken and self.size > MOST_CHARACTERS)
        line = None if full else self.back.popleft() if self.back else next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        self.number += 1
        return line

    def give_back(self, count: int) -> None:
        """Give back the last ``count`` lines of the row, to be read again."""
        self.back.extendleft(reversed(self.taken[len(self.taken) - count :]))
        self.number -= count

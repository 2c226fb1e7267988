"""The report for a terminal."""

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from evaluation.operation.wording import Section, Table


def lines(title: str, sections: Iterable[Section]) -> Iterator[str]:
    """The title, and each section below its own."""
    yield title
    for section in sections:
        yield ""
        yield section.title.upper()
        yield from section.before
        if section.table is not None:
            yield from aligned(section.table)
        yield from section.after
        yield from (f"{term}: {meaning}" for term, meaning in section.defined)


def aligned(table: Table) -> Iterator[str]:
    """A table with its columns below each other, the first to the left and the others to the right."""
    head = [table.head] if any(table.head) else []
    rows = [*head, *table.rows]
    widths = [max(width(cells[column]) for cells in rows) for column in range(len(table.head))]
    for cells in rows:
        first = cells[0] + " " * (widths[0] - width(cells[0]))
        rest = (" " * (size - width(cell)) + cell for cell, size in zip(cells[1:], widths[1:], strict=True))
        yield "  ".join(("", first, *rest)).rstrip()


def width(text: str) -> int:
    """The columns that a text takes; a Chinese character takes two."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)

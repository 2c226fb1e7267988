"""Reads labelled texts from a CSV with the columns ``text,intent``; rows that cannot be used are counted by reason."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from bot.errors import DataError
from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS
from bot.inference.tags import Span
from bot.inference.text import LONGEST, tidy
from bot.packs import cells

REQUIRED = ("text", "intent")
FEEDBACK = "feedback-"
"""Begins the group of rows that ``frontdesk feedback`` made; they are learnt from, and neither calibrate nor test."""
UNCLOSED = "with a quote that is not closed"
Skip = Callable[[str, int], None]
SLOT = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")
"""A slot marked inline, ``[HL-204518](order_code)``; the mark is removed, its words stay, and their position becomes a ``Span``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text, tidied and without slot marks, with its intents; ``group`` is its writer, "" if unknown.

    ``spans``: the marked words in order; None if slots were never marked in the text.
    """

    text: str
    intents: tuple[str, ...]
    language: str = ""
    sentiment: str | None = None
    group: str = ""
    line: int = 0
    spans: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """The usable rows of a file and how many rows it has; ``report`` counts skipped rows by reason, ``first`` gives the first line of each.

    ``contradictions``: for each text that has different intents in different rows, all its rows in file order. ``again``: repeats and
    contradictions that are not in ``rows`` and whose writer is known; they teach nothing new, but error rates have to count them.
    """

    path: Path
    rows: tuple[Row, ...]
    read: int
    report: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    contradictions: tuple[tuple[Row, ...], ...] = ()
    again: tuple[Row, ...] = ()

    @property
    def intents(self) -> tuple[str, ...]:
        """Every intent, sorted, ``oos`` last."""
        names = {intent for row in self.rows for intent in row.intents}
        return tuple(sorted(names, key=lambda name: (name == OUT_OF_SCOPE, name)))


def load(path: Path) -> Dataset:
    """Read a CSV; DataError if nothing can be trained on it, with what to change."""
    reason, first = Counter[str](), dict[str, int]()

    def skip(why: str, line: int) -> None:
        reason[why] += 1
        first.setdefault(why, line)

    unfit: list[int] = []

    def no_row(why: str, line: int) -> None:
        unfit.append(line)
        skip(why, line)

    read = [usable(named, line, skip) for line, named in records(path, no_row)]
    every = [row for row in read if row is not None]
    rows, contradictions = without_doubles(every, skip)
    kept = {row.line for row in rows}
    again = tuple(row for row in every if row.group and row.line not in kept)
    data = Dataset(path, tuple(rows), len(read) + len(unfit), dict(reason), first, tuple(contradictions), again)
    if not rows:
        raise DataError(path, None, f"none of its {data.read} rows can be used{explained(data)}")
    if data.intents == (OUT_OF_SCOPE,):
        raise DataError(path, None, f"every row is out of scope ({OUT_OF_SCOPE}): add rows with the intents that the bot is for")
    if len(data.intents) < 2:
        other = f"add rows of another one, or some with the intent {OUT_OF_SCOPE}, which stands for what the bot is not for"
        raise DataError(path, None, f"every row has the intent {data.intents[0]!r}, a classifier needs at least two: {other}")
    return data


def kept_for_testing(rows: Sequence[Row], test_groups: Sequence[str]) -> tuple[Row, ...]:
    """The rows of the writers kept for testing."""
    return tuple(row for row in rows if row.group in test_groups)


def explained(data: Dataset) -> str:
    """Why rows were left out, to end an error message with; empty if none was."""
    where = {why: f" (first in line {line})" for why, line in data.first.items()}
    parts = [f"{count} {why}{where.get(why, '')}" for why, count in data.report.items()]
    return f": {', '.join(parts)}" if parts else ""


def lines_of(path: Path) -> Iterator[str]:
    """Stream the decoded lines of a file (UTF-8, or UTF-16 with a byte order mark); DataError names the line that is not UTF-8."""
    try:
        with path.open("rb") as raw:
            encoding = encoding_of(raw.read(2))
        with path.open(encoding=encoding, newline="") as file:
            yield from (line.replace("\x00", "") for line in file)
    except OSError as error:
        raise DataError(path, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line, byte = undecoded(path)
        raise DataError(path, line, f"not UTF-8 (byte {byte:#04x}): save the file as UTF-8") from error


def encoding_of(first: bytes) -> str:
    """The encoding of a file that begins with these two bytes: Excel writes UTF-16 with a byte order mark as "Unicode text"."""
    return "utf-16" if first in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def undecoded(path: Path) -> tuple[int, int]:
    """The number of the first line that is not UTF-8, and its first invalid byte."""
    with path.open("rb") as raw:
        for number, line in enumerate(raw, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return number, line[error.start]
    return number, line[-1]


def records(path: Path, skip: Skip) -> Iterator[tuple[int, dict[str, str]]]:
    """The line number of every row, and its cells by column name; DataError if the header is not one."""
    rows = cells.read(lines_of(path))
    _, first = next(rows, (1, []))
    if isinstance(first, str):
        raise DataError(path, 1, first)
    header = [name.strip().lower() for name in first]
    check_header(path, header)
    for line, row in rows:
        if isinstance(row, str):
            skip(UNCLOSED if row == cells.UNCLOSED else row, line)
        elif row and len(row) != len(header):
            skip("with too few or too many cells", line)
        elif row:
            yield line, dict(zip(header, row, strict=True))


def check_header(path: Path, header: list[str]) -> None:
    """DataError if the first line does not name the required columns."""
    missing = [name for name in REQUIRED if name not in header]
    if not missing:
        return
    if cells.parted_otherwise(header):
        raise DataError(path, 1, cells.NO_COMMAS)
    found = ", ".join(repr(name[:40]) for name in header[:6]) or "nothing"
    what = f"no column {missing[0]!r}" if len(missing) == 1 else "no header"
    raise DataError(path, 1, f"{what}: the first line must name the columns, at least text,intent; it has {found}")


def usable(named: dict[str, str], line: int, skip: Skip) -> Row | None:
    """The row of a line, or None after ``skip`` was told why it cannot be used."""
    plain, marks = unmarked(named["text"])
    if len(plain) > LONGEST:
        skip(f"cut to {LONGEST} characters", line)
    text = tidy(plain)
    intents = intents_of(named["intent"])
    if not text or not intents:
        skip("without text" if not text else "without intent", line)
        return None
    sentiment = named.get("sentiment", "").strip().lower() or None
    if sentiment is not None and sentiment not in SENTIMENTS:
        skip("with an unknown sentiment, used without it", line)
        sentiment = None
    spans = tuple(span for mark in marks if (span := moved(mark, plain, text)))
    language, group = (sys.intern(named.get(name, "").strip()) for name in ("language", "group"))
    return Row(text, intents, language.lower(), sentiment, group, line, spans)


@lru_cache(maxsize=10_000)
def intents_of(cell: str) -> tuple[str, ...]:
    """The intents that a cell names, each once; ``oos`` is dropped beside others. Equal cells share one tuple."""
    names = tuple(dict.fromkeys(name for part in cell.split(";") if (name := tidy(part))))
    return tuple(name for name in names if name != OUT_OF_SCOPE) if len(names) > 1 else names


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """A text without its slot marks, and the spans of the marked words in it."""
    parts, spans, at = [], list[Span](), 0
    for mark in SLOT.finditer(marked):
        parts.append(marked[at : mark.start()])
        start = sum(map(len, parts))
        parts.append(mark[1])
        spans.append(Span(start, start + len(mark[1]), mark[2]))
        at = mark.end()
    return "".join([*parts, marked[at:]]), spans


def moved(span: Span, plain: str, tidied: str) -> Span | None:
    """The span of the same words in the tidied text; None if tidying removed them or cut the text before them."""
    words = tidy(plain[span.start : span.end])
    before = len(tidy(plain[: span.start]))
    start = tidied.find(words, before, before + 1 + len(words)) if words else -1
    return None if start < 0 else Span(start, start + len(words), span.slot)


def without_doubles(rows: list[Row], skip: Skip) -> tuple[list[Row], list[tuple[Row, ...]]]:
    """One row for each text, and all rows of each text that has different intents in different rows.

    Of a contradictory text the intents of most rows are kept; without a clear majority the text is dropped.
    """
    same: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        same[row.text.casefold()].append(row)
    kept, contradictions = [], list[tuple[Row, ...]]()
    for doubles in same.values():
        if len(doubles) == 1:
            kept += doubles
            continue
        votes = Counter(frozenset(row.intents) for row in doubles).most_common()
        if len(votes) > 1:
            contradictions.append(tuple(doubles))
        if len(votes) > 1 and votes[0][1] == votes[1][1]:
            for row in doubles:
                skip("whose text stands there with other intents too", row.line)
            continue
        agreed = [row for row in doubles if frozenset(row.intents) == votes[0][0]]
        for row in doubles:
            if row is not agreed[0]:
                skip("that repeat another" if row in agreed else "whose text stands there with other intents more often", row.line)
        spans = max((row.spans or () for row in agreed), key=len)
        kept.append(replace(agreed[0], sentiment=next((row.sentiment for row in agreed if row.sentiment), None), spans=spans))
    return kept, contradictions

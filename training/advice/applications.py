"""Reads past credit applications from a CSV file; numeric columns are detected, and protected columns never become inputs."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.advice.investing import tables
from bot.advice.investing.tables import EMPTY, Table
from bot.errors import DataError
from training.advice.columns import Columns

Numbers = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
Labels = npt.NDArray[np.int64]
PROTECTED = re.compile(
    r"(?:^|[^a-z])(?:sex|gender|age|aged|birth\w*|born|dob|marital|marriage|married|spouse|civil.?status|personal.?status|family.?status|"
    r"husband|wife|widow\w*|divorc\w*|relationship(?=_status|_?$)|nationalit\w+|native.?(?:country|land|language|born)|(?:national|ethnic|country.?of|place.?of).?origin|citizen\w*|foreign\w*|immigra\w+|race|racial|ethnic\w*|religio\w*|disab\w+|pregnan\w+)(?:$|[^a-z])|性别|性別|婚姻|已婚|年龄|年齡|出生|国籍|國籍|民族|种族|宗教|籍贯"
)
"""Patterns of the names of protected columns, in small letters with ``_`` for anything else."""
IDENTIFIES = re.compile(r"^(?:id|.*[_ ]id|index|row|uuid|unnamed.*|nr|no|编号|序号|)$")
GOOD = frozenset({"good", "repaid", "paid", "fully paid", "no", "n", "false", "ok", "non-default", "non_default", "approved", "正常", "好"})
BAD = frozenset({"bad", "default", "defaulted", "charged off", "late", "yes", "y", "true", "fail", "failed", "rejected", "违约", "坏"})
NONE = "none"
"""A word that is empty in a numeric column, but a value in a column of words: no guarantor, no savings."""
DECIMAL_COMMA = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
SERIES = re.compile(r"^(.*?)[_ ]?(\d+)$")
MANY = 20
"""The fewest different values of an amount; a column with fewer is a code or a count."""
SHORTEST = 3
"""The fewest columns that differ only in a number and count as a monthly series."""
FEWEST = 30
"""The fewest rows needed of each class."""


@dataclass(frozen=True, slots=True)
class Applications:
    """Applications as columns. ``numbers`` (n each, NaN where empty) and ``words`` (n each, None where empty) are inputs by name;
    ``apart``: protected columns and those to report by, as they were written. ``bad`` (n,): 1 where it was not repaid. ``rising``: words of
    an input that are more and more of a good thing."""

    numbers: Mapping[str, Numbers]
    words: Mapping[str, Words]
    apart: Mapping[str, Words]
    protected: tuple[str, ...]
    bad: Labels
    bad_value: str
    rising: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def part(self, rows: npt.NDArray[np.int64]) -> "Applications":
        """Some of the rows."""
        return replace(
            self,
            numbers={name: column[rows] for name, column in self.numbers.items()},
            words={name: column[rows] for name, column in self.words.items()},
            apart={name: column[rows] for name, column in self.apart.items()},
            bad=self.bad[rows],
        )

    def with_protected(self) -> "Applications":
        """The same with protected columns among the inputs, to measure what leaving them out costs."""
        numbers, words = dict(self.numbers), dict(self.words)
        for name in self.protected:
            column = self.apart[name]
            if (found := as_numbers(column)) is not None:
                numbers[name] = found
            else:
                words[name] = column
        return replace(self, numbers=numbers, words=words)


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's description of a file: target column, the value that means not repaid, more protected columns, columns to report by."""

    target: str
    bad: str | None = None
    protected: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    columns: Columns | None = None


def read(path: Path, asked: Asked) -> Applications:
    """The applications of a file; DataError if it has no target with two values, or nothing to learn from."""
    table = named(tables.read(path), asked)
    texts = {name: column(table, place, asked.columns) for place, name in enumerate(table.header)}
    if asked.target not in texts:
        raise DataError(path, 1, f"has no column {asked.target!r}; it has {', '.join(table.header[:30])}")
    for name in (*asked.protected, *asked.groups):
        if name not in texts:
            raise DataError(path, 1, f"has no column {name!r} to keep apart; it has {', '.join(table.header[:30])}")
    target = texts.pop(asked.target)
    bad_value = not_repaid(path, target, asked)
    told = np.array([value is not None for value in target])
    target, texts = target[told], {name: column[told] for name, column in texts.items()}
    protected = tuple(name for name in texts if is_protected(name, asked))
    apart = {name: texts[name] for name in texts if name in protected or name in asked.groups}
    texts = {name: column for name, column in texts.items() if name not in protected}
    kept = asked.columns.left_out if asked.columns is not None else frozenset[str]()
    numbers, words, notes = typed({name: column for name, column in texts.items() if name not in kept})
    if not numbers and not words:
        raise DataError(path, None, "has no column to learn from beside the target and what must not decide")
    said = np.array([value == bad_value for value in target], dtype=np.int64)
    if not told.all():
        notes.append(f"{(~told).sum()} rows are left out: {asked.target} is empty")
    rising = {name: order for name, order in (asked.columns.rising if asked.columns else {}).items() if name in words}
    return Applications({**numbers, **months(numbers), **ratios(numbers)}, words, apart, protected, said, bad_value, rising, tuple(notes))


def named(table: Table, asked: Asked) -> Table:
    """The table with column names from its first line; if that is data, from the dictionary, or numbers."""
    header = table.header
    described = asked.columns is not None and asked.target not in header and len(header) == len(asked.columns.names)
    numbered = asked.target.isdigit() and asked.target not in header and int(asked.target) <= len(header)
    if not described and not numbered:
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise DataError(table.path, 1, f"has two columns named {twice!r}")
        return table
    names = asked.columns.names if described and asked.columns is not None else tuple(str(place + 1) for place in range(len(header)))
    return replace(table, header=names, rows=((1, header), *table.rows))


def column(table: Table, place: int, columns: Columns | None) -> Words:
    """A column as written, None for empty cells, with codes replaced by the dictionary's words."""
    name, cells = table.header[place], [cells[place].strip() for _, cells in table.rows]
    meaning = columns.words.get(name, {}) if columns is not None else {}
    if (
        meaning
        and (wrong := next((row for row, cell in enumerate(cells) if cell and meaning.get(cell, cell) not in meaning.values()), None))
        is not None
    ):
        raise DataError(table.path, table.rows[wrong][0], f"{name} is {cells[wrong]!r}: one of {', '.join(meaning)}")
    if table.decimal_comma:
        cells = [cell.replace(".", "").replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]
    unsaid = EMPTY - {NONE, *meaning.values()}
    return np.array([None if cell.lower() in unsaid else meaning.get(cell, cell) for cell in cells], dtype=object)


def not_repaid(path: Path, target: Words, asked: Asked) -> str:
    """The value of the target that means not repaid: as given, or by its word, or else the rarer one (the larger on a tie)."""
    counts: Counter[str] = Counter(value for value in target if value is not None)
    if len(counts) != 2 or sum(counts.values()) < FEWEST:
        shown = ", ".join(f"{value!r} ({count})" for value, count in counts.most_common(5))
        raise DataError(
            path, None, f"{asked.target} has {len(counts)} values in {len(target)} rows ({shown}): two are needed, in {FEWEST} rows"
        )
    if asked.bad is not None:
        if asked.bad not in counts:
            raise DataError(path, None, f"{asked.target} is never {asked.bad!r}; it is {' or '.join(map(repr, counts))}")
        return asked.bad
    worded = [value for value in counts if value.lower() in BAD] or [
        value for value in counts if any(other.lower() in GOOD for other in counts if other != value)
    ]
    return worded[0] if len(worded) == 1 else min(counts, key=lambda value: (counts[value], [-ord(c) for c in value]))


def is_protected(name: str, asked: Asked) -> bool:
    """Whether a column is protected: by its name, by the user, or by the dictionary."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    described = asked.columns is not None and name in asked.columns.protected
    return described or name in asked.protected or PROTECTED.search(re.sub(r"[^a-z一-鿿]+", "_", plain)) is not None


def typed(texts: Mapping[str, Words]) -> tuple[dict[str, Numbers], dict[str, Words], list[str]]:
    """Columns of numbers and columns of words; columns that identify rows or are constant are left out with a note."""
    numbers: dict[str, Numbers] = {}
    words: dict[str, Words] = {}
    notes = []
    for name, column in texts.items():
        told = {value for value in column if value is not None}
        if len(told) < 2:
            notes.append(f"{name} is left out: it has one value")
        elif IDENTIFIES.match(name.lower()) and len(told) == len(column):
            notes.append(f"{name} is left out: it names the row")
        elif (found := as_numbers(column)) is not None:
            numbers[name] = found
        elif len(told) > len(column) / 2:
            notes.append(f"{name} is left out: nearly every row has a text of its own")
        else:
            words[name] = column
    return numbers, words, notes


def as_numbers(column: Words) -> Numbers | None:
    """A column as numbers, NaN for empty cells; None if a cell is not a finite number."""
    try:
        found = np.array([np.nan if value is None or value.lower() == NONE else float(value) for value in column.tolist()])
    except ValueError:
        return None
    return None if np.isinf(found).any() else found


def months(numbers: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Summaries of monthly columns (PAY_0, PAY_2, PAY_3): maximum, minimum, mean, and first minus last.

    Lenders look at the worst arrears of half a year, not at each month alone.
    """
    found: dict[str, Numbers] = {}
    for stem, names in series(numbers).items():
        block = np.stack([numbers[name] for name in names])
        found |= {f"{stem} largest": block.max(axis=0), f"{stem} smallest": block.min(axis=0), f"{stem} mean": block.mean(axis=0)}
        found[f"{stem} change"] = block[0] - block[-1]
    return found


def series(numbers: Mapping[str, Numbers]) -> dict[str, list[str]]:
    """The monthly columns by their common name, if there are enough of them and no cell is empty."""
    stems = {name: match[1] for name in numbers if (match := SERIES.match(name)) and match[1]}
    found = {stem: [name for name in stems if stems[name] == stem] for stem in dict.fromkeys(stems.values())}
    return {
        stem: names for stem, names in found.items() if len(names) >= SHORTEST and not any(np.isnan(numbers[name]).any() for name in names)
    }


def ratios(numbers: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Ratios of monthly amounts to a single amount (bills to a card's limit): the first month's, and the mean."""
    groups = series(numbers)
    grouped = {name for names in groups.values() for name in names}
    found: dict[str, Numbers] = {}
    for base in (name for name in numbers if name not in grouped and is_amount(numbers[name]) and np.nanmin(numbers[name]) > 0):
        for stem, names in groups.items():
            if all(is_amount(numbers[name]) for name in names):
                found[f"{names[0]} over {base}"] = numbers[names[0]] / numbers[base]
                found[f"{stem} mean over {base}"] = np.mean([numbers[name] for name in names], axis=0) / numbers[base]
    return found


def is_amount(column: Numbers) -> bool:
    """Whether a number has many different values."""
    return len(np.unique(column[~np.isnan(column)])) >= MANY


def one(applications: Applications, row: int, names: Collection[str]) -> dict[str, str | float | None]:
    """One application as the scorecard takes it."""
    told: dict[str, str | float | None] = {}
    for name in names:
        if name in applications.numbers:
            value = float(applications.numbers[name][row])
            told[name] = None if np.isnan(value) else value
        elif name in applications.words:
            told[name] = applications.words[name][row]
    return told


def written_out(applications: Applications, names: Sequence[str]) -> list[str]:
    """Every application as a text for a text classifier, from its inputs alone: ``duration 12; purpose new car; ...``."""
    parts = []
    for name in names:
        said = name.replace("_", " ").lower()
        if name in applications.numbers:
            parts.append([f"{said} {value:g}" if not np.isnan(value) else f"{said} not said" for value in applications.numbers[name]])
        else:
            parts.append([f"{said} {str(value or 'not said').replace('_', ' ')}" for value in applications.words[name]])
    return ["; ".join(row) for row in zip(*parts, strict=True)]

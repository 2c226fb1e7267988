"""Reads machines' series of readings by cycle, from a CSV file or from bare columns of numbers like the CMAPSS files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.advice.investing import tables
from bot.advice.maintenance.trees import Array
from bot.errors import DataError

UNIT = (
    "unit",
    "unit number",
    "unit nr",
    "unit id",
    "id",
    "engine",
    "engine id",
    "machine",
    "machine id",
    "machineid",
    "asset",
    "asset id",
    "设备",
    "机器",
    "编号",
)
CYCLE = ("cycle", "cycles", "time cycles", "time in cycles", "time", "t", "hour", "day", "datetime", "timestamp", "周期", "时间")
REMAINING = ("rul", "remaining", "remaining life", "remaining useful life", "ttf", "剩余寿命")
CMAPSS = ("unit", "cycle", *(f"setting {n}" for n in range(1, 4)), *(f"sensor {n}" for n in range(1, 22)))
"""Names of the 26 columns of Saxena and Goebel's turbofan files."""
BARE = re.compile(r"^[\s\d.,;eE+\-]+$")
FEW_VALUES = 20
FEWEST = 3
"""Machines that a file of series must have."""


@dataclass(frozen=True, slots=True)
class Series:
    """The series of each unit, (t, columns), by cycle; ``left``: remaining life at each cycle, (t,)."""

    path: Path
    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[Array, ...]
    left: tuple[Array, ...]

    def part(self, places: Sequence[int]) -> "Series":
        """The units at these places."""
        return Series(
            self.path,
            tuple(self.units[place] for place in places),
            self.columns,
            tuple(self.values[place] for place in places),
            tuple(self.left[place] for place in places),
        )


@dataclass(frozen=True, slots=True)
class Names:
    """Column names, for columns that are not recognised; ``left``: a column with the remaining life."""

    unit: str | None = None
    cycle: str | None = None
    left: str | None = None


def told_of(path: Path, names: Names) -> bool:
    """Whether a file holds series that remaining life is learnt from: units and cycles, and as the target no column of a few values."""
    if bare(path):
        return True
    table = tables.read(path)
    if place(table.header, names.unit, UNIT) is None or place(table.header, names.cycle, CYCLE) is None:
        return False
    target = place(table.header, names.left, ()) if names.left else None
    return target is None or len({cells[target] for _, cells in table.rows}) > FEW_VALUES


def bare(path: Path) -> bool:
    """Whether a file has numbers from its first line on."""
    first = next(iter(tables.decoded(path).lstrip().splitlines()), "")
    return bool(BARE.match(first))


def place(header: Sequence[str], name: str | None, known: Sequence[str]) -> int | None:
    """The index of a column by its given name, or by one of the known names."""
    return tables.column(header, (name.strip().casefold().replace("_", " "),) if name else known)


def read(path: Path, names: Names, remaining: Path | None = None) -> Series:
    """The series of a file; ``remaining``: a file with what each unit, in order, had left at its last cycle, else each ran until it failed.

    Rows may come in any order; of rows with the same unit and cycle the last counts. DataError where the columns are missing.
    """
    header, rows = numbers(path) if bare(path) else worded(path, names)
    unit, cycle, left = place(header, names.unit, UNIT), place(header, names.cycle, CYCLE), place(header, None, REMAINING)
    left = place(header, names.left, ()) if left is None and names.left else left
    if unit is None or cycle is None:
        raise DataError(
            path, 1, f"needs a column of units and one of cycles: there are {', '.join(header)}; name them with --unit and --cycle"
        )
    others = [at for at in range(len(header)) if at not in (unit, cycle, left)]
    if not others:
        raise DataError(path, 1, "has no reading beside units and cycles")
    known = rows[~np.isnan(rows[:, [unit, cycle]]).any(axis=1)]
    known = known[np.lexsort((known[:, cycle], known[:, unit]))]
    last = np.append((np.diff(known[:, [unit, cycle]], axis=0) != 0).any(axis=1), True)
    known = known[last]
    units = np.unique(known[:, unit])
    parts = [known[known[:, unit] == one] for one in units]
    if len(parts) < FEWEST:
        raise DataError(path, None, f"has {len(parts)} machines, at least {FEWEST} are needed")
    more = after(remaining, len(parts)) if remaining is not None else np.zeros(len(parts))
    ends = [
        part[:, left] if left is not None else np.arange(len(part) - 1, -1, -1.0) + extra for part, extra in zip(parts, more, strict=True)
    ]
    return Series(
        path,
        tuple(f"{one:g}" for one in units),
        tuple(header[at] for at in others),
        tuple(part[:, others] for part in parts),
        tuple(np.nan_to_num(end) for end in ends),
    )


def numbers(path: Path) -> tuple[tuple[str, ...], Array]:
    """Bare columns with their names; DataError names the first line that has another number of them."""
    lines = [(at, line.replace(",", " ").replace(";", " ").split()) for at, line in enumerate(tables.decoded(path).splitlines(), 1)]
    lines = [(at, cells) for at, cells in lines if cells]
    width = len(lines[0][1]) if lines else 0
    for at, cells in lines:
        if len(cells) != width:
            raise DataError(path, at, f"has {len(cells)} numbers where the first line has {width}")
    try:
        rows = np.array([cells for _, cells in lines]).astype(np.float64)
    except ValueError as error:
        raise DataError(path, None, f"has something that is no number: {error}") from error
    return CMAPSS if width == len(CMAPSS) else ("unit", "cycle", *(f"column {at}" for at in range(3, width + 1))), rows


def worded(path: Path, names: Names) -> tuple[tuple[str, ...], Array]:
    """A CSV file's columns of numbers; units and other words become numbers in the order of their names."""
    table = tables.read(path)
    kept, columns = [], []
    for at, name in enumerate(table.header):
        try:
            columns.append(table.numbers([at])[:, 0])
        except DataError:
            if at not in (place(table.header, names.unit, UNIT), place(table.header, names.cycle, CYCLE)):
                continue
            columns.append(np.unique([cells[at] for _, cells in table.rows], return_inverse=True)[1].astype(np.float64))
        kept.append(name)
    return tuple(kept), np.stack(columns, axis=1)


def after(path: Path, count: int) -> Array:
    """The remaining life of each unit at its last cycle; DataError if the file does not have one number for each unit."""
    try:
        found = np.array(tables.decoded(path).split(), dtype=np.float64)
    except ValueError as error:
        raise DataError(path, None, f"should have one number a line: {error}") from error
    if len(found) != count:
        raise DataError(path, None, f"has {len(found)} numbers for {count} machines")
    return found

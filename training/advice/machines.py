"""Readings of machines from a CSV file: which columns are readings or kinds, which say how a machine failed, which must not be used.

What is known only after a failure must never be an input. Columns of yes and no that imply the target are its modes; others of yes and no
that stand beside them after the target are outcomes too; a column of words that tells the target is its modes in words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.advice.investing import tables
from bot.advice.investing.tables import EMPTY, Table
from bot.advice.maintenance.trees import Array
from bot.errors import DataError

Labels = npt.NDArray[np.int64]
YES = frozenset(
    {"1", "1.0", "yes", "y", "true", "fail", "failed", "failure", "fault", "faulty", "bad", "broken", "是", "故障", "失效", "异常"}
)
NO = frozenset(
    {
        "0",
        "0.0",
        "no",
        "n",
        "false",
        "ok",
        "pass",
        "passed",
        "good",
        "normal",
        "none",
        "no failure",
        "healthy",
        "否",
        "正常",
        "无",
        "无故障",
    }
)
IDENTIFIES = re.compile(r"^(?:id|uid|udi|index|row|nr|no|serial.*|.*[_ ]?(?:id|number)|unnamed.*|编号|序号|)$", re.IGNORECASE)
UNIT = re.compile(r"^(.*?)\s*[\[(（]([^\])）]{1,12})[\])）]\s*$")
MOST_LEVELS = 20
"""A column with more different words identifies things instead of naming their kinds."""
IMPLIES = 0.9
"""The least share of a failure mode's machines that failed."""
FEWEST = 10
"""The fewest failures of a target or a mode."""
Kinds = Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Machines:
    """Rows of machines. ``values`` (n, k): readings by ``readings``, NaN where empty; ``kinds``: words by column; ``failed`` (n,);
    ``modes``: (n,) each. ``left_out``: columns that are no inputs, and why. ``dropped``: rows without a target."""

    path: Path
    target: str
    readings: tuple[str, ...]
    values: Array
    kinds: Kinds
    failed: Labels
    modes: Mapping[str, Labels]
    left_out: Mapping[str, str] = field(default_factory=dict)
    dropped: int = 0

    def part(self, rows: npt.NDArray[np.int64]) -> "Machines":
        """Some of the rows."""
        return replace(
            self,
            values=self.values[rows],
            kinds={name: [column[row] for row in rows] for name, column in self.kinds.items()},
            failed=self.failed[rows],
            modes={name: column[rows] for name, column in self.modes.items()},
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """The target, columns that say how a machine failed, and columns to leave out."""

    target: str
    modes: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def read(path: Path, asked: Asked, like: Machines | None = None) -> Machines:
    """The machines of a file; those of a test part have the columns of ``like``. DataError where target or columns are missing."""
    table = tables.read(path)
    columns = {name: [cells[place].strip() for _, cells in table.rows] for place, name in enumerate(table.header)}
    target = named(path, columns, asked.target)
    known = np.array([cell.casefold() not in EMPTY for cell in columns[target]])
    if not known.any():
        raise DataError(path, None, f"has no row with a {target}")
    columns = {name: [cell for cell, keep in zip(cells, known, strict=True) if keep] for name, cells in columns.items()}
    rows = tuple(row for row, keep in zip(table.rows, known, strict=True) if keep)
    table = replace(table, rows=rows)
    failed, own = labels(path, target, columns[target])
    if like is not None:
        return replace(fitted_to(table, columns, like), failed=failed, dropped=int((~known).sum()))
    modes, left_out = outcomes(path, columns, target, failed, asked)
    modes = {**own, **modes}
    numbers = {}
    kinds: dict[str, Sequence[str | None]] = {}
    for name, cells in columns.items():
        if name == target or name in modes or name in left_out:
            continue
        column = numeric(table, name)
        why = useless(name, cells, column)
        if why:
            left_out[name] = why
        elif column is not None:
            numbers[name] = column
        else:
            kinds[name] = [cell or None for cell in cells]
    if not numbers and not kinds:
        raise DataError(path, None, f"has no column to learn from beside {target}")
    values = np.stack(list(numbers.values()), axis=1) if numbers else np.zeros((len(failed), 0))
    return Machines(path, target, tuple(numbers), values, kinds, failed, modes, left_out, int((~known).sum()))


def named(path: Path, columns: Mapping[str, Sequence[str]], name: str) -> str:
    """The column of this name, ignoring case; DataError lists the columns if there is none."""
    found = next((one for one in columns if one.casefold() == name.strip().casefold()), None)
    if found is None:
        raise DataError(path, 1, f"has no column {name!r}: there are {', '.join(columns)}")
    return found


def labels(path: Path, target: str, cells: Sequence[str]) -> tuple[Labels, dict[str, Labels]]:
    """1 for machines that failed, and the failure modes if the target names several; DataError if it is neither."""
    counts = {word: cells.count(word) for word in set(cells)}
    fine = [word for word in counts if word.casefold() in NO]
    if len(counts) > MOST_LEVELS:
        raise DataError(path, None, f"{target} has {len(counts)} different values: a failure is a yes or a no, or one of a few kinds")
    if not fine:
        fine = [] if set(map(str.casefold, counts)) <= YES else [max(counts, key=lambda word: (counts[word], word))]
    failed = np.array([cell not in fine for cell in cells], dtype=np.int64)
    ways = [word for word in counts if word not in fine]
    modes = {word: np.array([cell == word for cell in cells], dtype=np.int64) for word in sorted(ways)} if len(ways) > 1 else {}
    return failed, {name: flags for name, flags in modes.items() if flags.sum() >= FEWEST}


def outcomes(
    path: Path, columns: Mapping[str, Sequence[str]], target: str, failed: Labels, asked: Asked
) -> tuple[dict[str, Labels], dict[str, str]]:
    """Columns that tell how a machine failed, and columns that must not be used, with the reason."""
    modes: dict[str, Labels] = {}
    left_out = {named(path, columns, name): "as asked" for name in asked.ignore}
    wanted = {named(path, columns, name) for name in asked.modes}
    after = list(columns).index(target)
    for place, (name, cells) in enumerate(columns.items()):
        flags = yes_no(cells)
        if name == target or name in left_out:
            continue
        if flags is None:
            if name not in wanted and tells(cells, failed):
                left_out[name] = f"tells the {target} itself"
                modes |= ways(cells, failed)
            continue
        implied = flags.sum() >= FEWEST and failed[flags == 1].mean() >= IMPLIES
        if name in wanted or (implied and not asked.modes):
            modes[name] = flags
        elif implied or (place > after and rest_is_yes_no(columns, after)):
            left_out[name] = f"is known only after a {target}"
    return {name: flags for name, flags in modes.items() if flags.sum() >= FEWEST}, left_out


def rest_is_yes_no(columns: Mapping[str, Sequence[str]], after: int) -> bool:
    """Whether all columns after the target hold only yes and no."""
    return all(yes_no(cells) is not None for cells in list(columns.values())[after + 1 :])


def yes_no(cells: Sequence[str]) -> Labels | None:
    """1 for yes, 0 for no; None if the column has other values."""
    words = [cell.casefold() for cell in cells]
    if not set(words) <= YES | NO:
        return None
    return np.array([word in YES for word in words], dtype=np.int64)


def tells(cells: Sequence[str], failed: Labels) -> bool:
    """Whether a column of a few words tells the failure nearly without exception."""
    words = np.array(cells)
    levels = np.unique(words)
    if not 2 <= len(levels) <= MOST_LEVELS or failed.sum() < FEWEST or any(re.fullmatch(r"[-+\d.,]*", level) for level in levels):
        return False
    right = sum(max(int((one := failed[words == level]).sum()), len(one) - int(one.sum())) for level in levels)
    return bool(len(failed) - right <= 0.1 * failed.sum())


def ways(cells: Sequence[str], failed: Labels) -> dict[str, Labels]:
    """The words of a column that name a failure mode."""
    words = np.array(cells)
    return {str(level): (words == level).astype(np.int64) for level in np.unique(words) if failed[words == level].mean() > 0.5}


def numeric(table: Table, name: str) -> Array | None:
    """A column as numbers, NaN for empty cells; None if it holds words."""
    try:
        return np.asarray(table.numbers([table.header.index(name)])[:, 0])
    except DataError:
        return None


def useless(name: str, cells: Sequence[str], column: Array | None) -> str:
    """Why a column cannot be an input; "" if it can."""
    different = len(set(cells))
    if different == 1:
        return "is the same in all rows"
    if column is None:
        return f"has {different} different words" if different > MOST_LEVELS else ""
    known = column[~np.isnan(column)]
    if not len(known):
        return "is empty"
    counts = len(np.unique(known)) == len(known) and np.equal(np.mod(known, 1), 0).all()
    near = known.max() - known.min() < 2 * len(known)
    return (
        "is a number that identifies the row"
        if counts and len(known) > 2 and (IDENTIFIES.match(name) or (near and len(known) >= 50))
        else ""
    )


def fitted_to(table: Table, columns: Mapping[str, Sequence[str]], like: Machines) -> Machines:
    """The inputs of another part with the columns of ``like``; DataError where one is missing or holds words."""
    values = []
    for name in like.readings:
        place = table.header.index(named(table.path, columns, name))
        values.append(table.numbers([place])[:, 0])
    kinds = {name: [cell or None for cell in columns[named(table.path, columns, name)]] for name in like.kinds}
    count = len(table.rows)
    shown = {named(table.path, columns, name): name for name in like.modes if name in columns}
    modes = {name: flags for column, name in shown.items() if (flags := yes_no(columns[column])) is not None}
    return Machines(
        table.path,
        like.target,
        like.readings,
        np.stack(values, axis=1) if values else np.zeros((count, 0)),
        kinds,
        np.zeros(count, dtype=np.int64),
        modes if len(modes) == len(like.modes) else {},
        like.left_out,
    )

"""``frontdesk evaluate advice maintenance``: failures where a target names them, remaining life where the file holds series."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataError
from evaluation.advice import lives, machines
from training.advice import lives as life_training
from training.advice import machines as rows
from training.advice import series
from training.advice.maintenance import Settings
from training.advice.series import Names

Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is measured. ``target``: the column of failures; None, or a name of remaining life, where the file holds series.

    ``remaining``: a file with what each test machine had left after its last cycle, which it is then asked at.
    """

    target: str | None = None
    modes: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)
    remaining: Path | None = None
    cap: float = 125.0
    folds: int = 5
    seed: int = 7


def evaluate(train: Path, test: Path | None, options: Options) -> Report:
    """The report; DataError if the file is of neither kind."""
    if series.told_of(train, options.names):
        known = series.read(train, options.names)
        other = series.read(test, options.names, options.remaining) if test is not None else None
        settings = life_training.Settings(cap=options.cap)
        return lives.evaluate(known, other, settings, options.folds, options.seed, last=options.remaining is not None)
    if options.remaining is not None:
        raise DataError(train, None, "holds failures and no series: --remaining says nothing here")
    if options.target is None:
        raise DataError(train, 1, "has no column of units and of cycles: name the column of failures with --target")
    asked = rows.Asked(options.target, options.modes, options.ignore)
    learnt = rows.read(train, asked)
    tested = rows.read(test, asked, learnt) if test is not None else None
    return machines.evaluate(learnt, tested, Settings(), options.folds, options.seed)


def lines(found: Report) -> list[str]:
    """The report for a terminal, a line each."""
    return [f"{name:28} {lives.shown(value) if isinstance(value, list) else value}" for name, value in found.items() if name != "fits"]

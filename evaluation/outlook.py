"""Measures how well satisfaction and escalation are foreseen, by cross-validation over dialogues."""

import time
from functools import partial
from pathlib import Path

from bot.errors import DataError
from training import dialogues, reading
from training.courses import Reader, courses, labels
from training.dialogues import Dialogue
from training.progress import ProgressCallback, bars
from training.validation import Figures, figures, predicted, separates

WITH = "with_turn_"


def with_progress(path: Path, folds: int, seed: int, work: Path) -> dict[str, int | float | None]:
    """``evaluate`` with the base encoder and progress bars; readings are cached in ``work``."""
    with bars(None) as told:
        return evaluate(path, folds, partial(reading.read, work=work), seed, told)


def evaluate(
    path: Path, folds: int, reader: Reader, seed: int = 7, told: ProgressCallback = lambda stage, done, of: None
) -> dict[str, int | float | None]:
    """Train and test by contiguous folds of dialogues; DataError if fewer dialogues than folds are rated.

    Metrics without a prefix use the messages before the rated turn; those with ``with_turn_`` include it.
    """
    began = time.monotonic()
    read = list(dialogues.read(path))
    good = [one for one in read if isinstance(one, Dialogue)]
    marks = [labels(dialogue) for dialogue in good]
    rated = sum(bool(one.any()) for one in marks)
    if not 2 <= folds <= rated:
        raise DataError(path, None, f"{rated} of its dialogues have rated turns: {folds} folds need at least {max(folds, 2)} of them")
    told("reading", 0, 1)
    found = courses(good, reader)
    told("reading", 1, 1)
    predictions = predicted(found, marks, folds, seed, lambda done, of: told("folds", done, of))
    without: Figures = figures(predictions.labels, predictions.before, predictions.before_expected)
    including = figures(predictions.labels, predictions.now, predictions.now_expected)
    return {
        "rows": len(predictions.labels),
        "dialogues": len(good),
        "unreadable": len(read) - len(good),
        "folds": folds,
        "seed": seed,
        **without,
        **{WITH + name: value for name, value in including.items()},
        "risk_auc": separates(predictions),
        "seconds": round(time.monotonic() - began, 1),
    }

"""Cross-validates the outlook head by contiguous folds of dialogues, and measures its predictions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata, spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score, recall_score, roc_auc_score

from bot.inference.outlook import RATINGS
from training.outlook import Course, fit

Ints = npt.NDArray[np.int64]
Figures = dict[str, float | None]
DISSATISFIED = 3
"""A label below this is a dissatisfied customer."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """For every rated message, over all folds: its rating, and the guess and expectation of a head that had not seen the dialogue.

    ``before``: from the messages before the rated one; ``now``: from that one as well. ``escalated`` and ``risk``: for every customer
    message of dialogues whose end is known.
    """

    labels: Ints
    before: Ints
    before_expected: npt.NDArray[np.float64]
    now: Ints
    now_expected: npt.NDArray[np.float64]
    escalated: npt.NDArray[np.bool_]
    risk: npt.NDArray[np.float64]


def contiguous(count: int, folds: int) -> Iterator[tuple[list[int], list[int]]]:
    """Rows to learn from and rows to test on, for each of the contiguous folds; their sizes differ by one at most."""
    parts = np.array_split(np.arange(count), folds)
    for part in parts:
        yield [row for row in range(count) if row < part[0] or row > part[-1]], part.tolist()


def predicted(
    courses: Sequence[Course], labels: Sequence[Ints], folds: int, seed: int, tick: Callable[[int, int], None] = lambda done, of: None
) -> Predictions:
    """Predict every dialogue with a head trained on the other folds."""
    found: list[tuple[npt.NDArray[np.generic], ...]] = []
    for number, (train, test) in enumerate(contiguous(len(courses), folds)):
        trained = fit([courses[row] for row in train], seed)
        for row in test:
            course, rated = courses[row], labels[row] > 0
            before, now, risk = trained.read(course)
            known = course.customer & (course.escalated is not None)
            found.append(
                (
                    labels[row][rated],
                    trained.guess(before[rated]),
                    before[rated] @ RATINGS,
                    trained.guess(now[rated]),
                    now[rated] @ RATINGS,
                    np.full(known.sum(), bool(course.escalated)),
                    risk[known],
                )
            )
        tick(number + 1, folds)
    return Predictions(*(np.concatenate(part) for part in zip(*found, strict=True)))


def figures(labels: Ints, guessed: Ints, expected: npt.NDArray[np.float64]) -> Figures:
    """Metrics of the guesses; ``rho`` compares the expected rating with the label, and is None if either is constant.

    ``uar`` is the recall averaged over the ratings that occur. ``rho_untied`` is the measure of published figures for this task, which is
    no correlation if ratings are tied (see ``untied``).
    """
    return {
        "uar": rounded(recall_score(labels, guessed, average="macro", labels=np.unique(labels), zero_division=0)),
        "kappa": rounded(cohen_kappa_score(labels, guessed)),
        "rho": rounded(spearmanr(expected, labels).statistic) if varies(expected) and varies(labels) else None,
        "rho_untied": rounded(untied(guessed, labels)),
        "f1_dissatisfied": rounded(f1_score(labels < DISSATISFIED, guessed < DISSATISFIED, zero_division=0)),
    }


def untied(first: Ints, second: Ints) -> float:
    """1 - 6 sum d^2 / n (n^2 - 1) over ranks in which ties share the lowest: Spearman's rho, but only without ties.

    The published code of user satisfaction simulation (Sun et al., 2021, arXiv:2105.03748) computes this on labels, nearly all of
    which are tied; always guessing the most frequent rating scores high by it.
    """
    count = len(first)
    apart = rankdata(first, "min") - rankdata(second, "min")
    return float(1.0 - 6.0 * np.sum(apart.astype(np.float64) ** 2) / max(count * (count**2 - 1.0), 1.0))


def separates(predictions: Predictions) -> float | None:
    """The AUC of the risk of escalation; None if all dialogues ended alike."""
    return rounded(roc_auc_score(predictions.escalated, predictions.risk)) if varies(predictions.escalated) else None


def varies(values: npt.NDArray[np.generic]) -> bool:
    """Whether there are at least two different values."""
    return bool(len(values)) and bool(np.any(values != values[0]))


def rounded(value: float) -> float | None:
    """A value to four decimal places; None for NaN."""
    return None if np.isnan(value) else round(float(value), 4)

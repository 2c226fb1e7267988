"""Measures a model's readings beyond accuracy: its probabilities, its out-of-scope score, and whether its promise holds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from training.calibrate import ALPHA, TUNING, Judged, certified

BINS = 15
DRAWS = 1000
HALVES = 100


@dataclass(frozen=True, slots=True)
class Readings:
    """By row: probability of the best intent, out-of-scope score, and whether that intent is right, the row turned away, out of scope."""

    sure: npt.NDArray[np.float64]
    outside: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    away: npt.NDArray[np.bool_]
    unfit: npt.NDArray[np.bool_]


def readings(rows: list[list[float]]) -> Readings:
    """Readings from their stored form."""
    seen = np.array(rows, dtype=np.float64)
    return Readings(seen[:, 0], seen[:, 1], *(seen[:, place].astype(bool) for place in (2, 3, 4)))


def auroc(seen: Readings) -> float | None:
    """How well the out-of-scope score separates out-of-scope messages from the others; None without any."""
    return float(roc_auc_score(seen.unfit, seen.outside)) if 0 < seen.unfit.sum() < len(seen.unfit) else None


def calibration_error(seen: Readings) -> tuple[float, float, float]:
    """Expected calibration error of the best intent over in-scope rows in 15 bins of equal mass, with a 95 % interval by bootstrap."""
    sure, right = seen.sure[~seen.unfit], seen.right[~seen.unfit].astype(float)
    chance = np.random.default_rng(7)
    drawn = [chance.integers(0, len(sure), len(sure)) for _ in range(DRAWS)]
    low, high = np.quantile([gap(sure[rows], right[rows]) for rows in drawn], [0.025, 0.975])
    return gap(sure, right), float(low), float(high)


def gap(sure: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    """The mean gap between probability and accuracy over bins of equal mass."""
    bins = np.array_split(np.argsort(sure, kind="stable"), BINS)
    return float(sum(abs(sure[rows].mean() - right[rows].mean()) * len(rows) for rows in bins if len(rows)) / len(sure))


@dataclass(frozen=True, slots=True)
class Promise:
    """Over 100 random halves: how often the error among the answered exceeded the certified one, how often nothing could be certified,
    and the mean share answered otherwise."""

    broken: int
    uncertified: int
    coverage: float


def promise(seen: Readings) -> Promise:
    """Certify on one half, answer the other: 100 times."""
    chance = np.random.default_rng(7)
    broken = uncertified = 0
    covered = []
    for _ in range(HALVES):
        order = chance.permutation(len(seen.sure))
        known, fresh = order[: len(order) // 2], order[len(order) // 2 :]
        found = certified(judged(seen, known[::TUNING]), judged(seen, np.delete(known, np.s_[::TUNING])))
        answered, wrong = judged(seen, fresh).at(float(found["accept"]))
        if not found["certified"]:
            uncertified += 1
            continue
        broken += wrong > ALPHA * answered
        covered.append(answered / len(fresh))
    return Promise(int(broken), uncertified, float(np.mean(covered)) if covered else 0.0)


def judged(seen: Readings, rows: npt.NDArray[np.int64]) -> Judged:
    """How some of the rows would be answered."""
    return Judged(np.where(seen.away[rows], -1.0, seen.sure[rows]), ~seen.right[rows])

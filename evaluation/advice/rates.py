"""Shares with exact intervals, calibration error, and under-triage."""

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from bot.advice.triage.levels import RANK
from bot.advice.triage.model import Array

BINS = 15
Integers = npt.NDArray[np.int64]


def levels_measured(advised: Integers, due: Integers) -> dict[str, object]:
    """Under-triage with its one-sided 95 % upper bound, over-triage, and how often each level was advised; empty without levels."""
    rated = (advised >= 0) & (due >= 0)
    n = int(rated.sum())
    if not n:
        return {}
    under = int((advised < due)[rated].sum())
    return {
        "under_triage": round(under / n, 4),
        "under_triage_bound": round(upper(under, n), 4),
        "under_triage_cases": under,
        "over_triage": share((advised > due)[rated]),
        "advised": {level: int((advised[rated] == rank).sum()) for level, rank in RANK.items()},
        "due": {level: int((due[rated] == rank).sum()) for level, rank in RANK.items()},
    }


def share(flags: npt.NDArray[np.bool_]) -> float:
    """The share of flags that are true."""
    return round(float(flags.mean()), 4)


def interval(hits: int, n: int) -> tuple[float, float]:
    """The two-sided 95 % Clopper-Pearson interval."""
    low = float(beta.ppf(0.025, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, n - hits)) if hits < n else 1.0
    return round(low, 4), round(high, 4)


def upper(hits: int, n: int) -> float:
    """The upper end of the one-sided 95 % Clopper-Pearson interval."""
    return float(beta.ppf(0.95, hits + 1, n - hits)) if hits < n else 1.0


def calibration_error(sure: Array, right: npt.NDArray[np.bool_]) -> float:
    """The mean gap between probability and accuracy over bins of equal width, weighted by their cases (Naeini et al., 2015)."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return round(sum(abs(float(right[bins == b].mean() - sure[bins == b].mean())) * float((bins == b).mean()) for b in np.unique(bins)), 4)

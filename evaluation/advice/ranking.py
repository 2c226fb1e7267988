"""The area under the ROC curve with DeLong's interval, also for the difference of two on the same rows."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

NORMAL = 1.959964
Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Area:
    """An area, or a difference of two, with its 95 % interval."""

    value: float
    low: float
    high: float

    def told(self, name: str) -> dict[str, float]:
        """The value and its interval under the keys of a report."""
        return {name: round(self.value, 4), f"{name}_low": round(self.low, 4), f"{name}_high": round(self.high, 4)}


def area(chances: Array, bad: Labels) -> Area:
    """The area under the ROC curve with the interval of DeLong et al. (1988), computed by midranks (Sun and Xu, 2014)."""
    value, above, below = placements(chances, bad)
    spread = NORMAL * sqrt(variance(above) + variance(below))
    return Area(value, max(0.0, value - spread), min(1.0, value + spread))


def difference(first: Array, second: Array, bad: Labels) -> Area:
    """The first area less the second, on the same rows."""
    one, above, below = placements(first, bad)
    other, above_too, below_too = placements(second, bad)
    spread = NORMAL * sqrt(variance(above - above_too) + variance(below - below_too))
    return Area(one - other, one - other - spread, one - other + spread)


def placements(chances: Array, bad: Labels) -> tuple[float, Array, Array]:
    """The area, and DeLong's placements: for each bad and each good row, the share of the other kind that it is ranked rightly with."""
    high, low = chances[bad == 1], chances[bad == 0]
    ranks = rankdata(np.concatenate([high, low]))
    above = (ranks[: len(high)] - rankdata(high)) / len(low)
    below = 1.0 - (ranks[len(high) :] - rankdata(low)) / len(high)
    return float(above.mean()), above, below


def variance(placed: Array) -> float:
    """The variance of the mean of placements."""
    return float(placed.var(ddof=1)) / len(placed) if len(placed) > 1 else 0.0


def wilson(hits: int, of: int) -> tuple[float, float, float] | None:
    """A share with its 95 % interval (Wilson, 1927); None without rows."""
    if not of:
        return None
    share, z = hits / of, NORMAL**2 / of
    middle, spread = (share + z / 2) / (1 + z), NORMAL * sqrt(share * (1 - share) / of + z / (4 * of)) / (1 + z)
    return round(share, 4), round(max(0.0, middle - spread), 4), round(min(1.0, middle + spread), 4)

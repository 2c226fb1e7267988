"""Features of a machine at each cycle, from that cycle and earlier ones: smoothed values, recent change and drift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.advice.maintenance.trees import Array

WINDOWS = (5, 15, 30)
"""Window lengths of moving means, in cycles."""
FIRST = 10
"""Cycles in which a machine counts as new; drift is measured from their mean."""


@dataclass(frozen=True, slots=True)
class Regimes:
    """Operating regimes, clustered by ``settings`` (indices of columns) with ``centres`` (r, settings) after division by ``scale``.

    Sensors are standardised within a regime by ``mean`` and ``deviation`` (r, sensors).
    """

    settings: tuple[int, ...]
    scale: Array
    centres: Array
    mean: Array
    deviation: Array

    def levelled(self, values: Array, sensors: Sequence[int]) -> Array:
        """The sensors (n, sensors) standardised within the regime of each cycle; ``values`` has all columns."""
        if len(self.centres) > 1:
            away = values[:, list(self.settings)] / self.scale
            which = ((away[:, None, :] - self.centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        else:
            which = np.zeros(len(values), dtype=np.int64)
        return np.asarray((values[:, list(sensors)] - self.mean[which]) / self.deviation[which])


def filled(series: Array) -> Array:
    """The series (t, k) with gaps filled by the last known value, or the first known one at the start; 0 if none is known."""
    known = ~np.isnan(series)
    last = np.maximum.accumulate(np.where(known, np.arange(len(series))[:, None], 0), axis=0)
    held = np.take_along_axis(series, last, axis=0)
    first = np.take_along_axis(series, known.argmax(axis=0)[None, :], axis=0)
    return np.nan_to_num(np.where(np.isnan(held), first, held))


def features(series: Array) -> Array:
    """The features (t, 5 k + 1) of a series (t, k) without gaps; those of a cycle depend only on it and earlier ones."""
    count, width = series.shape
    sums = np.concatenate([np.zeros((1, width)), np.cumsum(series, axis=0)])
    end = np.arange(1, count + 1)
    means = [(sums[end] - sums[np.maximum(0, end - window)]) / np.minimum(end, window)[:, None] for window in WINDOWS]
    begun = sums[np.minimum(end, FIRST)] / np.minimum(end, FIRST)[:, None]
    before = means[0][np.maximum(0, np.arange(count) - WINDOWS[1])]
    return np.concatenate([*means, means[0] - before, means[2] - begun, end[:, None].astype(np.float64)], axis=1)

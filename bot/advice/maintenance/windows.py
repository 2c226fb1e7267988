"""A machine's series as features at each cycle, from what was known by then: smoothed values, how they drift, and how they do now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.advice.maintenance.trees import Array

WINDOWS = (5, 15, 30)
"""Cycles that means are taken over."""
FIRST = 10
"""Cycles that a machine is taken to be as new in; drift is measured from their mean."""


@dataclass(frozen=True, slots=True)
class Regimes:
    """Ways of running, found in ``settings`` (places of columns): ``centres`` (r, settings) after division by ``scale``.

    Sensors are compared within a regime: ``mean`` and ``deviation`` (r, sensors). With one regime nothing of it matters but the scale.
    """

    settings: tuple[int, ...]
    scale: Array
    centres: Array
    mean: Array
    deviation: Array

    def levelled(self, values: Array, sensors: Sequence[int]) -> Array:
        """Sensors (n, sensors) as deviations from what is usual in the regime of each cycle; ``values`` has all columns."""
        if len(self.centres) > 1:
            away = values[:, list(self.settings)] / self.scale
            which = ((away[:, None, :] - self.centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        else:
            which = np.zeros(len(values), dtype=np.int64)
        return np.asarray((values[:, list(sensors)] - self.mean[which]) / self.deviation[which])


def filled(series: Array) -> Array:
    """The series (t, k) with the last known value where one is missing, the first known one before that, and 0 where none is known."""
    known = ~np.isnan(series)
    last = np.maximum.accumulate(np.where(known, np.arange(len(series))[:, None], 0), axis=0)
    held = np.take_along_axis(series, last, axis=0)
    first = np.take_along_axis(series, known.argmax(axis=0)[None, :], axis=0)
    return np.nan_to_num(np.where(np.isnan(held), first, held))


def features(series: Array) -> Array:
    """Features (t, 5 k + 1) of a series (t, k) without gaps; those of a cycle depend on that cycle and earlier ones alone."""
    count, width = series.shape
    sums = np.concatenate([np.zeros((1, width)), np.cumsum(series, axis=0)])
    end = np.arange(1, count + 1)
    means = [(sums[end] - sums[np.maximum(0, end - window)]) / np.minimum(end, window)[:, None] for window in WINDOWS]
    begun = sums[np.minimum(end, FIRST)] / np.minimum(end, FIRST)[:, None]
    before = means[0][np.maximum(0, np.arange(count) - WINDOWS[1])]
    return np.concatenate([*means, means[0] - before, means[2] - begun, end[:, None].astype(np.float64)], axis=1)

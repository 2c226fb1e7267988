"""Estimates a running machine's remaining life from its series, with a model fitted on machines that ran to failure."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.advice.maintenance import windows
from bot.advice.maintenance.trees import Array, Forest, arrays, forest_of, opened
from bot.advice.maintenance.windows import Regimes
from bot.errors import ArtifactError

FORMAT = 1
ENOUGH = 30
"""A machine with fewer cycles is too young for more than low confidence."""


@dataclass(frozen=True, slots=True)
class Life:
    """The fitted parts; ``columns`` are the names of a series' readings in order, ``sensors`` the indices of the informative ones.

    ``cap`` is the remaining life above which a machine counts as new. ``edges`` (b,) divide expected lives into bins. ``low`` and ``high``
    (b + 1,) are, for each bin, the deviations from the expected life between which nine of ten held-out machines were.
    """

    columns: tuple[str, ...]
    sensors: tuple[int, ...]
    regimes: Regimes
    forest: Forest
    cap: float
    edges: Array
    low: Array
    high: Array
    about: Mapping[str, str]

    @property
    def version(self) -> str:
        """Identifies the data and the settings that it was fitted with."""
        return self.about.get("version", "")

    def rows(self, series: Array) -> Array:
        """The features of every cycle of a series (t, columns)."""
        return windows.features(self.regimes.levelled(windows.filled(series), self.sensors))

    def expected(self, rows: Array) -> Array:
        """The expected remaining cycles, from 0 to ``cap``, for rows of features."""
        return np.clip(self.forest.raw(rows), 0.0, self.cap)


@dataclass(frozen=True, slots=True)
class Remaining:
    """Remaining cycles, with a range that held for nine of ten machines; ``capped``: the range reaches the cap, so it may be more."""

    cycles: float
    low: float
    high: float
    capped: bool
    young: bool
    version: str


def remaining(life: Life, series: Array) -> Remaining:
    """The remaining life after the last cycle of a series (t, columns); ValueError if it is empty or has other columns."""
    if series.ndim != 2 or series.shape[1] != len(life.columns) or not len(series):
        raise ValueError(f"the series has the shape {series.shape}: give at least one cycle of {len(life.columns)} readings")
    cycles = float(life.expected(life.rows(series)[-1:])[0])
    place = int(np.searchsorted(life.edges, cycles))
    low, high = max(0.0, cycles + float(life.low[place])), min(life.cap, cycles + float(life.high[place]))
    return Remaining(cycles, low, high, high >= life.cap - 1, len(series) < ENOUGH, life.version)


def dumped(life: Life) -> bytes:
    """The model as an npz file of plain arrays."""
    about = {"format": FORMAT, "columns": life.columns, "sensors": life.sensors, "settings": life.regimes.settings, "cap": life.cap}
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        about=np.array(json.dumps({**about, "about": life.about}, ensure_ascii=False)),
        edges=life.edges,
        low=life.low,
        high=life.high,
        scale=life.regimes.scale,
        centres=life.regimes.centres,
        mean=life.regimes.mean,
        deviation=life.regimes.deviation,
        **arrays("forest", life.forest),  # type: ignore[arg-type]
    )
    return buffer.getvalue()


def load(path: Path) -> Life:
    """A model that ``dumped`` wrote; ArtifactError for any other file, and if the parts do not fit together."""
    try:
        about, parts = opened(path, FORMAT)
        regimes = Regimes(tuple(about["settings"]), parts["scale"], parts["centres"], parts["mean"], parts["deviation"])
        bins = (parts["edges"], parts["low"], parts["high"])
        life = Life(
            tuple(about["columns"]), tuple(about["sensors"]), regimes, forest_of("forest", parts), about["cap"], *bins, about["about"]
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{path} is not a model of remaining life ({error}): fit it again") from error
    wrong = life.forest.mistakes(len(life.sensors) * 5 + 1)
    if not wrong and not (len(life.low) == len(life.high) == len(life.edges) + 1):
        wrong = "its ranges do not go with its bins"
    if wrong:
        raise ArtifactError(f"{path}: {wrong}: fit it again")
    return life

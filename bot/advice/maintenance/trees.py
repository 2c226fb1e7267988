"""Boosted trees as plain arrays, evaluated in numpy, so that serving needs no training library."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import ArtifactError

Array = npt.NDArray[np.float64]
TOGETHER = 200_000
"""Rows times trees that are evaluated at a time."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Additive trees with N nodes in all; a row goes ``left`` if its ``feature`` is at most ``threshold``.

    ``feature`` is -1 at a leaf, whose ``value`` is added; ``lost`` (N,) says whether a missing value goes left. ``roots`` are the first
    nodes of the trees. ``baseline`` is what the leaf values are added to.
    """

    feature: npt.NDArray[np.int16]
    threshold: Array
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    lost: npt.NDArray[np.bool_]
    value: Array
    roots: npt.NDArray[np.int32]
    baseline: float

    def raw(self, rows: Array) -> Array:
        """The sum of the leaves for each row, shape (n,); ``rows`` (n, features), NaN where a value is missing."""
        step = max(1, TOGETHER // max(1, len(self.roots)))
        return np.concatenate([self.walked(rows[at : at + step]) for at in range(0, len(rows), step)]) if len(rows) else np.zeros(0)

    def walked(self, rows: Array) -> Array:
        """As ``raw``, for all rows at once: each row descends each tree level by level until it reaches a leaf."""
        count, features = rows.shape
        flat, lost = rows.ravel(), bool(np.isnan(rows).any())
        sums = np.full(count, self.baseline)
        at = np.tile(self.roots, count)
        row = np.repeat(np.arange(count, dtype=np.int32), len(self.roots))
        while len(at):
            feature = self.feature.take(at)
            inner = feature >= 0
            if not inner.all():
                leaves = np.flatnonzero(~inner)
                sums += np.bincount(row[leaves], self.value.take(at[leaves]), count)
                on = np.flatnonzero(inner)
                at, row, feature = at[on], row[on], feature[on]
            value = flat.take(row * features + feature)
            left = value <= self.threshold.take(at)
            if lost:
                left |= np.isnan(value) & self.lost.take(at)
            at = np.where(left, self.left.take(at), self.right.take(at))
        return sums

    def chance(self, rows: Array) -> Array:
        """The sigmoid of ``raw``: a probability, for trees fitted to a binary target."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.raw(rows), -500, 500))))

    def mistakes(self, features: int) -> str:
        """What is wrong with the arrays; empty if nothing is."""
        nodes = len(self.feature)
        parts = (self.threshold, self.left, self.right, self.lost, self.value)
        if any(part.shape != (nodes,) for part in parts) or self.feature.ndim != 1 or self.roots.ndim != 1 or not len(self.roots):
            return "its trees have arrays of different lengths"
        inner = self.feature >= 0
        after = np.arange(nodes)[inner]
        if (self.feature >= features).any() or (self.roots < 0).any() or (self.roots >= nodes).any():
            return "its trees ask for features or nodes that are not there"
        if any((part[inner] <= after).any() or (part[inner] >= nodes).any() for part in (self.left, self.right)):
            return "its trees lead back to where they came from"
        if not all(np.isfinite(part[where]).all() for part, where in ((self.value, ~inner), (self.threshold, inner))):
            return "its trees hold numbers that are not finite"
        return "" if np.isfinite(self.baseline) else "its baseline is not finite"


def arrays(name: str, forest: Forest) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a forest, named for an npz file."""
    return {
        f"{name}/feature": forest.feature,
        f"{name}/threshold": forest.threshold,
        f"{name}/left": forest.left,
        f"{name}/right": forest.right,
        f"{name}/lost": forest.lost,
        f"{name}/value": forest.value,
        f"{name}/roots": forest.roots,
        f"{name}/baseline": np.array(forest.baseline),
    }


def forest_of(name: str, parts: Mapping[str, npt.NDArray[np.generic]]) -> Forest:
    """The forest from arrays that ``arrays`` named; KeyError if one is missing."""
    return Forest(
        parts[f"{name}/feature"].astype(np.int16),
        parts[f"{name}/threshold"].astype(np.float64),
        parts[f"{name}/left"].astype(np.int32),
        parts[f"{name}/right"].astype(np.int32),
        parts[f"{name}/lost"].astype(np.bool_),
        parts[f"{name}/value"].astype(np.float64),
        parts[f"{name}/roots"].astype(np.int32),
        float(parts[f"{name}/baseline"]),
    )


def opened(path: Path, format: int) -> tuple[dict[str, Any], dict[str, Array]]:
    """The metadata and the arrays of a fitted model; ArtifactError if it has another format."""
    with np.load(path, allow_pickle=False) as file:
        parts = {name: file[name] for name in file.files}
    about: dict[str, Any] = json.loads(str(parts.pop("about")))
    if about["format"] != format:
        raise ArtifactError(f"{path} has another format than this version reads: fit it again")
    return about, parts

"""Model features of a machine: its readings, its kinds, and products, differences and ratios of two readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.advice.maintenance.trees import Array

Kind = Literal["product", "difference", "ratio"]
KINDS: tuple[Kind, ...] = ("product", "difference", "ratio")


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading, its seen range ``low`` to ``high``, and evenly spaced ``quantiles`` of its seen values.

    ``unit`` is the one in brackets in its name, or empty; ``decimals`` are the decimals that it is written with.
    """

    name: str
    unit: str
    low: float
    high: float
    quantiles: tuple[float, ...]
    decimals: int

    @property
    def spread(self) -> float:
        """Half the distance between the quantiles that hold the middle two thirds: about a standard deviation; never 0."""
        count = len(self.quantiles) - 1
        wide = (self.quantiles[round(count * 5 / 6)] - self.quantiles[round(count / 6)]) / 2
        return wide or (self.high - self.low) or 1.0


@dataclass(frozen=True, slots=True)
class Derived:
    """A feature derived from two readings, given by their indices."""

    kind: Kind
    first: int
    second: int

    def of(self, readings: Array) -> Array:
        """Its values (n,) for readings (n, k); NaN for a division by zero."""
        one, other = readings[:, self.first], readings[:, self.second]
        if self.kind == "product":
            return np.asarray(one * other)
        if self.kind == "difference":
            return np.asarray(one - other)
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = one / other
        return np.where(np.isfinite(shared), shared, np.nan)


def pairs(count: int) -> tuple[Derived, ...]:
    """Every product, difference and ratio of so many readings."""
    return tuple(Derived(kind, a, b) for a in range(count) for b in range(a + 1, count) for kind in KINDS)


def rows(
    readings: Array, kinds: Mapping[str, Sequence[str | None]], levels: Mapping[str, tuple[str, ...]], derived: Sequence[Derived]
) -> Array:
    """Features (n, f): readings (n, k), a column a level of each kind (NaN throughout where the level is not known), then derived ones."""
    parts = [readings, *(np.stack([one.of(readings) for one in derived], axis=1) for _ in range(bool(derived)))]
    for name, known in levels.items():
        given = kinds.get(name, [None] * len(readings))
        flags = np.array([[float(value == level) if value in known else np.nan for level in known] for value in given])
        parts.insert(1, flags.reshape(len(readings), len(known)))
    return np.concatenate(parts, axis=1)

"""Rates and means of conversations with 95 % intervals, where several conversations of one customer are alike.

Nothing needs scipy, because the machine that has the database is the one that serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` out of ``of``, and where the true rate lies with 95 % confidence, 0 to 1; ``customers``: how many they are from."""

    count: int = 0
    of: int = 0
    low: float = 0.0
    high: float = 1.0
    customers: int = 0

    @property
    def value(self) -> float | None:
        """The rate, 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of ``of`` values; ``low`` and ``high`` are None where fewer than two customers gave any."""

    value: float | None = None
    of: int = 0
    low: float | None = None
    high: float | None = None
    customers: int = 0


@dataclass(slots=True)
class Sums:
    """What is kept of customers with a sum ``x`` over ``n`` conversations each: six numbers, however many customers there are."""

    customers: int = 0
    x: float = 0.0
    n: int = 0
    xx: float = 0.0
    xn: float = 0.0
    nn: int = 0

    def add(self, x: float, n: int) -> None:
        """Add one customer."""
        self.customers += 1
        self.x += x
        self.n += n
        self.xx += x * x
        self.xn += x * n
        self.nn += n * n

    @property
    def variance(self) -> float:
        """The variance of x / n over customers (the linearised one of a ratio of sums; Cochran 1977, 6.3)."""
        mean, groups = self.x / self.n, self.customers
        return max(self.xx - 2 * mean * self.xn + mean * mean * self.nn, 0.0) / self.n**2 * groups / (groups - 1)

    def rate(self) -> Rate:
        """The rate where x counts: Wilson's interval (1927), over as many conversations as those of these customers are worth."""
        if not self.n:
            return Rate()
        low, high = wilson(self.x / self.n, self.worth())
        return Rate(round(self.x), self.n, low, high, self.customers)

    def worth(self) -> float:
        """How many unrelated conversations give the same certainty (Korn and Graubard 1998).

        Where all went alike, nothing says how much customers differ: then all conversations of a customer are taken for one.
        """
        rate, groups = self.x / self.n, self.customers
        if groups == self.n:
            return self.n
        if rate in (0.0, 1.0) or groups == 1:
            return self.n**2 / self.nn
        wide = (student(groups - 1) / Z) ** 2
        spread = self.variance
        return self.n if spread == 0 else min(self.n, rate * (1 - rate) / spread / wide)

    def mean(self, lowest: float = -inf, highest: float = inf) -> Mean:
        """The mean with Student's interval over customers, within what is possible."""
        if not self.n:
            return Mean()
        value = self.x / self.n
        if self.customers < 2:
            return Mean(value, self.n, None, None, self.customers)
        half = student(self.customers - 1) * sqrt(self.variance)
        return Mean(value, self.n, max(lowest, value - half), min(highest, value + half), self.customers)


def wilson(rate: float, n: float) -> tuple[float, float]:
    """Wilson's interval for a rate of ``n`` trials."""
    middle, half = rate + Z * Z / (2 * n), Z * sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + Z * Z / n)), min(1.0, (middle + half) / (1 + Z * Z / n))


SMALL = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}
"""The quantile for few degrees of freedom, where the expansion is too rough."""


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t (Abramowitz and Stegun 1964, 26.7.5; right to 0.003)."""
    if freedom in SMALL:
        return SMALL[freedom]
    z, n = Z, freedom
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3


@dataclass(frozen=True, slots=True)
class Quantile:
    """A value below which a share of ``of`` values lies; ``low`` and ``high`` are None where they are too few for an interval."""

    value: float | None = None
    of: int = 0
    low: float | None = None
    high: float | None = None


def quantile(ordered: Sequence[float], share: float) -> Quantile:
    """The quantile of sorted values, with the two of them between which it lies in 95 of 100 cases, however they are distributed."""
    n = len(ordered)
    if not n:
        return Quantile()
    value = ordered[min(n - 1, ceil(n * share) - 1)]
    half = Z * sqrt(n * share * (1 - share))
    low, high = floor(n * share - half) - 1, ceil(n * share + half)
    if low < 0 or high >= n:
        return Quantile(value, n)
    return Quantile(value, n, ordered[low], ordered[high])

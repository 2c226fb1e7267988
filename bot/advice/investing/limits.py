"""Limits on single assets and on groups, and the conflict between them if they cannot all be kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.advice.investing.cone import Program
from bot.advice.investing.tables import Matrix

SLACK = 1e-5
"""Shares below this count as zero."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Bounds ``low`` to ``high`` (0 to 1) on the share of the investment in these assets, in each of them or together."""

    name: str
    assets: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a limit, as rows with ``row'w <= signed(bound)`` over the weights ``w``."""

    name: str
    side: str
    value: float
    rows: tuple[Matrix, ...]

    def __str__(self) -> str:
        return f"{self.name}: {self.side} {percent(self.value)}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that must give way by ``by`` (a share of the whole) if the others are kept."""

    name: str
    side: str
    value: float
    by: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that cannot all be kept.

    ``binding`` is a minimal set that contradicts itself: without any one of them the others can be kept. ``broken`` is the least
    relaxation.
    """

    binding: tuple[str, ...]
    broken: tuple[Broken, ...]


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{100 * share:.4g} %"


def bounds(limits: Sequence[Limit], names: Sequence[str]) -> tuple[Bound, ...]:
    """The sides of each limit; ValueError for an unknown asset, or a bound outside 0 to 1."""
    places = {name: place for place, name in enumerate(names)}
    found: list[Bound] = []
    for limit in limits:
        if unknown := [asset for asset in limit.assets if asset not in places]:
            raise ValueError(f"the limit {limit.name!r} names {unknown[0]!r}, for which there are no prices")
        if not limit.assets:
            raise ValueError(f"the limit {limit.name!r} names no assets")
        for value in (limit.low, limit.high):
            if value is not None and not 0.0 <= value <= 1.0:
                raise ValueError(f"the limit {limit.name!r} is {value:g}: write a share from 0 to 1")
        eye = np.eye(len(names))[[places[asset] for asset in limit.assets]]
        rows = tuple(eye) if limit.each else (eye.sum(axis=0),)
        if limit.low:
            found.append(Bound(limit.name, "at least", limit.low, tuple(-row for row in rows)))
        if limit.high is not None:
            found.append(Bound(limit.name, "at most", limit.high, rows))
    return tuple(found)


def signed(bound: Bound) -> float:
    """The right side of a bound's rows."""
    return -bound.value if bound.side == "at least" else bound.value


def conflict(several: Sequence[Bound], assets: int) -> Conflict | None:
    """None if weights that sum to 1 can keep every bound; otherwise which bounds contradict each other, by an elastic program.

    Each bound may be relaxed at a cost of 1 per share, and the total is minimised. Bounds are then dropped one by one while the rest is
    still infeasible (Chinneck 2008, Feasibility and Infeasibility in Optimization: the elastic program and the deletion filter).
    """
    given = elastic(several, assets)
    if given.sum() <= SLACK:
        return None
    broken = tuple(Broken(one.name, one.side, one.value, round(float(by), 4)) for one, by in zip(several, given, strict=True) if by > 1e-4)
    kept = list(several)
    for one in several:
        without = [other for other in kept if other is not one]
        if elastic(without, assets).sum() > SLACK:
            kept = without
    return Conflict(tuple(str(one) for one in kept), broken)


def elastic(several: Sequence[Bound], assets: int) -> Matrix:
    """How far each bound is relaxed when the total is least."""
    if not several:
        return np.zeros(0)
    program = Program(np.concatenate([np.zeros(assets), np.ones(len(several))]))
    program.equals(np.concatenate([np.ones(assets), np.zeros(len(several))]), 1.0)
    for row in -np.eye(assets + len(several)):
        program.at_most(row, 0.0)
    for bound, give in zip(several, -np.eye(len(several)), strict=True):
        for row in bound.rows:
            program.at_most(np.concatenate([row, give]), signed(bound))
    answer = program.solve()
    if answer is None:
        raise ArithmeticError("the elastic program has an answer always, and none was found")
    given: Matrix = np.maximum(answer.variables[assets:], 0.0)
    return given

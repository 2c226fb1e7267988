"""Shapley values from a bounded number of evaluations: how much each player adds, averaged over all orders of joining.

They are the solution of a weighted regression over coalitions (Charnes et al., Extremal principle solutions of games, 1988; Lundberg and
Lee, A unified approach to interpreting model predictions, 2017, theorem 2): exact if every coalition is evaluated, otherwise an estimate.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt

PASSES = 128
"""The most coalitions that are evaluated."""

EXACT = 7
"""The most players for whom every coalition is evaluated: 2 ** 7 = ``PASSES``."""

MOST = 48
"""The most players: after each alone and each left out, a quarter of the evaluations remains for random coalitions."""

SEED = 7


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The ``coalitions`` (k, n) to evaluate and the ``weight`` (k - 2,) of all but the last two, which are the empty and the full one."""

    coalitions: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]


@lru_cache(maxsize=2 * MOST)
def plan(players: int, passes: int = PASSES, seed: int = SEED) -> Plan:
    """The coalitions for so many players; the same arguments give the same plan."""
    if players <= EXACT:
        chosen, weight = every(players)
    else:
        chosen, weight = some(players, passes - 2, seed)
    ends = np.array([[False] * players, [True] * players], dtype=bool)
    return Plan(np.concatenate([chosen, ends]), weight)


def kernel(players: int, size: int) -> float:
    """The weight of all coalitions of one size together, up to a factor."""
    return (players - 1) / (size * (players - size))


def every(players: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """All coalitions except the empty and the full one, with their weights."""
    numbers = np.arange(1, max(2**players - 1, 1))
    chosen = (numbers[:, None] >> np.arange(players) & 1).astype(bool)
    weight = [kernel(players, int(size)) / comb(players, int(size)) for size in chosen.sum(axis=1)]
    return chosen, np.array(weight, dtype=np.float64)


def some(players: int, passes: int, seed: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Each player alone, each left out, and random pairs of a coalition and its complement, drawn in proportion to the kernel."""
    alone = np.eye(players, dtype=bool)
    sizes = np.arange(2, players - 1)
    chance = np.array([kernel(players, int(size)) for size in sizes])
    pairs = (passes - 2 * players) // 2
    random = np.random.default_rng(seed)
    drawn = np.zeros((pairs, players), dtype=bool)
    for row, size in zip(drawn, random.choice(sizes, pairs, p=chance / chance.sum()), strict=True):
        row[random.permutation(players)[:size]] = True
    weight = np.concatenate([np.full(2 * players, kernel(players, 1) / players), np.full(2 * pairs, chance.sum() / (2 * pairs))])
    return np.concatenate([alone, ~alone, drawn, ~drawn]), weight


def shares(plan: Plan, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The share (n, c) of each player from the values (k, c) of a plan's coalitions; shares sum exactly to full minus empty."""
    empty, total = values[-2], values[-1] - values[-2]
    players = plan.coalitions.shape[1]
    if players < 2:
        return np.broadcast_to(total, (players, len(total))).copy()
    chosen = plan.coalitions[:-2].astype(np.float64)
    weighted = chosen.T * plan.weight
    solved = np.linalg.solve(weighted @ chosen, np.column_stack([weighted @ (values[:-2] - empty), np.ones(players)]))
    free, direction = solved[:, :-1], solved[:, -1:]
    return np.asarray(free + direction * (total - free.sum(axis=0)) / direction.sum(), dtype=np.float64)

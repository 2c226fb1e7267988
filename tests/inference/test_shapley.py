"""Shares of a game: exact where it is small, within a bound of looks where it is not."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from bot.inference import shapley


def by_definition(players: int, value: dict[frozenset[int], float]) -> list[float]:
    """The mean of what a player adds over all orders."""
    return [
        sum(
            factorial(size) * factorial(players - size - 1) / factorial(players) * (value[frozenset(some) | {one}] - value[frozenset(some)])
            for size in range(players)
            for some in combinations([p for p in range(players) if p != one], size)
        )
        for one in range(players)
    ]


@pytest.mark.parametrize("players", [1, 2, 3, 5, shapley.EXACT])
def test_the_shares_of_a_small_game_are_those_of_the_definition(players: int) -> None:
    random = np.random.default_rng(players)
    value = {frozenset(some): float(random.normal()) for size in range(players + 1) for some in combinations(range(players), size)}
    plan = shapley.plan(players)
    seen = np.array([[value[frozenset(np.flatnonzero(row).tolist())]] for row in plan.coalitions])
    assert shapley.shares(plan, seen)[:, 0] == pytest.approx(by_definition(players, value))


@pytest.mark.parametrize("players", [8, 20, shapley.MOST])
def test_a_large_game_is_looked_at_as_often_as_promised_and_its_shares_add_up(players: int) -> None:
    plan, random = shapley.plan(players), np.random.default_rng(0)
    assert len(plan.coalitions) <= shapley.PASSES
    assert len({row.tobytes() for row in plan.coalitions[: 2 * players]}) == 2 * players
    values = random.normal(size=(len(plan.coalitions), 3))
    assert shapley.shares(plan, values).sum(axis=0) == pytest.approx(values[-1] - values[-2])


def test_players_who_add_the_same_to_everybody_get_just_that() -> None:
    plan, own = shapley.plan(20), np.linspace(-2.0, 3.0, 20)
    assert shapley.shares(plan, (plan.coalitions @ own)[:, None])[:, 0] == pytest.approx(own)


def test_two_who_are_only_worth_something_together_share_it_also_by_sampling() -> None:
    plan = shapley.plan(12)
    value = (plan.coalitions[:, 3] & plan.coalitions[:, 7]).astype(float)[:, None]
    shares = shapley.shares(plan, value)[:, 0]
    assert shares[[3, 7]] == pytest.approx([0.5, 0.5], abs=0.1)
    assert np.abs(np.delete(shares, [3, 7])).max() < 0.1

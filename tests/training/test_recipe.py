"""Hyperparameters that suit the data."""

from training.recipe import BROAD, EFFORTS, Recipe

NORMAL = EFFORTS["normal"]


def weights(recipe: Recipe) -> tuple[float, float]:
    return recipe.contrast, recipe.align


def test_few_broad_intents_of_many_rows_are_learnt_without_contrast_and_freely() -> None:
    assert weights(NORMAL.suited(4 * BROAD, 4)) == (0.0, 0.0)
    assert NORMAL.suited(4 * BROAD, 4).epochs == NORMAL.epochs


def test_intents_of_a_support_desk_keep_both() -> None:
    assert NORMAL.suited(10_003, 77) == NORMAL
    assert NORMAL.suited(4 * BROAD - 1, 4) == NORMAL

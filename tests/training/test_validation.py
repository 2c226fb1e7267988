"""Folds of dialogues, labels of several judges, and figures."""

import numpy as np
import pytest

from training.courses import label
from training.outlook import Course, fit
from training.validation import contiguous, figures, predicted, untied


@pytest.mark.parametrize(
    ("ratings", "expected"), [((3, 3, 4), 3), ((2, 2, 5, 4), 2), ((3, 4), 4), ((2, 3), 2), ((1, 2, 3), 2), ((2, 2, 5, 5), 4), ((4,), 4)]
)
def test_the_label_is_what_most_gave_and_else_the_rounded_mean(ratings: tuple[int, ...], expected: int) -> None:
    assert label(ratings) == expected


def test_every_dialogue_is_tested_once_by_a_run_of_neighbours_and_never_learnt_from_meanwhile() -> None:
    folds = list(contiguous(23, 5))
    assert [row for _, test in folds for row in test] == list(range(23))
    assert all(sorted(train + test) == list(range(23)) for train, test in folds)
    assert all(test == list(range(test[0], test[-1] + 1)) for _, test in folds)


def test_a_dialogue_is_predicted_by_a_head_that_has_not_seen_it() -> None:
    chance = np.random.default_rng(0)
    marks = [np.array([int(rating)]) for rating in chance.integers(2, 5, 24)]
    found = [
        Course(chance.normal(size=(1, 19)).astype(np.float32), np.ones(1, bool), np.eye(5, dtype=np.float32)[mark - 1]) for mark in marks
    ]
    predictions = predicted(found, marks, 3, 1)
    for (train, test), place in zip(contiguous(24, 3), (0, 8, 16), strict=True):
        trained = fit([found[row] for row in train], 1)
        expected = [trained.read(found[row])[1][0] @ np.arange(1, 6) for row in test]
        assert np.allclose(predictions.now_expected[place : place + 8], expected)
    assert predictions.labels.tolist() == [int(mark[0]) for mark in marks]


def test_rare_ratings_count_as_much_as_frequent_ones() -> None:
    labels, guessed = np.array([3] * 8 + [2, 2]), np.array([3] * 8 + [3, 2])
    found = figures(labels, guessed, guessed.astype(float))
    assert found["uar"] == 0.75
    assert found["f1_dissatisfied"] == pytest.approx(2 / 3, abs=1e-4)


def test_expected_ratings_that_never_differ_have_no_rank_correlation() -> None:
    labels = np.array([2, 3, 4])
    assert figures(labels, np.array([3, 3, 3]), np.full(3, 3.0))["rho"] is None


def test_the_published_formula_is_a_correlation_without_ties_and_flatters_a_constant_with_them() -> None:
    assert untied(np.array([1, 2, 3, 4]), np.array([2, 1, 4, 3])) == pytest.approx(0.6)
    assert untied(np.full(100, 3), np.array([3] * 80 + [4] * 20)) > 0.2

import numpy as np
import pytest

from bot.inference.ngram import Ngram
from training.calibrate import HeldOut
from training.mixing import WEIGHTS, factors, moved, ngram_logits, scaled, weight
from training.ngram import Labelled, fit

TEXTS = ["parcel late", "parcel lost", "parcel where", "refund please", "refund now", "my refund"] * 5
RIGHT = np.array([[place % 6 < 3, place % 6 >= 3] for place in range(30)])
UNKNOWN = np.full(30, -1, dtype=np.int64)


@pytest.fixture(scope="module")
def words() -> Ngram:
    return fit(Labelled(TEXTS[:6], [[0]] * 3 + [[1]] * 3, [None] * 6), (), 2, 1, embeds=False)


def held(intents: np.ndarray, moods: np.ndarray = UNKNOWN, sentiment: np.ndarray | None = None) -> HeldOut:
    zeros = np.zeros((30, 3), dtype=np.float32)
    return HeldOut(TEXTS, intents.astype(np.float32), zeros if sentiment is None else sentiment.astype(np.float32), RIGHT, moods)


EVERY = np.ones(30, dtype=bool)


def weighed(words: Ngram, rows: HeldOut) -> Ngram | None:
    counting = factors(rows, ngram_logits(words, rows), EVERY)
    return scaled(words, *counting) if any(counting) else None


def test_words_decide_where_the_encoder_guesses(words: Ngram) -> None:
    guesses = np.random.default_rng(1).normal(size=(30, 2))
    mixed = weighed(words, held(guesses))
    assert mixed is not None
    ngram_logits = np.stack([mixed.logits(text)[0] for text in TEXTS])
    assert (guesses.argmax(1) == RIGHT.argmax(1)).mean() < 0.7
    assert ((guesses + ngram_logits).argmax(1) == RIGHT.argmax(1)).mean() > 0.9


def test_words_that_mislead_are_silenced() -> None:
    wrong = fit(Labelled(TEXTS[:6], [[1]] * 3 + [[0]] * 3, [None] * 6), (), 2, 1, embeds=False)
    mostly_right = np.where(RIGHT, 1.0, 0.0) + np.random.default_rng(1).normal(0, 0.5, size=(30, 2))
    assert weighed(wrong, held(mostly_right)) is None


def test_rows_are_moved_as_the_served_tables_move_them(words: Ngram) -> None:
    rows = held(np.random.default_rng(1).normal(size=(30, 2)))
    mixed = scaled(words, 2.0, 0.5)
    served = rows.intents + np.stack([mixed.logits(text)[0] for text in TEXTS])
    assert np.allclose(moved(rows, ngram_logits(words, rows), 2.0, 0.5).intents, served, atol=0.01)


def test_where_nothing_speaks_for_or_against_words_they_have_the_usual_say() -> None:
    assert weight(np.zeros((4, 2), np.float32), np.zeros((4, 2), np.float32), RIGHT[:4]) == 1.0


def test_without_rows_to_judge_by_words_say_nothing() -> None:
    assert weight(np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32), RIGHT[:0]) == 0.0


def test_intents_and_sentiment_are_weighed_apart() -> None:
    moods = np.where(RIGHT[:, 0], 0, 2)
    both = fit(Labelled(TEXTS[:6], [[0]] * 3 + [[1]] * 3, [0, 0, 0, 2, 2, 2]), (), 2, 1, embeds=False)
    sure = np.where(RIGHT, 9.0, -9.0)
    mixed = weighed(both, held(sure, moods, np.random.default_rng(2).normal(size=(30, 3))))
    assert mixed is not None
    intents, sentiment = mixed.logits("parcel late")
    assert np.abs(sentiment).max() > np.abs(intents).max()


def test_there_are_weights_on_both_sides_of_the_usual_one() -> None:
    assert WEIGHTS[0] == 0.0
    assert WEIGHTS[0] < 1.0 < WEIGHTS[-1]

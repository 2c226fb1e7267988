"""Held-out readings of every row where rows are few: in turn, each fold is read by models that learnt from all rows but its own.

What is served learnt from all rows. Its thresholds rest on the readings of these other models, which saw a third less: they promise for
the served one what cross-validation promises, not what a part of its own that was held out would.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.inference.ngram import Ngram
from training.calibrate import Held
from training.data import Row
from training.mixing import Said, said
from training.splits import Split
from training.targets import truth


class Seen(NamedTuple):
    """What a model makes of n texts: logits (n, c) and (n, 3), and how near each is to an intent's mean (n,)."""

    intents: npt.NDArray[np.float32]
    sentiment: npt.NDArray[np.float32]
    near: npt.NDArray[np.float32]


Reads = Callable[[Sequence[str]], tuple[Seen, Ngram | None]]
"""A model that is done: what it makes of texts, and the n-grams that stand beside it."""

Learn = Callable[[Sequence[Row], int], Reads]
"""Makes a model from rows; told which fold it is for."""


def crossed(split: Split, labels: tuple[str, ...], learn: Learn) -> tuple[Held, Said]:
    """Every row of the folds as a model sees it that did not learn from it, and what that model's n-grams say of it."""
    parts = [fold(rows, [row for row in split.train if row not in rows], number, labels, learn) for number, rows in enumerate(split.folds)]
    return joined([part for part, _ in parts]), Said(
        np.concatenate([words.intents for _, words in parts]), np.concatenate([words.sentiment for _, words in parts])
    )


def fold(kept: frozenset[Row], others: Sequence[Row], number: int, labels: tuple[str, ...], learn: Learn) -> tuple[Held, Said]:
    """One fold, read by a model of the others."""
    rows = sorted(kept, key=lambda row: (row.line, row.text))
    texts = [row.text for row in rows]
    seen, words = learn(others, number)(texts)
    held = Held(texts, seen.intents, seen.sentiment, *truth(rows, labels), seen.near)
    return held, Said(np.zeros_like(seen.intents), np.zeros_like(seen.sentiment)) if words is None else said(words, held)


def joined(parts: Sequence[Held]) -> Held:
    """All rows together."""
    return Held(
        [text for part in parts for text in part.texts],
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("intents", "sentiment", "right", "moods", "near")),
    )

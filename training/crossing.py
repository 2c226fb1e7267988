"""Cross-fitting for few rows: each fold is read by a model that learnt from all other folds, so that every row is held out once.

The served model learns from all rows. Its thresholds rest on the readings of the other models, which saw a third less; so they promise
what a cross-validation promises, which is less than a held-out part of its own would.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.inference.ngram import Ngram
from training.calibrate import HeldOut
from training.data import Row
from training.mixing import NgramLogits, ngram_logits
from training.splits import Split
from training.targets import truth


class Seen(NamedTuple):
    """The outputs of a model for n texts: logits (n, c) and (n, 3), and the nearness to the closest intent's mean (n,)."""

    intents: npt.NDArray[np.float32]
    sentiment: npt.NDArray[np.float32]
    near: npt.NDArray[np.float32]


Reads = Callable[[Sequence[str]], tuple[Seen, Ngram | None]]
"""A trained model: its outputs for texts, and the n-gram model that stands beside it, if any."""

Learn = Callable[[Sequence[Row], int], Reads]
"""Trains a model on rows; the number is that of the fold it will read."""


def crossed(split: Split, labels: tuple[str, ...], learn: Learn) -> tuple[HeldOut, NgramLogits]:
    """The outputs for every row from a model that did not learn from it, and from that model's n-grams."""
    parts = [fold(rows, [row for row in split.train if row not in rows], number, labels, learn) for number, rows in enumerate(split.folds)]
    return joined([part for part, _ in parts]), NgramLogits(
        np.concatenate([words.intents for _, words in parts]), np.concatenate([words.sentiment for _, words in parts])
    )


def fold(kept: frozenset[Row], others: Sequence[Row], number: int, labels: tuple[str, ...], learn: Learn) -> tuple[HeldOut, NgramLogits]:
    """One fold, read by a model trained on the others."""
    rows = sorted(kept, key=lambda row: (row.line, row.text))
    texts = [row.text for row in rows]
    seen, words = learn(others, number)(texts)
    held = HeldOut(texts, seen.intents, seen.sentiment, *truth(rows, labels), seen.near)
    return held, NgramLogits(np.zeros_like(seen.intents), np.zeros_like(seen.sentiment)) if words is None else ngram_logits(words, held)


def joined(parts: Sequence[HeldOut]) -> HeldOut:
    """The rows of all parts as one."""
    return HeldOut(
        [text for part in parts for text in part.texts],
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("intents", "sentiment", "right", "moods", "near")),
    )

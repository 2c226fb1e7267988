"""How much word n-grams say beside an adapted encoder: as much as makes held-out messages likeliest."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bot.inference.ngram import Ngram
from bot.inference.scores import softmax
from training.calibrate import Bools, Held, temperature

WEIGHTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Factors of the n-grams' margins; they lie between -1 and 1 or so, an encoder's logits between -3 and 9."""

USUAL, STUBBORN = 1.0, 0.5
"""What is taken where nothing speaks against it, and how many nats it takes to double or halve it."""

Logits = npt.NDArray[np.float32]


def weighed(words: Ngram, held: Held) -> Ngram | None:
    """The tables as they count beside the encoder whose logits ``held`` has; None where they had better say nothing."""
    said = [words.logits(text) for text in held.texts]
    known = held.moods >= 0
    intents = weight(held.intents, stacked([one[0] for one in said], held.intents), held.right)
    moods = np.eye(3, dtype=bool)[held.moods[known]]
    sentiment = weight(held.sentiment[known], stacked([one[1] for one in said], held.sentiment)[known], moods)
    if not intents and not sentiment:
        return None
    tables = words.tables
    return Ngram(
        replace(
            tables,
            intents=(intents * tables.intents).astype(np.float16),
            intents_bias=(intents * tables.intents_bias).astype(np.float32),
            sentiment=(sentiment * tables.sentiment).astype(np.float16),
            sentiment_bias=(sentiment * tables.sentiment_bias).astype(np.float32),
        )
    )


def stacked(rows: Sequence[Logits], like: Logits) -> Logits:
    """Logits of every row, in the shape of the encoder's."""
    return np.array(rows, dtype=np.float32).reshape(like.shape)


def weight(seen: Logits, said: Logits, right: Bools) -> float:
    """The factor with the least negative log-likelihood, each at its own temperature; 0 without rows to judge by."""
    if not len(seen):
        return 0.0
    share = right / right.sum(1, keepdims=True)

    def loss(factor: float) -> float:
        logits = seen + factor * said
        fit = -(share * np.log(softmax(logits / temperature(logits, right)) + 1e-9)).sum()
        return float(fit + STUBBORN * np.log2((factor + USUAL) / (2 * USUAL)) ** 2)

    return min(WEIGHTS, key=loss)

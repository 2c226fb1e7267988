"""Chooses the weight of the n-gram model beside an adapted encoder: the one that makes held-out messages likeliest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.inference.ngram import Ngram
from bot.inference.scores import softmax
from training.calibrate import Bools, HeldOut, temperature

WEIGHTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Candidate factors for the n-grams' margins, which lie between about -1 and 1; an encoder's logits lie between -3 and 9."""

USUAL, STUBBORN = 1.0, 0.5
"""The factor preferred without evidence, and the penalty in nats where 1 + factor is double or half its value there."""

Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NgramLogits:
    """The n-grams' logits for held-out rows, (n, c) and (n, 3)."""

    intents: Logits
    sentiment: Logits


def ngram_logits(words: Ngram, held: HeldOut) -> NgramLogits:
    """The n-grams' logits for rows, in the shape of the encoder's."""
    logits = [words.logits(text) for text in held.texts]
    return NgramLogits(stacked([one[0] for one in logits], held.intents), stacked([one[1] for one in logits], held.sentiment))


def factors(held: HeldOut, words: NgramLogits, rows: Bools) -> tuple[float, float]:
    """The factors of the n-grams' intents and sentiment that fit the chosen rows best; 0 leaves them out."""
    known = rows & (held.moods >= 0)
    moods = np.eye(3, dtype=bool)[held.moods[known]]
    return (
        weight(held.intents[rows], words.intents[rows], held.right[rows]),
        weight(held.sentiment[known], words.sentiment[known], moods),
    )


def moved(held: HeldOut, words: NgramLogits, intents: float, sentiment: float) -> HeldOut:
    """The rows with the logits of encoder and n-grams combined."""
    return replace(held, intents=held.intents + intents * words.intents, sentiment=held.sentiment + sentiment * words.sentiment)


def scaled(words: Ngram, intents: float, sentiment: float) -> Ngram:
    """The n-grams with their tables multiplied by the factors."""
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
    """The logits of all rows as one array in the shape of the encoder's."""
    return np.array(rows, dtype=np.float32).reshape(like.shape)


def weight(seen: Logits, ngram_logits: Logits, right: Bools) -> float:
    """The factor with the least penalised negative log-likelihood, each at its own temperature; 0 without rows."""
    if not len(seen):
        return 0.0
    share = right / right.sum(1, keepdims=True)

    def loss(factor: float) -> float:
        logits = seen + factor * ngram_logits
        fit = -(share * np.log(softmax(logits / temperature(logits, right)) + 1e-9)).sum()
        return float(fit + STUBBORN * np.log2((factor + USUAL) / (2 * USUAL)) ** 2)

    return min(WEIGHTS, key=loss)

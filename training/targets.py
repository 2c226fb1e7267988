"""Turns rows into training targets and right answers, in the order of a model's labels."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS
from training.calibrate import Bools
from training.data import Row
from training.examples import Examples
from training.ngram import Labelled


def examples(rows: Sequence[Row], labels: tuple[str, ...]) -> Examples:
    """Rows as an encoder's targets; several right intents share the probability, an unknown sentiment has weight 0."""
    intents, sentiment, weight = torch.zeros(len(rows), len(labels)), torch.full((len(rows), 3), 1 / 3), torch.zeros(len(rows))
    for place, row in enumerate(rows):
        for name in row.intents:
            intents[place, labels.index(name)] = 1 / len(row.intents)
        if row.sentiment:
            sentiment[place] = torch.eye(3)[SENTIMENTS.index(row.sentiment)]
            weight[place] = 1.0
    outside = labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None
    return Examples(tuple(row.text for row in rows), intents, sentiment, weight, tuple(row.spans for row in rows), slots_of(rows), outside)


def slots_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The names of the slots marked in rows, sorted."""
    return tuple(sorted({span.slot for row in rows for span in row.spans or ()}))


def labelled(rows: Sequence[Row], labels: tuple[str, ...]) -> Labelled:
    """Rows as the n-grams' targets: the numbers of intents and sentiments."""
    number = {label: place for place, label in enumerate(labels)}
    return Labelled(
        [row.text for row in rows],
        [[number[name] for name in row.intents] for row in rows],
        [SENTIMENTS.index(row.sentiment) if row.sentiment else None for row in rows],
    )


def truth(rows: Sequence[Row], labels: tuple[str, ...]) -> tuple[Bools, npt.NDArray[np.int64]]:
    """Which intents are right for each row (n, c), and its sentiment as a number (n,), -1 if unknown."""
    right = np.array([[label in row.intents for label in labels] for row in rows], dtype=bool).reshape(len(rows), len(labels))
    return right, np.array([SENTIMENTS.index(row.sentiment) if row.sentiment else -1 for row in rows], dtype=np.int64)

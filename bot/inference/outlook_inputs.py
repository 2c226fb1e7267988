"""Inputs of the outlook head for one message, the same in training and in serving."""

from collections.abc import Sequence

import numpy as np

from bot.dialogue.events import Score
from bot.inference.artifact import SENTIMENTS
from bot.inference.encoder import Encoder, moods
from bot.inference.outlook import Floats
from bot.inference.passes import Passes
from bot.inference.text import tidy


def seen(encoder: Encoder, group: str, text: str) -> Passes[tuple[Floats, Floats]]:
    """The vector (d,) and sentiment (3,) of a text, read by the model of this language group."""
    outputs = yield from encoder.models[group].reading(tidy(text))
    return outputs.vector, in_order(moods(outputs, encoder.manifest.groups[group]))


def in_order(sentiment: Sequence[Score]) -> Floats:
    """Probabilities in the order of ``SENTIMENTS``."""
    by_name = {score.name: score.value for score in sentiment}
    return np.array([by_name.get(name, 0.0) for name in SENTIMENTS], dtype=np.float32)

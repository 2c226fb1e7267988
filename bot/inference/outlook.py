"""Predicts satisfaction (1 to 5) and the risk of escalation from the messages of a conversation so far.

The head is a small attention network over one vector per message; numpy multiplies its few matrices, without torch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from bot.dialogue.conversation import LINE_LENGTH, LINES_KEPT
from bot.errors import ArtifactError
from bot.inference.artifact import SENTIMENTS
from bot.inference.scores import softmax

Floats = npt.NDArray[np.float32]
Side = Literal["customer", "agent"]

WEIGHTS = "outlook.safetensors"
REMEMBERED, LONGEST = LINES_KEPT, LINE_LENGTH
"""The last messages that are read, and characters of each: as many as the conversation state keeps."""

FEATURES = 10
SCALE = 0.4
"""Root mean square that vectors are scaled to, so that their projection is neither flat nor saturated at the start of training."""

RATINGS = np.arange(1.0, 6.0)
LAYERS = ("project", "score", "value", "mix")
"""Layers that every head has; ``now`` (ratings) and ``risk`` (escalation) are optional."""


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """A message as an encoder reads it: ``vector`` (d,) of unit length, ``sentiment`` (3,) in the order of ``SENTIMENTS``."""

    side: Side
    text: str
    vector: Floats
    sentiment: Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """``ratings``: probabilities (5,) of 1 to 5; ``risk``: probability of escalation. Each is None if the head was not trained on it."""

    ratings: npt.NDArray[np.float64] | None
    risk: float | None

    @property
    def satisfaction(self) -> float | None:
        """The expected rating."""
        return None if self.ratings is None else float(self.ratings @ RATINGS)


def inputs(messages: Sequence[EncodedMessage]) -> Floats:
    """The head's inputs for each message (t, d + 3 + FEATURES), the same in training and in serving.

    Training reads a long dialogue from its beginning and serving only its last ``REMEMBERED`` messages, so positions and repeats differ
    slightly there.
    """
    vectors = np.array([one.vector for one in messages], dtype=np.float32)
    sentiment = np.array([one.sentiment for one in messages], dtype=np.float32) * 2 - 2 / len(SENTIMENTS)
    return np.concatenate([vectors * SCALE * np.sqrt(vectors.shape[1]), sentiment, features(messages, vectors)], axis=1, dtype=np.float32)


def features(messages: Sequence[EncodedMessage], vectors: Floats) -> Floats:
    """Dialogue features (t, FEATURES): speaker, likeness to earlier messages of the same side, length, punctuation, position, digits."""
    near, count = vectors @ vectors.T, len(messages)
    customer = np.array([one.side == "customer" for one in messages])
    same = np.where((customer[:, None] == customer) & np.tri(count, k=-1, dtype=bool), near, -np.inf).max(axis=1)
    found = np.zeros((count, FEATURES), dtype=np.float32)
    found[:, 0], found[:, 1] = customer, ~customer
    found[:, 2] = np.where(np.isfinite(same), same, 0.0)
    found[1:, 3] = near.diagonal(-1)
    found[:, (4, 5, 6, 9)] = [marks(one.text) for one in messages]
    found[:, 7] = np.log1p(np.minimum(np.arange(count), REMEMBERED - 1)) / 3
    found[2:, 8] = near.diagonal(-2)
    return found


@lru_cache(maxsize=4096)
def marks(text: str) -> tuple[float, bool, bool, bool]:
    """The length of a text on a log scale, and whether it has a question mark, an exclamation mark, and a digit."""
    return (
        math.log1p(len(text)) / 5,
        any(mark in text for mark in "?？"),
        any(mark in text for mark in "!！"),
        any(map(str.isdigit, text)),
    )


class Head:
    """The trained head; thread-safe, since it never writes.

    Each message is projected. Several attention heads, whose scores fall with the distance from the last message, pool the conversation.
    The answer depends on the pooled state, the last message and the one before it.
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights

    def judge(self, messages: Sequence[EncodedMessage]) -> Judgement:
        """The judgement after the last of these messages; there must be at least one."""
        weights, last = self.weights, inputs(tuple(islice(messages, max(0, len(messages) - REMEMBERED), None)))
        hidden = self.summed_up(last)
        ratings = softmax(hidden @ weights["now.weight"].T + weights["now.bias"]) if "now.weight" in weights else None
        odds = hidden @ weights["risk.weight"].T + weights["risk.bias"] if "risk.weight" in weights else None
        return Judgement(ratings, None if odds is None else float(1.0 / (1.0 + np.exp(-odds[0]))))

    def summed_up(self, read: Floats) -> Floats:
        """The hidden state (h,) after the last message, from the inputs (t, w)."""
        weights, width = self.weights, self.weights["project.weight"].shape[1]
        projected = np.tanh(read[:, :width] @ weights["project.weight"].T + weights["project.bias"])
        seen = np.concatenate([projected, read[:, width:]], axis=1)
        distance = np.arange(len(seen))[::-1, None]
        scores = seen @ weights["score.weight"].T + weights["score.bias"] - np.logaddexp(0.0, weights["slope"]) * distance
        values = (seen @ weights["value.weight"].T + weights["value.bias"]).reshape(len(seen), scores.shape[1], -1)
        pooled = np.einsum("th,thv->hv", softmax(scores.T).T, values).ravel()
        before = seen[-2] if len(seen) > 1 else np.zeros_like(seen[-1])
        mixed = weights["mix.weight"] @ np.concatenate([seen[-1], before, pooled]) + weights["mix.bias"]
        return np.asarray(np.maximum(mixed, 0.0), dtype=np.float32)


def load(folder: Path) -> Head | None:
    """Load the head from a group's folder; None if it has none, ArtifactError if it cannot be read."""
    if not (folder / WEIGHTS).is_file():
        return None
    try:
        weights = load_file(folder / WEIGHTS)
    except (OSError, ValueError, SafetensorError) as error:
        raise ArtifactError(f"{folder / WEIGHTS} cannot be loaded: {error}") from error
    if not fits(weights):
        raise ArtifactError(f"{folder / WEIGHTS} reads other facts of a conversation than this version: train again")
    return Head(weights)


def fits(weights: dict[str, Floats]) -> bool:
    """Whether the shapes of a head match ``inputs``, checked on loading so that no turn fails later."""
    layers = [*LAYERS, *(name for name in ("now", "risk") if f"{name}.weight" in weights)]
    if not {"slope", *(f"{name}.{part}" for name in layers for part in ("weight", "bias"))} <= set(weights):
        return False
    rows = {name: len(weights[f"{name}.weight"]) for name in layers}
    seen = rows["project"] + len(SENTIMENTS) + FEATURES
    reads = {"score": seen, "value": seen, "mix": 2 * seen + rows["value"], "now": rows["mix"], "risk": rows["mix"]}
    return all(weights[f"{name}.weight"].shape[1:] == (reads[name],) for name in layers if name in reads)

"""Turns logits into calibrated probabilities and an out-of-scope score, the same in training and in serving."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.inference.artifact import OUT_OF_SCOPE, Calibration
from bot.inference.tags import Words

Floats = npt.NDArray[np.floating]

HALF = math.sqrt(0.5)
"""Factor that gives two concatenated unit vectors unit length."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The result of one pass: intent logits (c,), sentiment logits (3,), and the embedding (d,) of unit length, float32.

    ``readable`` is False if the model knows next to nothing of the text; its scores then mean nothing. ``words`` are the tag logits of a
    model that tags. ``near`` is the cosine of the embedding to the nearest prototype, 0 if unknown. ``query`` (d,) is the unit vector of
    the base encoder, None if the model has none beside its embedding. ``parts`` are the outputs for requested parts, before ``completed``.
    """

    intents: npt.NDArray[np.float32]
    sentiment: npt.NDArray[np.float32]
    vector: npt.NDArray[np.float32]
    readable: bool = True
    words: Words | None = None
    near: float = 0.0
    query: npt.NDArray[np.float32] | None = None
    parts: tuple["Outputs", ...] = ()

    @property
    def finding(self) -> npt.NDArray[np.float32]:
        """The retrieval vector, of unit length: the embedding covers the intent, the base encoder everything else that is said."""
        if self.query is None:
            return self.vector
        return np.asarray(np.concatenate([self.vector, self.query]) * HALF, dtype=np.float32)


def softmax(logits: Floats) -> npt.NDArray[np.float64]:
    """Probabilities along the last axis."""
    shifted = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float64)


def log_odds(logits: Floats) -> npt.NDArray[np.float64]:
    """The log-odds (c,) of each of two or more classes from their logits (c,)."""
    apart = np.where(np.eye(len(logits), dtype=bool), -np.inf, logits.astype(np.float64))
    return np.asarray(logits - np.logaddexp.reduce(apart, axis=-1), dtype=np.float64)


def evidence(logits: Floats, near: Floats | float, labels: tuple[str, ...], temperature: float) -> npt.NDArray[np.float64]:
    """Three features of being out of scope (..., 3), higher for more evidence.

    They are the log-odds of the oos class (0 without one), free energy of the intents' logits (Liu et al., Energy-based Out-of-distribution
    Detection, 2020, eq. 3), and the distance to the nearest intent's mean: 1 - ``near`` (...,).
    """
    scaled = logits.astype(np.float64) / temperature
    inside = [i for i, label in enumerate(labels) if label != OUT_OF_SCOPE]
    if not inside:
        return np.zeros((*scaled.shape[:-1], 3))
    energy = -np.logaddexp.reduce(scaled[..., inside], axis=-1)
    odds = scaled[..., labels.index(OUT_OF_SCOPE)] + energy if OUT_OF_SCOPE in labels else np.zeros_like(energy)
    return np.stack([odds, energy, np.broadcast_to(1.0 - np.asarray(near, dtype=np.float64), energy.shape)], axis=-1)


def out_of_scope_odds(logits: Floats, near: Floats | float, labels: tuple[str, ...], calibration: Calibration) -> npt.NDArray[np.float64]:
    """The log-odds of being out of scope for logits (..., c) and nearness (...,)."""
    weights = np.array([calibration.class_weight, calibration.energy_weight, calibration.distance_weight])
    return np.asarray(calibration.bias + evidence(logits, near, labels, calibration.temperature) @ weights, dtype=np.float64)


def out_of_scope(logits: Floats, near: Floats | float, labels: tuple[str, ...], calibration: Calibration) -> npt.NDArray[np.float64]:
    """The out-of-scope score in [0, 1] for logits (..., c) and nearness (...,)."""
    total = out_of_scope_odds(logits, near, labels, calibration)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(total, -40.0, 40.0))), dtype=np.float64)

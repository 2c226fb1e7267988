"""The model fitted from cases: probabilities of conditions given symptoms, and of answers given a condition."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import ArtifactError

OPEN, STATED, FOUND, ABSENT, UNSURE = range(5)
"""The state of a symptom: unknown; named unasked; confirmed when asked; denied; asked, but the person does not know."""
PARTS = 4
"""Features of a symptom: present, present and named unasked, absent, asked and not known."""
ANSWERS = (FOUND, ABSENT, UNSURE)
"""The answers to a question, in the order of the last axis of ``Model.answers``."""
FORMAT = 1

Array = npt.NDArray[np.float64]
States = npt.NDArray[np.int8]
"""Shape (n, S): the state of each symptom in each of n cases."""


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted arrays, over S symptoms and D conditions.

    ``weights`` (4, S, D) and ``bias`` (D,) add up to the logits of the conditions. ``answers`` (D, S, 3) are the probabilities of yes, no
    and unsure under a condition. ``askable`` (S,) marks symptoms that may be asked about. ``about`` holds data, settings and version.
    Logits are divided by ``temperature`` before they become probabilities that are shown or compared with limits.
    """

    symptoms: tuple[str, ...]
    conditions: tuple[str, ...]
    weights: Array
    bias: Array
    answers: Array
    askable: npt.NDArray[np.bool_]
    about: Mapping[str, str]
    temperature: float = 1.0

    @property
    def version(self) -> str:
        """Identifies the data and the settings that it was fitted with."""
        return self.about.get("version", "")

    def logits(self, states: States) -> Array:
        """The logits of the conditions, shape (n, D)."""
        return np.tensordot(features(states), self.weights, axes=([0, 2], [0, 1])) + self.bias

    def posterior(self, states: States) -> Array:
        """Probabilities of the conditions, shape (n, D)."""
        return softmax(self.logits(states) / self.temperature)


def features(states: States) -> npt.NDArray[np.float64]:
    """The features of the states, shape (4, n, S); see ``PARTS``."""
    named = states == STATED
    return np.stack([named | (states == FOUND), named, states == ABSENT, states == UNSURE]).astype(np.float64)


def softmax(logits: Array) -> Array:
    """Probabilities over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def dumped(model: Model) -> bytes:
    """The model as an npz file of plain arrays."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        symptoms=np.array(model.symptoms),
        conditions=np.array(model.conditions),
        weights=model.weights.astype(np.float32),
        bias=model.bias.astype(np.float32),
        answers=model.answers.astype(np.float32),
        askable=model.askable,
        temperature=np.array(model.temperature),
        about=np.array(json.dumps({**model.about, "format": FORMAT}, ensure_ascii=False, sort_keys=True)),
    )
    return buffer.getvalue()


def load(path: Path) -> Model:
    """A model that ``dumped`` wrote; ArtifactError for any other file, and if the arrays do not fit together."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = {
                name: file[name] for name in ("symptoms", "conditions", "weights", "bias", "answers", "askable", "temperature", "about")
            }
        about = json.loads(str(parts["about"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{path} is not a triage model ({error}): fit it again") from error
    if about.pop("format", None) != FORMAT:
        raise ArtifactError(f"{path} has another format than this version reads: fit it again")
    weights, bias, answers = (parts[name].astype(np.float64) for name in ("weights", "bias", "answers"))
    symptoms, conditions = (tuple(map(str, parts[name])) for name in ("symptoms", "conditions"))
    model = Model(symptoms, conditions, weights, bias, answers, parts["askable"].astype(bool), about, float(parts["temperature"]))
    wrong = mistakes(model)
    if wrong:
        raise ArtifactError(f"{path}: {wrong}: fit it again")
    return model


def mistakes(model: Model) -> str:
    """What is wrong with the arrays of a model; empty if nothing is."""
    s, d = len(model.symptoms), len(model.conditions)
    shapes = (model.weights.shape, model.bias.shape, model.answers.shape, model.askable.shape)
    if shapes != ((PARTS, s, d), (d,), (d, s, len(ANSWERS)), (s,)) or not d:
        return f"its arrays have shapes {shapes} for {s} symptoms and {d} conditions"
    if not all(np.isfinite(part).all() for part in (model.weights, model.bias, model.answers, model.temperature)) or model.temperature <= 0:
        return "it holds numbers that are not finite"
    if (model.answers < 0).any() or not np.allclose(model.answers.sum(axis=2), 1, atol=1e-3):
        return "its probabilities of answers do not add up to 1"
    return ""

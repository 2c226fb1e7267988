"""The mean embedding (prototype) of each intent; a message far from all of them is likely out of scope."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file
from safetensors.numpy import save as as_bytes

from bot.errors import ArtifactError
from bot.inference.passes import Passes, here
from bot.inference.scores import Outputs
from bot.inference.text import Ranges

FILE = "prototypes.safetensors"
NAME = "prototypes"

Vectors = npt.NDArray[np.float32]


class Model(Protocol):
    """Reads a text, and ranges of its characters in the same pass; thread-safe. A model overrides ``reading`` or ``outputs``."""

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """Read a text; the result's ``parts`` hold the outputs for each range, or are empty if the model reads no parts."""
        yield from ()
        return self.outputs(text, parts)

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        """The same, run on the caller's thread."""
        return here(self.reading(text, parts))

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """The outputs for a part, completed with what the model adds from the part's text; most models add nothing."""
        return seen


@dataclass(frozen=True, slots=True)
class Placed(Model):
    """A model whose outputs also say how ``near`` a text is to the nearest prototype; ``prototypes`` (c, d) have unit length."""

    model: Model
    prototypes: Vectors

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """The model's outputs with ``near`` filled in."""
        return self.place((yield from self.model.reading(text, parts)))

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """The model's outputs for a part with ``near`` filled in."""
        return self.place(self.model.completed(seen, text))

    def place(self, seen: Outputs) -> Outputs:
        """Outputs with ``near`` filled in."""
        return replace(seen, near=float(near(seen.vector, self.prototypes)))


def near(vectors: Vectors, prototypes: Vectors) -> npt.NDArray[np.float32]:
    """The cosine (...,) of vectors (..., d) to their nearest prototype (Snell et al., 2017); 0 if there are no prototypes."""
    if not len(prototypes):
        return np.zeros(vectors.shape[:-1], dtype=np.float32)
    return np.asarray((vectors @ prototypes.T).max(axis=-1), dtype=np.float32)


def means(vectors: Vectors, intents: npt.NDArray[np.bool_]) -> Vectors:
    """The mean direction (at most c, d), of unit length, of the vectors (n, d) of each intent (n, c) that has any."""
    totals = intents[:, intents.any(axis=0)].T.astype(np.float32) @ vectors
    return np.asarray(totals / np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def save(prototypes: Vectors, folder: Path) -> None:
    """Write prototypes to a group's folder."""
    (folder / FILE).write_bytes(as_bytes({NAME: np.ascontiguousarray(prototypes)}))


def placed(model: Model, folder: Path) -> Model:
    """The model with the prototypes from its group's folder; the bare model if there are none."""
    if not (folder / FILE).is_file():
        return model
    try:
        return Placed(model, load_file(folder / FILE)[NAME])
    except (OSError, KeyError, SafetensorError) as error:
        raise ArtifactError(f"{folder / FILE} cannot be loaded: {error}") from error

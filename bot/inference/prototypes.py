"""Where the messages of each intent lie, and how near the nearest of these places is: far from all of them is out of scope."""

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
    """Reads one text, and in the same pass ranges of its characters; thread-safe. A model has one of the first two methods of its own."""

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """The reading of a text; its ``parts`` hold what the pass saw in each, or nothing where a model reads no parts."""
        yield from ()
        return self.outputs(text, parts)

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        """The same on the caller's thread."""
        return here(self.reading(text, parts))

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """The reading of one of the parts, from what the pass saw and the part's text: of most models that is all there is."""
        return seen


@dataclass(frozen=True, slots=True)
class Placed(Model):
    """A model whose readings also say how near a text is to an intent's prototype; ``prototypes`` (c, d) of unit length."""

    model: Model
    prototypes: Vectors

    def reading(self, text: str, parts: Ranges = ()) -> Passes[Outputs]:
        """The model's reading, placed."""
        return self.place((yield from self.model.reading(text, parts)))

    def completed(self, seen: Outputs, text: str) -> Outputs:
        """The model's reading of a part, placed."""
        return self.place(self.model.completed(seen, text))

    def place(self, seen: Outputs) -> Outputs:
        """A reading with its place."""
        return replace(seen, near=float(near(seen.vector, self.prototypes)))


def near(vectors: Vectors, prototypes: Vectors) -> npt.NDArray[np.float32]:
    """The cosine of vectors (..., d) to their nearest prototype (Snell et al., 2017), shape (...,); 0 where there is none."""
    if not len(prototypes):
        return np.zeros(vectors.shape[:-1], dtype=np.float32)
    return np.asarray((vectors @ prototypes.T).max(axis=-1), dtype=np.float32)


def means(vectors: Vectors, intents: npt.NDArray[np.bool_]) -> Vectors:
    """The mean direction of the vectors (n, d) of each intent (n, c) that has any, unit length (at most c, d)."""
    totals = intents[:, intents.any(axis=0)].T.astype(np.float32) @ vectors
    return np.asarray(totals / np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def save(prototypes: Vectors, folder: Path) -> None:
    """Keep prototypes in a group's folder."""
    (folder / FILE).write_bytes(as_bytes({NAME: np.ascontiguousarray(prototypes)}))


def placed(model: Model, folder: Path) -> Model:
    """The model with the prototypes of its group's folder; as it is where there are none."""
    if not (folder / FILE).is_file():
        return model
    try:
        return Placed(model, load_file(folder / FILE)[NAME])
    except (OSError, KeyError, SafetensorError) as error:
        raise ArtifactError(f"{folder / FILE} cannot be loaded: {error}") from error

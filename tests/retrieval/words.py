"""A stand-in for an encoder: a unit vector that counts words, by hash."""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrieval.chunks import Chunk
from retrieval.lexical import tokens

WIDTH = 256


def vector(text: str) -> npt.NDArray[np.float32]:
    counts = np.zeros(WIDTH, dtype=np.float32)
    for token in tokens(text):
        counts[zlib.crc32(token.encode()) % WIDTH] += 1
    return counts / max(float(np.linalg.norm(counts)), 1e-9)


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.stack([vector(text) for text in texts]) if texts else np.zeros((0, WIDTH), dtype=np.float32)


def article(identity: str, title: str, text: str, **more: object) -> Chunk:
    return Chunk(**{"id": identity, "title": title, "text": text, "kind": "knowledge", "language": "en", **more})  # type: ignore[arg-type]

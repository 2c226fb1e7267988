"""The sentences of passages, each with the question above it: an answer is often one of them, and its neighbours are about other things."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from retrieval.chunks import Chunk, Vectors

MOST = 5_000
"""Passages up to which sentences are embedded: it takes some times as long as the passages themselves."""

END = re.compile(r"(?<=[.!?])\s+(?=[^\s.!?])|(?<=[。！？])(?=[^”」』）\s])\s*")
SHORTEST = 12
"""Characters (of Chinese, 4) below which a sentence says too little for itself and goes with the one before."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Unit vectors (m, d) of sentences, and the row (m,) of the passage that each is of."""

    vectors: Vectors
    rows: npt.NDArray[np.int64]

    def nearest(self, query: Vectors, cosines: Vectors) -> Vectors:
        """For each passage the cosine (n,) of its nearest sentence to a query (d,); its own, among ``cosines``, where it has none."""
        best = np.full(len(cosines), -np.inf, dtype=np.float32)
        np.maximum.at(best, self.rows, self.vectors @ query)
        return np.where(np.isfinite(best), best, cosines)

    def save(self, folder: Path) -> None:
        """Write both arrays."""
        np.savez(folder / "lines.npz", vectors=self.vectors, rows=self.rows)

    @classmethod
    def load(cls, folder: Path) -> "Lines | None":
        """What was saved, if anything; ValueError, KeyError or OSError where it cannot be read."""
        if not (folder / "lines.npz").is_file():
            return None
        try:
            with np.load(folder / "lines.npz", allow_pickle=False) as found:
                return cls(found["vectors"], found["rows"])
        except BadZipFile as error:
            raise ValueError(f"lines.npz: {error}") from error


def lines_of(chunk: Chunk) -> tuple[str, ...]:
    """The sentences of a passage under its question; none of a past answer, which is found by the words that it answered."""
    if chunk.kind == "answer":
        return ()
    return tuple(f"{chunk.question or chunk.title} {sentence}".strip() for sentence in sentences(chunk.text))


def sentences(text: str) -> list[str]:
    """Where a text ends a sentence, it is parted."""
    found: list[str] = []
    for piece in END.split(text):
        short = len(piece) < (SHORTEST if piece.isascii() else SHORTEST // 3)
        if found and short:
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def embed(chunks: Sequence[Chunk], read: Callable[[Sequence[str]], Vectors]) -> Lines | None:
    """The sentences of passages as ``read`` embeds texts; None where there are too many passages, or nothing to embed."""
    pairs = [(row, line) for row, chunk in enumerate(chunks) for line in lines_of(chunk)] if len(chunks) <= MOST else []
    if not pairs:
        return None
    return Lines(read([line for _, line in pairs]), np.array([row for row, _ in pairs], dtype=np.int64))

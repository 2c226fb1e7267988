"""The sentences of passages, each with its heading: the answer is often one sentence, and those around it are about something else."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from retrieval.chunks import Chunk, Vectors

MOST = 5_000
"""The most passages whose sentences are embedded: sentences take several times as long as the passages themselves."""

END = re.compile(r"(?<=[.!?])\s+(?=[^\s.!?])|(?<=[。！？])(?=[^”」』）\s])\s*")
SHORTEST = 12
"""Characters (4 if not ASCII) below which a sentence says too little on its own and is joined to the previous one."""


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Unit vectors (m, d) of sentences, and for each the row (m,) of its passage."""

    vectors: Vectors
    rows: npt.NDArray[np.int64]

    def nearest(self, query: Vectors, cosines: Vectors) -> Vectors:
        """Cosines (n,) of a query (d,) with the nearest sentence of each passage; from ``cosines`` for a passage without sentences."""
        best = np.full(len(cosines), -np.inf, dtype=np.float32)
        np.maximum.at(best, self.rows, self.vectors @ query)
        return np.where(np.isfinite(best), best, cosines)

    def fits(self, passages: int, dimension: int) -> bool:
        """Whether they can belong to so many passages, in a space of this dimension."""
        return self.vectors.shape == (len(self.rows), dimension) and bool(self.rows.max(initial=0) < passages)

    def save(self, folder: Path) -> None:
        """Write both arrays."""
        np.savez(folder / "lines.npz", vectors=self.vectors, rows=self.rows)

    @classmethod
    def load(cls, folder: Path) -> "SentenceVectors | None":
        """What ``save`` wrote, or None; ValueError, KeyError or OSError if it cannot be read."""
        if not (folder / "lines.npz").is_file():
            return None
        try:
            with np.load(folder / "lines.npz", allow_pickle=False) as found:
                return cls(found["vectors"], found["rows"])
        except BadZipFile as error:
            raise ValueError(f"lines.npz: {error}") from error


def sentences_of(chunk: Chunk) -> tuple[str, ...]:
    """The sentences of a passage, each after its question; none for a past answer, which is found by the question alone."""
    if chunk.kind == "answer":
        return ()
    return tuple(f"{chunk.question or chunk.title} {sentence}".strip() for sentence in split_sentences(chunk.text))


def split_sentences(text: str) -> list[str]:
    """A text split into sentences; short ones are joined to the previous one."""
    found: list[str] = []
    for piece in END.split(text):
        short = len(piece) < (SHORTEST if piece.isascii() else SHORTEST // 3)
        if found and short:
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def embed_sentences(chunks: Sequence[Chunk], read: Callable[[Sequence[str]], Vectors]) -> SentenceVectors | None:
    """The sentences of passages, embedded by ``read``; None if there are more than ``MOST`` passages or no sentences."""
    pairs = [(row, line) for row, chunk in enumerate(chunks) for line in sentences_of(chunk)] if len(chunks) <= MOST else []
    if not pairs:
        return None
    return SentenceVectors(read([line for _, line in pairs]), np.array([row for row, _ in pairs], dtype=np.int64))

"""The one way passages are searched, in a chat as in a hit test: by vector and by words together, passages of asked intents first."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.chunks import Chunk, Kind
from retrieval.index import Index, Part, Rows, Vectors

NONE: tuple[Rows, Vectors] = np.empty(0, np.int64), np.empty(0, np.float32)
POOL = 1_000
"""Passages that are looked at from each side: all of a usual pack."""
LEXICAL = 0.5
"""What BM25's share of its attainable score counts beside the cosine: best on the retail pack's training part, flat from 0.2 to 1.

A weighted sum of bounded scores beat reciprocal rank fusion there by five points, as in Bruch, Gai and Ingber (2023, TOIS 42(1)).
"""
OWN = 3.0
"""Added to a passage of an asked intent: more than cosine and words can make up for, so that these come first."""

NEAR, SHARED, AHEAD, LEVEL = 2.53, 1.84, 1.57, -1.56
"""Log-odds that a passage answers: for its cosine, its share of the attainable BM25 score, and by how much it leads all others.

Logistic regression on 173 questions to the shop's bot, half of them near misses, whose first passages two people judged; the questions of
one by the weights of the other: AUC .69 and .76 (docs/experiments.md).
"""
EVEN = 0.5
"""The chance where nothing tells: in the space of n-grams, and without a vector, right and wrong passages score alike."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its fused score (it orders one search's results), its cosine, and its share of the attainable BM25 score.

    ``chance``: how likely it answers the query, 0 to 1.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float
    chance: float = EVEN


def search(  # noqa: PLR0913 - one question has these sides
    index: Index,
    query: str,
    vector: Vectors | None,
    k: int,
    *,
    intents: Iterable[str] = (),
    kinds: Iterable[Kind] | None = None,
    language: str | None = None,
    without: Iterable[int] = (),
) -> list[Found]:
    """The best ``k`` passages with different texts; without a ``vector`` (unit length, shape (d,)) by words alone.

    ``without``: rows of the index that are left out.
    """
    parts = index.within(kinds, language)
    if not parts or index.lexical is None:
        return []
    near = index.nearest(vector, parts, POOL) if vector is not None else NONE
    alike = by_words(index, query, parts)
    own = np.concatenate([index.of_intent[name] for name in intents if name in index.of_intent] or [NONE[0]])
    rows, cosines, words = joined(near, alike)
    if vector is not None and index.lines is not None:
        cosines = (cosines + index.lines.nearest(vector, every(rows, cosines, len(index.chunks)))[rows]) / np.float32(2)
    if out := list(without):
        kept = ~np.isin(rows, out)
        rows, cosines, words = rows[kept], cosines[kept], words[kept]
    scores = fuse(cosines, words, np.isin(rows, own))
    tells = vector is not None and index.lines is not None
    found: dict[str, Found] = {}
    for i in np.argsort(-scores, kind="stable"):
        passage = index.chunks[rows[i]]
        if passage.text not in found:
            likely = chance(i, cosines, words) if tells else EVEN
            found[passage.text] = Found(passage, float(scores[i]), float(cosines[i]), float(words[i]), likely)
        if len(found) == k:
            break
    return list(found.values())


def chance(row: np.intp, cosines: Vectors, words: Vectors) -> float:
    """How likely the passage of a row answers, whichever intent was asked; 0 to 1."""
    both = cosines + np.float32(LEXICAL) * words
    lead = both[row] - np.delete(both, row).max(initial=0.0)
    odds = NEAR * float(cosines[row]) + SHARED * float(words[row]) + AHEAD * float(lead) + LEVEL
    return 1.0 / (1.0 + math.exp(-odds))


def by_words(index: Index, query: str, parts: Iterable[Part]) -> tuple[Rows, Vectors]:
    """Rows that share words with the query, at most ``POOL``, and their BM25 scores as shares of the attainable one."""
    assert index.lexical is not None
    scores = index.lexical.scores(query)
    rows = np.concatenate([np.arange(p.start, p.stop) for p in parts])
    rows = rows[scores[rows] > 0]
    if len(rows) > POOL:
        rows = rows[np.argpartition(-scores[rows], POOL)[:POOL]]
    return rows, scores[rows]


def joined(near: tuple[Rows, Vectors], alike: tuple[Rows, Vectors]) -> tuple[Rows, Vectors, Vectors]:
    """Every row of either ranking with its cosine and its BM25 share; a row beyond the nearest has at most the last one's cosine."""
    rows = np.union1d(near[0], alike[0])
    cosines = np.full(len(rows), near[1].min(initial=1.0) if len(near[1]) else 0.0, dtype=np.float32)
    words = np.zeros(len(rows), dtype=np.float32)
    cosines[np.searchsorted(rows, near[0])] = near[1]
    words[np.searchsorted(rows, alike[0])] = alike[1]
    return rows, cosines, words


def every(rows: Rows, cosines: Vectors, count: int) -> Vectors:
    """Cosines of all ``count`` passages; 0 of those that are not among the ``rows``."""
    found = np.zeros(count, dtype=np.float32)
    found[rows] = cosines
    return found


def fuse(cosines: Vectors, words: Vectors, own: npt.NDArray[np.bool_]) -> Vectors:
    """One score a row from its cosine, its share of the attainable BM25 score, and whether it belongs to an asked intent."""
    return cosines + np.float32(LEXICAL) * words + np.float32(OWN) * own

"""Hybrid search over passages, by vector and by words; passages of the recognised intents come first. Chats and evaluations both use it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.chunks import Chunk, Kind, Vectors
from retrieval.index import Index, Part, Rows

NONE: tuple[Rows, Vectors] = np.empty(0, np.int64), np.empty(0, np.float32)
POOL = 1_000
"""Candidates taken from each ranking; a typical pack has fewer passages."""
LEXICAL = 0.5
"""Weight of the BM25 share (0 to 1) relative to the cosine: best on the retail pack's training part, flat from 0.2 to 1.

A weighted sum of bounded scores beat reciprocal rank fusion there by five points, as in Bruch, Gai and Ingber (2023, TOIS 42(1)).
"""
OWN = 3.0
"""Bonus for a passage of a recognised intent: more than cosine and words can make up for, so that these passages come first."""

NEAR, SHARED, AHEAD, LEVEL = 2.53, 1.84, 1.57, -1.56
"""Log-odds that a passage answers the query: weights of its cosine, its BM25 share and its lead over all others, and the intercept.

They come from logistic regression on 173 questions to the shop's bot, half of them near misses, whose first passages two people judged.
Fitted on one person's questions and tested on the other's, the AUC is .69 and .76 (docs/experiments.md).
"""
EVEN = 0.5
"""The chance if it cannot be estimated: without a vector, or with n-gram vectors, right and wrong passages score alike."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its fused score, its cosine and its share of the attainable BM25 score.

    ``score`` orders the results of one search; ``chance`` is the probability, 0 to 1, that the passage answers the query.
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
) -> list[Hit]:
    """The best ``k`` passages with different texts; without a ``vector`` (unit length, (d,)), by words alone.

    ``without``: rows of the index to leave out.
    """
    parts = index.within(kinds, language)
    if not parts or index.lexical is None:
        return []
    near = index.nearest(vector, parts, POOL) if vector is not None else NONE
    alike = by_words(index, query, parts)
    own = np.concatenate([index.of_intent[name] for name in intents if name in index.of_intent] or [NONE[0]])
    rows, cosines, words = joined(near, alike)
    if vector is not None and index.sentences is not None:
        cosines = (cosines + index.sentences.nearest(vector, every(rows, cosines, len(index.chunks)))[rows]) / np.float32(2)
    if out := list(without):
        kept = ~np.isin(rows, out)
        rows, cosines, words = rows[kept], cosines[kept], words[kept]
    scores = fuse(cosines, words, np.isin(rows, own))
    tells = vector is not None and index.sentences is not None
    found: dict[str, Hit] = {}
    for i in np.argsort(-scores, kind="stable"):
        passage = index.chunks[rows[i]]
        if passage.text not in found:
            likely = chance(i, cosines, words) if tells else EVEN
            found[passage.text] = Hit(passage, float(scores[i]), float(cosines[i]), float(words[i]), likely)
        if len(found) == k:
            break
    return list(found.values())


def chance(place: np.intp, cosines: Vectors, words: Vectors) -> float:
    """The probability, 0 to 1, that the passage at a position answers the query, whatever intent was recognised."""
    both = cosines + np.float32(LEXICAL) * words
    lead = both[place] - np.delete(both, place).max(initial=0.0)
    odds = NEAR * float(cosines[place]) + SHARED * float(words[place]) + AHEAD * float(lead) + LEVEL
    return 1.0 / (1.0 + math.exp(-odds))


def by_words(index: Index, query: str, parts: Iterable[Part]) -> tuple[Rows, Vectors]:
    """At most ``POOL`` rows that share words with the query, and their BM25 shares, 0 to 1."""
    assert index.lexical is not None
    scores = index.lexical.scores(query)
    rows = np.concatenate([np.arange(p.start, p.stop) for p in parts])
    rows = rows[scores[rows] > 0]
    if len(rows) > POOL:
        rows = rows[np.argpartition(-scores[rows], POOL)[:POOL]]
    return rows, scores[rows]


def joined(near: tuple[Rows, Vectors], alike: tuple[Rows, Vectors]) -> tuple[Rows, Vectors, Vectors]:
    """The rows of both rankings with their cosines and BM25 shares; a row found only by words gets the lowest cosine found."""
    rows = np.union1d(near[0], alike[0])
    cosines = np.full(len(rows), near[1].min(initial=1.0) if len(near[1]) else 0.0, dtype=np.float32)
    words = np.zeros(len(rows), dtype=np.float32)
    cosines[np.searchsorted(rows, near[0])] = near[1]
    words[np.searchsorted(rows, alike[0])] = alike[1]
    return rows, cosines, words


def every(rows: Rows, cosines: Vectors, count: int) -> Vectors:
    """Cosines of all ``count`` passages; 0 for those not among ``rows``."""
    found = np.zeros(count, dtype=np.float32)
    found[rows] = cosines
    return found


def fuse(cosines: Vectors, words: Vectors, own: npt.NDArray[np.bool_]) -> Vectors:
    """One score for each row from its cosine, its BM25 share, and whether it belongs to a recognised intent."""
    return cosines + np.float32(LEXICAL) * words + np.float32(OWN) * own

"""Label propagation: smooths known and predicted intents over messages that are near each other (Zhou et al., Learning with Local and
Global Consistency, 2003)."""

import numpy as np
import numpy.typing as npt
import scipy.sparse

Floats = npt.NDArray[np.floating]

NEIGHBOURS, SHARE, ROUNDS = 10, 0.7, 30
"""Neighbours of each message, the weight of their labels, and iterations; docs/experiments.md has the numbers."""

SHARPNESS = 4
"""The exponent of a cosine, so that the nearer of two neighbours counts clearly more."""

AT_ONCE = 1000
"""Rows whose cosines are computed at once, which bounds the memory."""


def spread(known: Floats, vectors: Floats) -> npt.NDArray[np.float64]:
    """Probabilities (n, c), smoothed over neighbours by unit ``vectors`` (n, d); each row sums to one."""
    begin = known.astype(np.float64)
    if len(vectors) < 2:
        return begin
    graph, chances = neighbours(vectors), begin
    for _ in range(ROUNDS):
        chances = SHARE * (graph @ chances) + (1.0 - SHARE) * begin
    return np.asarray(chances / chances.sum(1, keepdims=True), dtype=np.float64)


def neighbours(vectors: Floats) -> scipy.sparse.csr_matrix:
    """The symmetric, normalised graph of nearest neighbours (n, n)."""
    count, near = len(vectors), min(NEIGHBOURS, len(vectors) - 1)
    rows, columns, weights = [], [], []
    for start in range(0, count, AT_ONCE):
        alike = vectors[start : start + AT_ONCE] @ vectors.T
        own = np.arange(len(alike))
        alike[own, own + start] = -1.0
        nearest = np.argpartition(-alike, near - 1, axis=1)[:, :near]
        rows.append(np.repeat(own + start, near))
        columns.append(nearest.ravel())
        weights.append(np.maximum(np.take_along_axis(alike, nearest, axis=1), 0.0).ravel() ** SHARPNESS)
    one_way = scipy.sparse.csr_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), (count, count))
    both = one_way + one_way.T
    scale = scipy.sparse.diags(1.0 / np.sqrt(np.maximum(np.asarray(both.sum(1)).ravel(), 1e-9)))
    return (scale @ both @ scale).tocsr()

"""Fits the n-gram encoder: TF-IDF, linear classifiers over it, and a truncated SVD as its embedding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.svm import LinearSVC

from bot.inference.ngram import Ngram, Tables, grams, weighted

DIMENSIONS = 128
MOST_GRAMS = 60_000
HARDNESS = 1.0
"""The C of the support vector machines."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with the numbers of their intents (at least one each) and of their sentiment (None if unknown)."""

    texts: Sequence[str]
    intents: Sequence[Sequence[int]]
    sentiment: Sequence[int | None]


def fit(data: Labelled, passages: Sequence[str], classes: int, seed: int, *, embeds: bool = True) -> Ngram:
    """Fit an encoder for ``classes`` intents; with ``embeds`` it also embeds, for search among the ``passages``."""
    hashes, idf = vocabulary(data.texts, passages)
    seen = matrix([*data.texts, *passages], hashes, idf)
    labelled = seen[: len(data.texts)]
    rows = np.array([row for row, names in enumerate(data.intents) for _ in names], dtype=np.int64)
    names = np.array([name for names in data.intents for name in names], dtype=np.int64)
    weight = np.array([1.0 / len(data.intents[row]) for row in rows])
    intents = linear(labelled[rows], names, weight, classes, seed)
    marked = np.array([row for row, mood in enumerate(data.sentiment) if mood is not None], dtype=np.int64)
    moods = np.array([mood for mood in data.sentiment if mood is not None], dtype=np.int64)
    sentiment = linear(labelled[marked], moods, np.ones(len(marked)), 3, seed, balanced=True)
    embedding = projection(seen, seed) if embeds else np.zeros((len(hashes), 0), dtype=np.float32)
    return Ngram(Tables(hashes, idf, embedding, *intents, *sentiment))


def vocabulary(texts: Sequence[str], passages: Sequence[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]:
    """The hashes of the most frequent n-grams, sorted, and their inverse document frequencies."""
    found: Counter[int] = Counter()
    for text in (*texts, *passages):
        found.update(grams(text).keys())
    least = 2 if len(found) > MOST_GRAMS else 1
    kept = sorted(hashed for hashed, count in found.most_common(MOST_GRAMS) if count >= least)
    total = len(texts) + len(passages)
    idf = np.array([np.log((1 + total) / (1 + found[hashed])) + 1.0 for hashed in kept], dtype=np.float32)
    return np.array(kept, dtype=np.uint32), idf


def matrix(texts: Sequence[str], hashes: npt.NDArray[np.uint32], idf: npt.NDArray[np.float32]) -> scipy.sparse.csr_matrix:
    """TF-IDF vectors of unit length, one row for each text."""
    parts = [weighted(text, hashes, idf) for text in texts]
    ends = np.cumsum([0, *(len(rows) for rows, _ in parts)])
    columns = np.concatenate([rows for rows, _ in parts]) if parts else np.zeros(0, dtype=np.int64)
    values = np.concatenate([values for _, values in parts]) if parts else np.zeros(0, dtype=np.float32)
    return scipy.sparse.csr_matrix((values, columns, ends), shape=(len(texts), len(hashes)))


def linear(
    seen: scipy.sparse.csr_matrix,
    names: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
    classes: int,
    seed: int,
    *,
    balanced: bool = False,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The weights (v, classes) and biases (classes,) of one-vs-rest linear SVMs; a class without rows never wins."""
    weights = np.zeros((seen.shape[1], classes), dtype=np.float32)
    bias = np.full(classes, -2.0, dtype=np.float32)
    present = np.unique(names)
    if len(present) < 2:
        bias[present if len(present) else classes // 2] = 2.0
        return weights, bias
    fitted = LinearSVC(C=HARDNESS, random_state=seed, class_weight="balanced" if balanced else None).fit(seen, names, sample_weight=weight)
    if len(present) == 2:
        weights[:, present[1]], weights[:, present[0]] = fitted.coef_[0], -fitted.coef_[0]
        bias[present[1]], bias[present[0]] = fitted.intercept_[0], -fitted.intercept_[0]
    else:
        weights[:, present], bias[present] = fitted.coef_.T, fitted.intercept_
    return weights, bias


def projection(seen: scipy.sparse.csr_matrix, seed: int) -> npt.NDArray[np.float32]:
    """Latent semantic analysis: the projection (v, d) of TF-IDF vectors to at most ``DIMENSIONS`` dimensions."""
    size = min(DIMENSIONS, min(seen.shape) - 1)
    if size < 1:
        return np.ones((seen.shape[1], 1), dtype=np.float32)
    reduced = TruncatedSVD(size, random_state=seed).fit(seen)
    return np.asarray(reduced.components_.T, dtype=np.float32)

"""Clusters vectors without a given number of groups: communities of a nearest-neighbour graph, merged to the best silhouette."""

from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt
import scipy.sparse
from sknetwork.clustering import Leiden

from training.discovery.vectors import Vectors

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NEIGHBOURS = 30
"""The most neighbours of a vector in the graph."""

RESOLUTION = 16.0
"""The resolution of the communities: fine on purpose, because they are merged afterwards."""

FEWEST_NEIGHBOURS = 5
"""The fewest neighbours of a vector; in between, it has a twentieth of the vectors."""

ANY = 0.01
"""The mean silhouette below which all vectors are one group."""

LOOKED_AT = 5_000
"""The most vectors that a merge is judged by; of more, a sample."""

EXACT = 20_000
"""The most vectors whose neighbours are searched exhaustively."""

SMALLEST = 3
"""The fewest messages of a group; the messages of a smaller one are unsure."""


@dataclass(frozen=True, slots=True)
class Groups:
    """For each vector: its group (0 is the largest), its mean cosine with the rest of the group, and whether it surely belongs there."""

    of: Numbers
    near: Floats
    sure: npt.NDArray[np.bool_]


def find(vectors: Vectors, seed: int, repeats: Numbers | None = None, exact: int = EXACT) -> Groups:
    """The groups of unit vectors (n, d), reproducible by seed; ``repeats``: how many messages each vector stands for."""
    found = merged(vectors, communities(vectors, seed, exact), seed)
    sizes = np.bincount(found)
    order = np.argsort(-sizes, kind="stable")
    found = np.argsort(order)[found]
    apart, near = silhouettes(to_groups(vectors, vectors, found), np.bincount(found), found)
    return Groups(found, near, (apart >= 0.0) & (np.bincount(found, repeats)[found] >= SMALLEST))


def communities(vectors: Vectors, seed: int, exact: int = EXACT) -> Numbers:
    """Communities of the nearest-neighbour graph with cosines as weights (Leiden, Traag et al. 2019)."""
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    near, likeness = neighbours(vectors, min(NEIGHBOURS, max(FEWEST_NEIGHBOURS, len(vectors) // 20), len(vectors) - 1), exact)
    rows = np.repeat(np.arange(len(vectors)), near.shape[1])
    weights = np.maximum(likeness.ravel(), 1e-3)
    graph = scipy.sparse.csr_matrix((weights, (rows, near.ravel())), shape=(len(vectors), len(vectors)))
    found = Leiden(resolution=RESOLUTION, random_state=seed).fit_predict(graph + graph.T)
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def neighbours(vectors: Vectors, count: int, exact: int = EXACT) -> tuple[Numbers, Floats]:
    """The nearest neighbours (n, count) of each vector and their cosines; approximate above ``exact`` vectors."""
    index: Any = faiss.IndexFlatIP(vectors.shape[1])
    if len(vectors) > exact:
        cells = int(2 * len(vectors) ** 0.5)
        index = faiss.IndexIVFFlat(index, vectors.shape[1], cells, faiss.METRIC_INNER_PRODUCT)
        index.nprobe = cells // 16
        index.cp.seed = 1
        index.train(vectors)
    index.add(vectors)
    likeness, near = index.search(vectors, count + 1)
    own = near == np.arange(len(vectors))[:, None]
    own[~own.any(axis=1), -1] = True  # many equal vectors may crowd out the vector itself; the last neighbour is dropped then
    missing = near < 0
    near[missing], likeness[missing] = np.nonzero(missing)[0], 0.0
    return near[~own].reshape(-1, count), likeness[~own].reshape(-1, count)


def merged(vectors: Vectors, fine: Numbers, seed: int) -> Numbers:
    """Average-linkage agglomeration of the communities, cut where the mean silhouette is best."""
    looked_at = np.random.default_rng(seed).permutation(len(vectors))[:LOOKED_AT]
    sizes = np.bincount(fine).astype(np.float64)
    sums = to_groups(vectors[looked_at], vectors, fine)
    means = summed(vectors, fine).astype(np.float64)
    ties = means @ means.T
    name = np.arange(len(sizes))
    best, kept = quality(sums, sizes, name[fine][looked_at]), name.copy()
    for _ in range(len(sizes) - 2):
        likeness = ties / np.outer(sizes, sizes)
        np.fill_diagonal(likeness, -2.0)
        one, other = sorted(divmod(int(likeness.argmax()), len(sizes)))
        ties[one] += ties[other]
        ties[:, one] += ties[:, other]
        sums[:, one] += sums[:, other]
        sizes[one] += sizes[other]
        ties, sums, sizes = np.delete(np.delete(ties, other, 0), other, 1), np.delete(sums, other, 1), np.delete(sizes, other)
        name = np.where(name == other, one, name - (name > other))
        if (now := quality(sums, sizes, name[fine][looked_at])) > best:
            best, kept = now, name.copy()
    return np.unique(kept[fine], return_inverse=True)[1].astype(np.int64) if best >= ANY else np.zeros_like(fine)


def summed(vectors: Vectors, found: Numbers) -> Floats:
    """The sum of each group's vectors (groups, d)."""
    sums = np.zeros((int(found.max()) + 1, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, found, vectors)
    return sums


def to_groups(some: Vectors, vectors: Vectors, found: Numbers) -> Floats:
    """For each of ``some`` vectors, the sum of its cosines with the members of each group (n, groups)."""
    return np.asarray(some @ summed(vectors, found).T, dtype=np.float32)


def quality(sums: Floats, sizes: npt.NDArray[np.float64], found: Numbers) -> float:
    """The mean silhouette."""
    return float(silhouettes(sums, sizes, found)[0].mean())


def silhouettes(sums: Floats, sizes: npt.ArrayLike, found: Numbers) -> tuple[Floats, Floats]:
    """Each vector's silhouette by cosine (Rousseeuw 1987), 0 if it is alone, and its mean cosine with the rest of its group."""
    sizes, rows = np.asarray(sizes, dtype=np.float32), np.arange(len(found))
    own = sizes[found]
    near = np.asarray((sums[rows, found] - 1.0) / np.maximum(own - 1.0, 1.0), dtype=np.float32)
    if len(sizes) < 2:
        return np.zeros(len(found), dtype=np.float32), near
    others = sums / sizes
    others[rows, found] = -2.0
    inside, outside = 1.0 - near, 1.0 - others.max(axis=1)
    apart = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-6)
    return np.where(own > 1.0, apart, 0.0).astype(np.float32), near

"""Bins characteristics by weight of evidence; the bins of numbers come from a tree and are made monotone by isotonic regression.

The weight of evidence of a bin is the logarithm of its odds of not being repaid, over the odds of all rows (Siddiqi, 2006). The share in a
bin is smoothed towards the share in all rows. optbinning finds such bins with OR-Tools; a tree and isotonic regression reach the same
accuracy with two calls of scikit-learn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.tree import DecisionTreeClassifier

from training.advice.applications import Labels, Numbers, Words


@dataclass(frozen=True, slots=True)
class Binning:
    """How bins are made: the ``most`` bins of a number, and the least ``share`` of rows in one.

    ``smoothing`` is how many rows with the mean share are added to each bin.
    """

    most: int = 8
    share: float = 0.05
    smoothing: float = 10.0


@dataclass(frozen=True, slots=True)
class NumberBins:
    """Bins of a number with their evidence, which only rises (``rises``) or only falls; neighbours may have the same.

    ``low`` and ``high`` are the smallest and the largest value that were learnt from.
    """

    edges: tuple[float, ...]
    evidence: tuple[float, ...]
    missing: float
    rises: bool
    low: float
    high: float

    @property
    def values(self) -> Numbers:
        """The evidence of each cell: every bin, then a missing value."""
        return np.array([*self.evidence, self.missing])

    def cells(self, column: Numbers) -> Labels:
        """The cell of each value."""
        known = np.searchsorted(np.array(self.edges), np.nan_to_num(column), "left")
        return np.where(np.isnan(column), len(self.evidence), known)


@dataclass(frozen=True, slots=True)
class WordBins:
    """The evidence of words; that of an unknown word is 0."""

    evidence: Mapping[str, float]
    missing: float

    @property
    def values(self) -> Numbers:
        """The evidence of each cell: every word, any other word, then a missing value."""
        return np.array([*self.evidence.values(), 0.0, self.missing])

    def cells(self, column: Words) -> Labels:
        """The cell of each word."""
        places = {word: place for place, word in enumerate(self.evidence)}
        return np.array([len(places) + 1 if value is None else places.get(value, len(places)) for value in column], dtype=np.int64)


def numbers(column: Numbers, bad: Labels, settings: Binning) -> NumberBins:
    """Bins of a number; evidence rises if the ranks of its values correlate with not being repaid, and falls otherwise."""
    known = ~np.isnan(column)
    values, labels = column[known], bad[known]
    least = max(5, round(settings.share * len(bad)))
    tree = DecisionTreeClassifier(max_leaf_nodes=settings.most, min_samples_leaf=least, random_state=0).fit(values[:, None], labels)
    cuts = np.sort(tree.tree_.threshold[tree.tree_.feature >= 0])
    edges = np.unique([values[values <= cut].max() for cut in cuts])
    place = np.searchsorted(edges, values, "left")
    count = np.bincount(place, minlength=len(edges) + 1)
    shares = smoothed(np.bincount(place, labels, minlength=len(edges) + 1), count, bad.mean(), settings)
    rises = bool(np.corrcoef(values.argsort().argsort(), labels)[0, 1] > 0) if len(set(labels.tolist())) > 1 else True
    shares = IsotonicRegression(increasing=rises).fit_transform(np.arange(len(shares)), shares, sample_weight=count)
    evidence = odds(shares) - odds(bad.mean())
    return NumberBins(
        tuple(edges.tolist()),
        tuple(evidence.tolist()),
        unsaid(known, bad, settings),
        rises,
        float(values.min()),
        float(values.max()),
    )


def words(column: Words, bad: Labels, settings: Binning, rising: Sequence[str] = ()) -> WordBins:
    """The evidence of every word; none of the ``rising`` words is worse than the one before it."""
    known = np.array([value is not None for value in column])
    shares, counts = {}, {}
    for word in sorted(set(column[known])):
        rows = column == word
        counts[word] = int(rows.sum())
        shares[word] = float(smoothed(bad[rows].sum(), rows.sum(), bad.mean(), settings))
    if order := [word for word in rising if word in shares]:
        weight = [counts[word] for word in order]
        pooled = IsotonicRegression(increasing=False).fit_transform(
            range(len(order)), [shares[word] for word in order], sample_weight=weight
        )
        shares |= dict(zip(order, map(float, pooled), strict=True))
    evidence = {word: float(odds(share) - odds(bad.mean())) for word, share in shares.items()}
    return WordBins(evidence, unsaid(known, bad, settings))


def unsaid(known: np.ndarray, bad: Labels, settings: Binning) -> float:
    """The evidence of a missing value, never below 0, so that nobody gains by leaving out what speaks against them."""
    if known.all():
        return 0.0
    return max(0.0, float(odds(smoothed(bad[~known].sum(), (~known).sum(), bad.mean(), settings)) - odds(bad.mean())))


def smoothed(bad: np.ndarray, count: np.ndarray, mean: float, settings: Binning) -> np.ndarray:
    """The shares that were not repaid, smoothed towards the mean."""
    return np.asarray((bad + settings.smoothing * mean) / (count + settings.smoothing))


def odds(share: np.ndarray | float) -> np.ndarray:
    """The log-odds of a share."""
    return np.asarray(np.log(share) - np.log1p(-np.asarray(share)))

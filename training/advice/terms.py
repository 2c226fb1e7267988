"""The terms that a scorecard sums: one for each characteristic, and one for each pair of numbers that tell more together than apart.

A term divides the applications into cells. Over these cells it has shapes, each of which only gets worse in the direction of the bins.
A fit gives the shapes weights of 0 or more, so the points of a characteristic only rise or only fall, whatever is fitted. A plain term has
one shape, its weights of evidence. A stepped term has one shape for each step from a bin to the next, so the fit also finds how far
apart the bins are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import scipy.sparse

from training.advice import binning
from training.advice.applications import Applications, Labels, Numbers
from training.advice.binning import Binning, NumberBins, WordBins

Bins = Mapping[str, NumberBins | WordBins]
CROSSED = 60
"""The most numbers that are tried in pairs, those that tell most on their own; the pairs of hundreds of numbers would take a day."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How the detailed versions are made.

    ``bins`` are those of a number on its own, ``coarse`` those of two numbers together, and ``pairs`` is the most terms of two numbers.
    ``penalty`` is on squared steps: it expects steps of about 1 / sqrt(penalty) before any data is seen.
    """

    bins: Binning = field(default_factory=lambda: Binning(most=12, share=0.03))
    coarse: Binning = field(default_factory=lambda: Binning(most=5))
    penalty: float = 40.0
    pairs: int = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One characteristic, or a pair of them, whose cells run row by row.

    ``cells`` (n,) is the cell of each training row, ``shapes`` (cells, k) are zero for the mean row, ``penalty`` is on squared weights.
    """

    names: tuple[str, ...]
    bins: tuple[NumberBins | WordBins, ...]
    cells: Labels
    shapes: Numbers
    penalty: float

    def of(self, applications: Applications) -> Labels:
        """The cell of each application."""
        found = [bins.cells(column(applications, name)) for name, bins in zip(self.names, self.bins, strict=True)]
        return found[0] if len(found) == 1 else found[0] * len(self.bins[1].values) + found[1]


def column(applications: Applications, name: str) -> np.ndarray:
    """The column of an input."""
    return applications.numbers[name] if name in applications.numbers else applications.words[name]


def binned(applications: Applications, settings: Binning) -> Bins:
    """The bins of every input."""
    found: dict[str, NumberBins | WordBins] = {
        name: binning.numbers(numbers, applications.bad, settings) for name, numbers in applications.numbers.items()
    }
    rising = applications.rising
    return found | {
        name: binning.words(words, applications.bad, settings, rising.get(name, ())) for name, words in applications.words.items()
    }


def plain(applications: Applications, bins: Bins, penalty: float) -> list[Term]:
    """A term for each characteristic, with its weights of evidence as the only shape."""
    return [Term((name,), (one,), one.cells(column(applications, name)), one.values[:, None], penalty) for name, one in bins.items()]


def stepped(applications: Applications, bins: Bins, penalty: float) -> list[Term]:
    """A term for each characteristic, with its steps from the best cell to the worst, and a shape for a missing value."""
    terms = []
    for name, one in bins.items():
        cells = one.cells(column(applications, name))
        known = steps(one)
        shapes = np.zeros((len(one.values), known.shape[1] + 1))
        count = np.bincount(cells, minlength=len(shapes))[: len(known)]
        shapes[: len(known), :-1] = known - count @ known / max(1, count.sum())
        shapes[-1, -1] = float((cells == len(shapes) - 1).any())
        terms.append(Term((name,), (one,), cells, shapes, penalty))
    return terms


def steps(bins: NumberBins | WordBins) -> Numbers:
    """Steps (cells, steps) over the known cells, from the best to the worst: 1 where a cell lies beyond a step.

    Bins of a number are ordered by their place. Words are ordered by their evidence, rounded to a tenth, since there may be thousands.
    """
    if isinstance(bins, NumberBins):
        place = np.arange(len(bins.evidence)) if bins.rises else np.arange(len(bins.evidence))[::-1]
    else:
        place = np.unique(np.round(list(bins.evidence.values()), 1), return_inverse=True)[1]
    return (place[:, None] > np.arange(place.max(initial=0))).astype(float)


def crossed(bins: tuple[NumberBins, NumberBins]) -> Numbers:
    """Steps of two numbers over their known cells, row by row: 1 where both lie beyond their steps, and 1 where at least one does."""
    first, second = (steps(one).astype(bool) for one in bins)
    sides = first[:, None, :, None], second[None, :, None, :]
    cells = len(first) * len(second)
    return np.concatenate([(sides[0] & sides[1]).reshape(cells, -1), (sides[0] | sides[1]).reshape(cells, -1)], axis=1).astype(float)


def pair(names: tuple[str, str], bins: tuple[NumberBins, NumberBins], cells: tuple[Labels, Labels], penalty: float) -> Term:
    """A term of two numbers; a cell in which one of them is missing has the mean over its values."""
    rows, columns = len(bins[0].evidence), len(bins[1].evidence)
    both = (cells[0] < rows) & (cells[1] < columns)
    known = crossed(bins)
    count = np.bincount(cells[0][both] * columns + cells[1][both], minlength=rows * columns)
    known = (known - count @ known / max(1, count.sum())).reshape(rows, columns, -1)
    share = (count / max(1, count.sum())).reshape(rows, columns)
    shapes = np.zeros((rows + 1, columns + 1, known.shape[2]))
    shapes[:rows, :columns] = known
    shapes[:rows, columns] = np.einsum("j,ijk->ik", share.sum(axis=0), known)
    shapes[rows, :columns] = np.einsum("i,ijk->jk", share.sum(axis=1), known)
    return Term(names, bins, cells[0] * (columns + 1) + cells[1], shapes.reshape(-1, known.shape[2]), penalty)


def matrix(terms: Sequence[Term]) -> tuple[scipy.sparse.csr_matrix, scipy.sparse.csr_matrix]:
    """Two sparse matrices: the cells that each row lies in, one of each term (n, cells), and all shapes, one block a term (cells, k)."""
    starts = np.cumsum([0, *(len(term.shapes) for term in terms)])
    places = np.stack([start + term.cells for start, term in zip(starts, terms, strict=False)], axis=1)
    rows, width = places.shape
    ones = scipy.sparse.csr_matrix((np.ones(rows * width), places.ravel(), np.arange(0, rows * width + 1, width)), (rows, starts[-1]))
    return ones, scipy.sparse.block_diag([term.shapes for term in terms], format="csr")


def together(applications: Applications, bins: Bins, chances: Numbers, taken: Sequence[tuple[str, ...]], penalty: float) -> Term | None:
    """The term of the two numbers that best explain the errors of the predictions ``chances``; None if no pair explains any.

    The gain of a pair is that of its best single step, to second order, after the penalty.
    """
    error, spread = applications.bad - chances, chances * (1.0 - chances)
    numbers = {name: one for name, one in bins.items() if isinstance(one, NumberBins) and len(one.evidence) > 1}
    tell = sorted(numbers, key=lambda name: -float(np.ptp(numbers[name].evidence)))[:CROSSED]
    numbers = {name: one for name, one in numbers.items() if name in tell}
    cells = {name: one.cells(applications.numbers[name]) for name, one in numbers.items()}
    best, found = 0.0, None
    for names in combinations(numbers, 2):
        if names in taken:
            continue
        two = numbers[names[0]], numbers[names[1]]
        rows, columns = len(two[0].evidence) + 1, len(two[1].evidence) + 1
        place = cells[names[0]] * columns + cells[names[1]]
        sums = [np.bincount(place, of, rows * columns).reshape(rows, columns)[:-1, :-1].ravel() for of in (error, spread)]
        shapes = crossed(two)
        gain = np.maximum(0.0, sums[0] @ shapes) ** 2 / (sums[1] @ shapes + penalty)
        if gain.max() > best:
            best, found = float(gain.max()), names
    if found is None:
        return None
    first, second = found
    one, other = numbers[first], numbers[second]
    return pair((first, second), (one, other), (cells[first], cells[second]), penalty)

"""Fits a scorecard, with calibration and cutoff taken from out-of-fold predictions.

There are several versions of growing detail. The plainest is a logistic regression on weights of evidence. The next fits every step from
one bin to the next, together with all others. Each further version adds a term for two numbers together. The version with the least
out-of-fold loss is used if it is significantly better than the plainest one, otherwise the plainest.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import scipy.sparse
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from bot.advice.credit.scorecard import DOUBLE, MIDDLE, Category, Characteristic, Numeric, Pair, Scorecard, probability
from training.advice import terms as parts
from training.advice.applications import Applications, Labels, Numbers
from training.advice.binning import Binning, NumberBins, WordBins
from training.advice.terms import Detail, Term

FOLDS, TIMES = 5, 3
"""Folds of the inner cross-validation, and how often it is repeated with other folds."""

LARGE, FEW = 5000, 3
"""From ``LARGE`` rows on, the inner cross-validation has ``FEW`` folds and is not repeated."""

SURE = 2.0
"""The number of standard errors by which a detailed version must be better than the plainest."""

SCALE = DOUBLE / np.log(2.0)
"""Points for one unit of log-odds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a scorecard is fitted.

    ``bins`` and ``penalty`` (on squared weights) are those of the plainest version, ``detail`` describes the others. ``cost`` is that of
    accepting a loan that is not repaid, if refusing one that would have been repaid costs 1.
    """

    bins: Binning = field(default_factory=Binning)
    penalty: float = 1.0
    cost: float = 5.0
    detail: Detail = field(default_factory=Detail)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted version: ``odds`` holds for each term the log-odds of not being repaid that each of its cells adds to ``bias``."""

    terms: tuple[Term, ...]
    odds: tuple[Numbers, ...]
    bias: float

    def logits(self, applications: Applications) -> Numbers:
        """The log-odds (n,) that each application is not repaid."""
        total = np.full(len(applications.bad), self.bias)
        for term, odds in zip(self.terms, self.odds, strict=True):
            total += odds[term.of(applications)]
        return total


@dataclass(frozen=True, slots=True)
class Unseen:
    """The out-of-fold predictions of all versions; an application appears once for each repetition of the cross-validation.

    ``bad`` (m,) are the labels, ``places`` (m,) the indices of the applications, ``logits`` (versions, m) the predictions, plainest first.
    """

    bad: Labels
    places: Labels
    logits: Numbers


def fit(applications: Applications, settings: Settings | None = None, seed: int = 7, about: Mapping[str, str] | None = None) -> Scorecard:
    """Fit a scorecard; its version, its calibration and its cutoff are chosen on rows that the weights were not fitted to."""
    settings = settings or Settings()
    unseen = held_out(applications, settings, seed)
    chosen = most_telling(unseen)
    slope, shift = calibrated(unseen.logits[chosen], unseen.bad)
    fitted = versions(applications, settings, chosen + 1)[chosen]
    cutoff = cheapest(MIDDLE - SCALE * (slope * unseen.logits[chosen] + shift), unseen.bad, settings.cost)
    return points(applications, fitted, (slope, shift), cutoff, {**described(applications, settings, seed), **(about or {})})


def versions(applications: Applications, settings: Settings, count: int) -> list[Fitted]:
    """The first ``count`` versions, plainest first; if no further pair of numbers helps, the last one is repeated."""
    found = [weighted(parts.plain(applications, parts.binned(applications, settings.bins), settings.penalty), applications)]
    detail = settings.detail
    if count > 1:
        fine, coarse = parts.binned(applications, detail.bins), parts.binned(applications, detail.coarse)
        found.append(weighted(parts.stepped(applications, fine, detail.penalty), applications))
        while len(found) < count:
            chances = 1.0 / (1.0 + np.exp(-found[-1].logits(applications)))
            taken = [term.names for term in found[-1].terms]
            more = parts.together(applications, coarse, chances, taken, detail.penalty)
            if more is None:
                break
            found.append(weighted([*found[-1].terms, more], applications))
    return found + [found[-1]] * (count - len(found))


def weighted(terms: list[Term], applications: Applications) -> Fitted:
    """Fit the weights of terms, none of them negative."""
    cells, shapes = parts.matrix(terms)
    penalties = np.concatenate([np.full(term.shapes.shape[1], term.penalty) for term in terms])
    weights, bias = weighed(cells, shapes, applications.bad, penalties)
    odds = np.split(shapes @ weights, np.cumsum([len(term.shapes) for term in terms])[:-1])
    return Fitted(tuple(terms), tuple(odds), bias)


def weighed(
    rows: Numbers | scipy.sparse.csr_matrix, shapes: Numbers | scipy.sparse.csr_matrix, bad: Labels, penalties: Numbers
) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression on ``rows @ shapes``, with a penalty on each squared weight and no weight below 0."""

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        logits = rows @ (shapes @ flat[1:]) + flat[0]
        value = np.logaddexp(0.0, logits).sum() - logits[bad == 1].sum() + 0.5 * (penalties * flat[1:] ** 2).sum()
        error = 1.0 / (1.0 + np.exp(-logits)) - bad
        return float(value), np.concatenate([[error.sum()], shapes.T @ (rows.T @ error) + penalties * flat[1:]])

    bounds = [(None, None), *[(0.0, None)] * shapes.shape[1]]
    found = minimize(loss, np.zeros(shapes.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x[1:], float(found.x[0])


def held_out(applications: Applications, settings: Settings, seed: int) -> Unseen:
    """The out-of-fold predictions of every version."""
    places, logits = [], []
    large = len(applications.bad) >= LARGE
    for time in range(1 if large else TIMES):
        folds = StratifiedKFold(FEW if large else FOLDS, shuffle=True, random_state=seed + time)
        for learn, rest in folds.split(applications.bad, applications.bad):
            part = applications.part(rest)
            found = versions(applications.part(learn), settings, settings.detail.pairs + 2)
            places.append(rest)
            logits.append(np.stack([one.logits(part) for one in found]))
    where = np.concatenate(places)
    return Unseen(applications.bad[where], where, np.concatenate(logits, axis=1))


def most_telling(unseen: Unseen) -> int:
    """The index of the version with the least calibrated log loss; 0, the plainest, unless it is significantly better than that one."""
    losses = []
    for logits in unseen.logits:
        slope, shift = calibrated(logits, unseen.bad)
        right = slope * logits + shift
        losses.append(np.bincount(unseen.places, np.logaddexp(0.0, right) - unseen.bad * right))
    best = int(np.argmin([loss.mean() for loss in losses]))
    gain = losses[0] - losses[best]
    return best if gain.mean() > SURE * gain.std() / np.sqrt(len(gain)) else 0


def calibrated(logits: Numbers, bad: Labels) -> tuple[float, float]:
    """Slope and shift that calibrate the out-of-fold log-odds (Platt scaling)."""
    slope, shift = weighed(logits[:, None], np.ones((1, 1)), bad, np.array([1e-6]))
    return float(slope[0]), shift


def cheapest(scores: Numbers, bad: Labels, cost: float) -> int:
    """The cutoff with the least cost on rows that were not learnt from, averaged over 100 random halves of them.

    The cheapest cutoff on all rows depends much on chance; the mean over halves varies less.
    """
    rng = np.random.default_rng(0)
    found = []
    for _ in range(100):
        rows = rng.choice(len(bad), len(bad) // 2, replace=False)
        order = np.argsort(scores[rows])
        worse = bad[rows][order]
        refused = np.concatenate([[0], np.cumsum(1 - worse)])
        accepted = cost * (worse.sum() - np.concatenate([[0], np.cumsum(worse)]))
        place = int(np.argmin(refused + accepted))
        found.append(scores[rows][order][min(place, len(rows) - 1)])
    return round(float(np.mean(found)))


def points(
    applications: Applications, fitted: Fitted, calibration: tuple[float, float], cutoff: int, about: Mapping[str, str]
) -> Scorecard:
    """The scorecard in whole points; a characteristic's reference is its mean over the applications that reach the cutoff."""
    slope, shift = calibration
    base = round(MIDDLE - SCALE * (slope * fitted.bias + shift))
    told = [(term, whole(-SCALE * slope * odds)) for term, odds in zip(fitted.terms, fitted.odds, strict=True)]
    pairs = tuple(paired(term, found) for term, found in told if len(term.names) == 2 and any(found))
    needed = {name for one in pairs for name in one.names}
    plain = [characteristic(term, found) for term, found in told if len(term.names) == 1 and (any(found) or term.names[0] in needed)]
    card = Scorecard(base, cutoff, tuple(plain), applications.protected, about, pairs)
    rows = said(card, applications)
    gained = np.array([[card.gained(one, row) for one in plain] for row in rows]).reshape(len(applications.bad), len(plain))
    good = base + gained.sum(axis=1) >= cutoff
    good = good if good.any() else np.ones_like(good)
    means = gained[good].mean(axis=0)
    return replace(
        card, characteristics=tuple(replace(one, reference=round(float(mean), 2)) for one, mean in zip(plain, means, strict=True))
    )


def values(applications: Applications, name: str) -> list[str | float | None]:
    """One input of all applications, as the scorecard takes it: None if it is missing."""
    if name in applications.words:
        return list(applications.words[name])
    return [None if np.isnan(value) else float(value) for value in applications.numbers[name]]


def whole(found: Numbers) -> list[int]:
    """Points rounded to whole numbers; rounding to six digits first keeps sums that differ in the last bit together."""
    return [round(one) for one in np.round(found, 6).tolist()]


def characteristic(term: Term, found: list[int]) -> Characteristic:
    """A characteristic with whole points, whose reference is still to be set."""
    name, bins, missing = term.names[0], term.bins[0], found[-1]
    if isinstance(bins, WordBins):
        return Category(name, dict(zip(bins.evidence, found, strict=False)), 0, missing, 0.0)
    known = found[:-1]
    change = [place for place in range(len(known) - 1) if known[place] != known[place + 1]]
    edges, kept = tuple(bins.edges[place] for place in change), tuple(known[place] for place in [*change, len(known) - 1])
    return Numeric(name, edges, kept, missing, 0.0, bins.low, bins.high)


def paired(term: Term, found: list[int]) -> Pair:
    """The points of a term of two numbers."""
    first, second = (bins.edges for bins in term.bins if isinstance(bins, NumberBins))
    width = len(second) + 2
    rows = tuple(tuple(found[start : start + width]) for start in range(0, len(found), width))
    return Pair((term.names[0], term.names[1]), (first, second), rows)


def said(card: Scorecard, applications: Applications) -> list[dict[str, str | float | None]]:
    """Each application as a mapping from the scorecard's inputs to its values."""
    columns = [values(applications, name) for name in card.names]
    rows = zip(*columns, strict=True) if columns else [()] * len(applications.bad)
    return [dict(zip(card.names, row, strict=True)) for row in rows]


def scores(card: Scorecard, applications: Applications) -> Numbers:
    """The score of every application."""
    return np.array([float(card.score(one)) for one in said(card, applications)])


def chances(card: Scorecard, applications: Applications) -> Numbers:
    """The probability that each application is not repaid."""
    return np.array([probability(score) for score in scores(card, applications)])


def described(applications: Applications, settings: Settings, seed: int) -> dict[str, str]:
    """What a scorecard was fitted on and how; ``version`` is a hash of all of it."""
    data = hashlib.sha256(applications.bad.tobytes())
    for name in (*applications.numbers, *applications.words):
        data.update(repr((name, values(applications, name))).encode())
    about = {"data": data.hexdigest(), "rows": str(len(applications.bad)), "settings": json.dumps(asdict(settings)), "seed": str(seed)}
    return {"version": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12], **about}

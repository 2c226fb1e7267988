"""Fits a scorecard: monotone bins, logistic regression on their weights of evidence, calibration and cutoff by cross-validation, points."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from bot.advice.credit.scorecard import DOUBLE, MIDDLE, Category, Characteristic, Numeric, Scorecard, probability
from training.advice import binning
from training.advice.applications import Applications, Labels, Numbers
from training.advice.binning import Binning, NumberBins, WordBins

Bins = Mapping[str, NumberBins | WordBins]
FOLDS, TIMES = 5, 3
"""Of the inner cross-validation, and how often it is drawn anew; of ``LARGE`` data once, in ``FEW`` folds."""
FEW, LARGE = 3, 5000
SCALE = DOUBLE / np.log(2.0)
"""Points a unit of log-odds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a scorecard is fitted. ``penalty``: of squared weights. ``cost``: of accepting what is not repaid, over that of refusing what
    would have been."""

    bins: Binning = field(default_factory=Binning)
    penalty: float = 1.0
    cost: float = 5.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Bins with the weight of each characteristic, from 0, so that no direction turns round; log-odds of not being repaid."""

    bins: Bins
    weights: Mapping[str, float]
    bias: float

    def logits(self, applications: Applications) -> Numbers:
        """The log-odds of each application not to be repaid."""
        total = np.full(len(applications.bad), self.bias)
        for name, weight in self.weights.items():
            total += weight * self.bins[name].of(column(applications, name))
        return total


def column(applications: Applications, name: str) -> np.ndarray:
    """An input."""
    return applications.numbers[name] if name in applications.numbers else applications.words[name]


def fit(applications: Applications, settings: Settings | None = None, seed: int = 7, about: Mapping[str, str] | None = None) -> Scorecard:
    """A scorecard of applications; its probabilities and its cutoff come from rows that the weights were not fitted to."""
    settings = settings or Settings()
    labels, unseen = held_out(applications, settings, seed)
    slope, shift = calibrated(unseen, labels)
    fitted = regression(applications, settings)
    cutoff = cheapest(MIDDLE - SCALE * (slope * unseen + shift), labels, settings.cost)
    return points(applications, fitted, (slope, shift), cutoff, {**described(applications, settings, seed), **(about or {})})


def regression(applications: Applications, settings: Settings) -> Fitted:
    """Bins, and the most probable weights from 0 on."""
    bins: dict[str, NumberBins | WordBins] = {
        name: binning.numbers(numbers, applications.bad, settings.bins) for name, numbers in applications.numbers.items()
    }
    rising = applications.rising
    bins |= {
        name: binning.words(words, applications.bad, settings.bins, rising.get(name, ())) for name, words in applications.words.items()
    }
    evidence = np.stack([one.of(column(applications, name)) for name, one in bins.items()], axis=1)
    weights, bias = weighed(evidence, applications.bad, settings.penalty, least=0.0)
    return Fitted(bins, {name: float(weight) for name, weight in zip(bins, weights, strict=True)}, bias)


def weighed(rows: Numbers, bad: Labels, penalty: float, least: float | None) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression with a penalty on squares; no weight is below ``least``."""

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        logits = rows @ flat[1:] + flat[0]
        value = np.logaddexp(0.0, logits).sum() - logits[bad == 1].sum() + 0.5 * penalty * (flat[1:] ** 2).sum()
        error = 1.0 / (1.0 + np.exp(-logits)) - bad
        return float(value), np.concatenate([[error.sum()], rows.T @ error + penalty * flat[1:]])

    bounds = [(None, None), *[(least, None)] * rows.shape[1]]
    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x[1:], float(found.x[0])


def held_out(applications: Applications, settings: Settings, seed: int) -> tuple[Labels, Numbers]:
    """Labels, and the log-odds that models give which have not seen the row; each row once for every time."""
    labels, logits = [], []
    large = len(applications.bad) >= LARGE
    for time in range(1 if large else TIMES):
        folds = StratifiedKFold(FEW if large else FOLDS, shuffle=True, random_state=seed + time)
        for learn, rest in folds.split(applications.bad, applications.bad):
            part = applications.part(rest)
            labels.append(part.bad)
            logits.append(regression(applications.part(learn), settings).logits(part))
    return np.concatenate(labels), np.concatenate(logits)


def calibrated(logits: Numbers, bad: Labels) -> tuple[float, float]:
    """Platt's slope and shift: log-odds of rows that were not learnt from, made probabilities."""
    slope, shift = weighed(logits[:, None], bad, 1e-6, least=0.0)
    return float(slope[0]), shift


def cheapest(scores: Numbers, bad: Labels, cost: float) -> int:
    """The cutoff with the least cost on rows that were not learnt from: the mean of what is cheapest in halves of them, drawn anew.

    One cutoff on all rows is cheapest by chance; the mean of many moves less.
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
    """Log-odds as whole points. The reference of a characteristic is its mean over the applications that reach the cutoff."""
    slope, shift = calibration
    base = round(MIDDLE - SCALE * (slope * fitted.bias + shift))
    plain = [characteristic(name, fitted, slope) for name, weight in fitted.weights.items() if counts(weight, fitted, name, slope)]
    card = Scorecard(base, cutoff, tuple(plain), applications.protected, about)
    columns = {one.name: np.array([one.of(value) for value in values(applications, one.name)]) for one in plain}
    good = base + sum(columns.values(), np.zeros(len(applications.bad))) >= cutoff
    good = good if good.any() else np.ones_like(good)
    told = tuple(referred(one, float(columns[one.name][good].mean())) for one in plain)
    return Scorecard(card.base, cutoff, told, card.protected, about)


def values(applications: Applications, name: str) -> list[str | float | None]:
    """An input as the scorecard takes it."""
    if name in applications.words:
        return list(applications.words[name])
    return [None if np.isnan(value) else float(value) for value in applications.numbers[name]]


def counts(weight: float, fitted: Fitted, name: str, slope: float) -> bool:
    """Whether a characteristic still has a point to give once its points are whole."""
    bins = fitted.bins[name]
    evidence = bins.evidence if isinstance(bins, NumberBins) else tuple(bins.evidence.values())
    return any(round(SCALE * slope * weight * one) for one in (*evidence, bins.missing))


def characteristic(name: str, fitted: Fitted, slope: float) -> Characteristic:
    """A characteristic with whole points, and no reference yet."""
    factor, bins = -SCALE * slope * fitted.weights[name], fitted.bins[name]
    missing = round(factor * bins.missing)
    if isinstance(bins, WordBins):
        return Category(name, {word: round(factor * one) for word, one in bins.evidence.items()}, 0, missing, 0.0)
    whole = [round(factor * one) for one in bins.evidence]
    change = [place for place in range(len(whole) - 1) if whole[place] != whole[place + 1]]
    edges, kept = tuple(bins.edges[place] for place in change), tuple(whole[place] for place in [*change, len(whole) - 1])
    return Numeric(name, edges, kept, missing, 0.0, bins.low, bins.high)


def referred(one: Characteristic, reference: float) -> Characteristic:
    """The characteristic with its reference."""
    if isinstance(one, Category):
        return Category(one.name, one.points, one.other, one.missing, round(reference, 2))
    return Numeric(one.name, one.edges, one.points, one.missing, round(reference, 2), one.low, one.high)


def scores(card: Scorecard, applications: Applications) -> Numbers:
    """The score of every application."""
    total = np.full(len(applications.bad), float(card.base))
    for one in card.characteristics:
        total += [one.of(value) for value in values(applications, one.name)]
    return total


def chances(card: Scorecard, applications: Applications) -> Numbers:
    """The probability of every application not to be repaid."""
    return np.array([probability(score) for score in scores(card, applications)])


def described(applications: Applications, settings: Settings, seed: int) -> dict[str, str]:
    """What a scorecard was fitted with; ``version`` is a hash of all of it."""
    data = hashlib.sha256(applications.bad.tobytes())
    for name in (*applications.numbers, *applications.words):
        data.update(repr((name, values(applications, name))).encode())
    about = {"data": data.hexdigest(), "rows": str(len(applications.bad)), "settings": json.dumps(asdict(settings)), "seed": str(seed)}
    return {"version": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12], **about}

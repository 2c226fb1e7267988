"""Fits the triage model: a logistic regression over what is known of a case, trained on cases of which only a part has been revealed.

Its weights have a Gaussian prior around a part of naive Bayes' (smoothed towards all cases), which few cases a condition need. It learns
from whole records, and from the same cases with only a part revealed: a part drawn at random, and what the fitted model itself has asked
after some questions. These never depend on what is recorded of a case, else "not known" would be learnt wrongly.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse
from scipy.optimize import minimize_scalar

from bot.advice.triage.model import ANSWERS, OPEN, PARTS, STATED, Array, Model, States, features, softmax
from bot.errors import DataError
from training.advice import interviews
from training.advice.cases import Cases
from training.advice.regression import Gaussian, most_probable

Flags = npt.NDArray[np.bool_]
REHEARSED = 5
"""How many moments of each interview are learnt from."""
HELD_OUT = 0.25
ENOUGH = 40
"""The fewest cases to fit a temperature on."""
COOLING = (0.7, 2.5)
PLAIN = 3.0
"""The precision of a prior around zero; naive Bayes is overconfident where everything is known, because symptoms correlate."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is fitted.

    ``smoothing``: cases that a condition's counts are smoothed with. ``prior``: share of naive Bayes' weights that the prior rests on, and
    ``prior_unsure`` of that for "not known". ``tightness``: the prior's precision, ``extra`` times as much for what a symptom says by being
    named unasked, or by not being known. ``depth``: questions that rehearsals go on for. ``support``: cases that must record a symptom for
    it to be asked about. ``silent``: share of the cases in which what is not recorded is answered with no, as a person would, and not
    with "not known".
    """

    smoothing: float = 3.0
    prior: float = 0.7
    prior_unsure: float = 0.3
    tightness: float = 2.0
    extra: float = 3.0
    depth: int = 12
    support: int = 8
    silent: float = 0.0


def fit(cases: Cases, settings: Settings | None = None, seed: int = 7, barred: Sequence[str] = ()) -> Model:
    """A model of cases; symptoms that are ``barred`` are never asked about. DataError where there are not two conditions to tell apart."""
    settings = settings or Settings()
    rng = np.random.default_rng(seed)
    if len(np.unique(cases.labels)) < 2:
        raise DataError("cases", None, "name fewer than two conditions: there is nothing to tell apart")
    replies = cases.replies()
    silent = (rng.random(len(replies)) < settings.silent)[:, None] & (cases.recorded == OPEN)
    replies = np.where(silent, 1, replies)
    prior = replace(unfitted(cases, replies, settings, barred), about=described(cases, settings, seed))
    prior = replace(prior, temperature=temperature(cases, replies, settings, rng))
    everything = revealed(cases.stated, cases.recorded != OPEN, replies)
    chance = revealed(cases.stated, drawn(cases, settings.depth, rng), replies)
    first = fitted(prior, prior, cases.labels, [everything, chance], settings)
    asked = rehearsed(first, cases.stated, replies, settings.depth, rng)
    return fitted(prior, first, cases.labels, [everything, chance, *asked], settings)


def temperature(cases: Cases, replies: npt.NDArray[np.int64], settings: Settings, rng: np.random.Generator) -> float:
    """The temperature with the least log loss in interviews of a quarter of the cases by a model of the others (Guo et al., 2017)."""
    kept = rng.random(len(replies)) < HELD_OUT
    train, test = cases.part(np.flatnonzero(~kept)), cases.part(np.flatnonzero(kept))
    if len(test.labels) < ENOUGH or len(np.unique(train.labels)) < 2:
        return 1.0
    views = [revealed(train.stated, flags, replies[~kept]) for flags in (train.recorded != OPEN, drawn(train, settings.depth, rng))]
    prior = unfitted(train, replies[~kept], settings, ())
    model = fitted(prior, prior, train.labels, views, settings)
    moments = interviews.held(model, test.stated, replies[kept], settings.depth).moments
    logits, right = model.logits(moments[len(moments) // 2]), np.arange(len(test.labels))

    def loss(heat: float) -> float:
        return -float(np.log(softmax(logits / heat)[right, test.labels].clip(1e-9)).mean())

    return float(minimize_scalar(loss, bounds=COOLING, method="bounded").x)


def knowing(cases: Cases, settings: Settings) -> Model:
    """A model trained on and meant for complete records: the upper bound if nothing had to be asked."""
    replies, plain = cases.replies(), replace(settings, prior=0.0, tightness=PLAIN)
    prior = unfitted(cases, replies, plain, ())
    return fitted(prior, prior, cases.labels, [revealed(cases.stated, cases.recorded != OPEN, replies)], plain)


def unfitted(cases: Cases, replies: npt.NDArray[np.int64], settings: Settings, barred: Sequence[str]) -> Model:
    """A model with the probabilities of answers, and naive Bayes' weights scaled as in the prior."""
    known = np.eye(len(cases.conditions))[cases.labels]
    free = cases.stated == OPEN
    counts = np.stack([known.T @ ((replies == answer) & free) for answer in range(len(ANSWERS))], axis=-1)
    whole = (counts.sum(axis=0) + 0.1) / (counts.sum(axis=0) + 0.1).sum(axis=-1, keepdims=True)
    answers = (counts + settings.smoothing * whole) / (counts.sum(axis=-1, keepdims=True) + settings.smoothing)
    present = free & (replies == 0) | (cases.stated == STATED)
    weights = np.zeros((PARTS, len(cases.symptoms), len(cases.conditions)))
    weights[0] = settings.prior * evidence(known, present, settings.smoothing)
    weights[2] = settings.prior * evidence(known, replies == 1, settings.smoothing)
    weights[3] = settings.prior * settings.prior_unsure * centred(np.log(answers[:, :, 2])).T
    found = (cases.recorded != OPEN).sum(axis=0)
    askable = (found >= settings.support) & ~np.isin(np.array(cases.symptoms), list(barred))
    bias = centred(np.log(known.sum(axis=0) + 1.0)[:, None])[:, 0]
    return Model(cases.symptoms, cases.conditions, weights, bias, answers, askable, {})


def evidence(known: Array, event: Flags, smoothing: float) -> Array:
    """Naive Bayes' weight of an event for each condition, shape (S, D), smoothed towards its share of all cases."""
    overall = event.mean(axis=0) + 0.5 / len(event)
    shares = (known.T @ event + smoothing * overall) / (known.sum(axis=0)[:, None] + smoothing)
    return centred(np.log(shares)).T


def centred(logs: Array) -> Array:
    """Values minus their mean over conditions, the first axis."""
    return np.asarray(logs - logs.mean(axis=0))


def revealed(stated: States, asked: Flags, replies: npt.NDArray[np.int64]) -> States:
    """The states of symptoms after the ``asked`` questions were answered."""
    return np.where((stated == OPEN) & asked, np.array(ANSWERS, dtype=np.int8)[replies], stated).astype(np.int8)


def drawn(cases: Cases, most: int, rng: np.random.Generator) -> Flags:
    """Up to ``most`` random symptoms of each case, every number equally likely, frequent symptoms more often (Gumbel top-k)."""
    often = (cases.recorded != OPEN).mean(axis=0)
    keys = np.log(often + 1e-9) + rng.gumbel(size=cases.stated.shape)
    keys[cases.stated != OPEN] = -np.inf
    order = np.argsort(np.argsort(-keys, axis=1), axis=1)
    return np.asarray(order < rng.integers(0, most + 1, len(keys))[:, None])


def rehearsed(model: Model, stated: States, replies: npt.NDArray[np.int64], depth: int, rng: np.random.Generator) -> list[States]:
    """What the model knows of each case at ``REHEARSED`` moments of its own interview, drawn at random."""
    moments = np.stack(interviews.held(model, stated, replies, depth).moments)
    order = rng.permuted(np.tile(np.arange(len(moments)), (len(stated), 1)), axis=1)
    return [moments[order[:, place], np.arange(len(stated))] for place in range(min(REHEARSED, len(moments)))]


def fitted(prior: Model, begin: Model, labels: npt.NDArray[np.int64], several: Sequence[States], settings: Settings) -> Model:
    """The prior's model with its maximum a posteriori weights, given several views of each case, which together count as one."""
    s, d = len(prior.symptoms), len(prior.conditions)
    rows = scipy.sparse.csr_matrix(np.concatenate([features(one).transpose(1, 0, 2).reshape(len(one), -1) for one in several]))
    precision = settings.tightness * np.repeat([1.0, settings.extra, 1.0, settings.extra], s)
    weights, bias = most_probable(
        rows,
        np.tile(labels, len(several)),
        1 / len(several),
        Gaussian(prior.weights.reshape(-1, d), precision),
        (begin.weights, begin.bias),
    )
    return replace(prior, weights=weights.reshape(PARTS, s, d), bias=bias)


def described(cases: Cases, settings: Settings, seed: int) -> dict[str, str]:
    """What a model was fitted with; ``version`` is a hash of all of it."""
    data = hashlib.sha256(json.dumps([cases.symptoms, cases.conditions], ensure_ascii=False).encode())
    for part in (cases.stated, cases.recorded, cases.labels):
        data.update(part.tobytes())
    about = {"data": data.hexdigest(), "cases": str(len(cases.labels)), "settings": json.dumps(asdict(settings)), "seed": str(seed)}
    return {"version": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12], **about}

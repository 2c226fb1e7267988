"""The value of a question: its expected information, weighted by severity, and the probability that its answer changes the advice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.advice.triage.model import ANSWERS, OPEN, Array, Model, States, softmax

TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Weighing:
    """How conditions are weighed: ``ranks`` (D,) of their levels, and ``severity`` (D,), the value of knowing more about each.

    ``mass`` is the least probability at which a condition counts for the level. ``offset`` (D,) is added to the logits for facts outside
    the model, such as age.
    """

    ranks: npt.NDArray[np.int64]
    severity: Array
    mass: float
    offset: Array | float = 0.0

    def rank(self, posterior: Array) -> npt.NDArray[np.int64]:
        """The rank, over the last axis, of the most urgent condition with at least ``mass``; 0 if there is none."""
        return np.asarray(np.where(posterior >= self.mass, self.ranks, 0).max(axis=-1))


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of each candidate question in each case, shape (n, C); -1 if the symptom is known already.

    ``gain`` is the expected information in nats, each condition's part times its severity (with severities of 1, the mutual information of
    answer and condition). ``change`` is the probability that the answer changes the likeliest condition or the level.
    """

    candidates: npt.NDArray[np.int64]
    gain: Array
    change: Array


def worth(model: Model, states: States, weighing: Weighing, candidates: npt.NDArray[np.int64]) -> Worth:
    """The value of asking about each of the ``candidates`` (indices of symptoms) now.

    The probability of an answer is that under each condition (naive Bayes), weighted by the posterior; its effect is the model's own
    updated posterior. The information is that of their joint distribution, so that it is never negative.
    """
    logits = model.logits(states) + weighing.offset
    now = softmax(logits)
    likely = np.tensordot(now, model.answers[:, candidates], axes=1)
    moved = np.exp(model.weights[[0, 2, 3]][:, candidates]).transpose(1, 0, 2)
    later = np.exp(logits - logits.max(axis=1, keepdims=True))[:, None, None, :] * moved + TINY
    later /= later.sum(axis=-1, keepdims=True)
    before = np.einsum("nca,ncad->ncd", likely, later)
    each = np.einsum("nca,ncad->ncd", likely, later * np.log(later)) - before * np.log(before)
    other = later.argmax(axis=-1) != now.argmax(axis=-1)[:, None, None]
    cooled = [part ** (1 / model.temperature) for part in (later, now)]
    then, before_it = (weighing.rank(part / part.sum(axis=-1, keepdims=True)) for part in cooled)
    moves = then != before_it[:, None, None]
    gain, change = each @ weighing.severity, (likely * (other | moves)).sum(axis=-1)
    known = states[:, candidates] != OPEN
    return Worth(candidates, np.where(known, -1.0, gain), np.where(known, -1.0, change))


def askable(model: Model) -> npt.NDArray[np.int64]:
    """The indices of the symptoms that may be asked about."""
    return np.flatnonzero(model.askable)


def answered(states: States, places: npt.NDArray[np.int64], answers: npt.NDArray[np.int64]) -> States:
    """The states after one answer in each case; ``answers`` are indices into ``ANSWERS``."""
    after = states.copy()
    after[np.arange(len(states)), places] = np.array(ANSWERS, dtype=np.int8)[answers]
    return after

"""What a question is worth: the information expected from it, weighted by severity, and the chance that its answer changes the advice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.advice.triage.model import ANSWERS, OPEN, Array, Model, States, softmax

TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a model's conditions are weighed. ``ranks`` (D,): their levels' ranks. ``severity`` (D,): what knowing more of each is worth.

    ``mass``: the least probability at which a condition counts for the level that is advised. ``offset`` (D,): added to the logits, for
    what the model does not know of; 0 where there is nothing.
    """

    ranks: npt.NDArray[np.int64]
    severity: Array
    mass: float
    offset: Array | float = 0.0

    def rank(self, posterior: Array) -> npt.NDArray[np.int64]:
        """The rank of the most urgent condition that is probable enough, over the last axis; 0 where none is."""
        return np.asarray(np.where(posterior >= self.mass, self.ranks, 0).max(axis=-1))


@dataclass(frozen=True, slots=True)
class Worth:
    """Of each askable symptom in each case, shape (n, C); -1 where it is known already.

    ``gain``: expected information in nats, each condition's part times its severity (with severities of 1 the mutual information of answer
    and condition). ``change``: probability that the answer makes another condition the likeliest, or the level another.
    """

    candidates: npt.NDArray[np.int64]
    gain: Array
    change: Array


def worth(model: Model, states: States, weighing: Weighing, candidates: npt.NDArray[np.int64]) -> Worth:
    """What each of the ``candidates`` (places of symptoms) is worth asking now.

    Answers are as likely as under each condition alone (naive Bayes), weighted by the posterior; what follows from them is the model's own
    posterior. The joint of the two defines the information, so that no part of it is negative.
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
    """Places of the symptoms that may be asked about."""
    return np.flatnonzero(model.askable)


def answered(states: States, places: npt.NDArray[np.int64], answers: npt.NDArray[np.int64]) -> States:
    """The states after each case was asked about one symptom and answered, ``answers`` being places in ``ANSWERS``."""
    after = states.copy()
    after[np.arange(len(states)), places] = np.array(ANSWERS, dtype=np.int8)[answers]
    return after

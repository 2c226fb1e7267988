"""Simulates interviews of recorded cases, in which the engine asks and the record answers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.advice.triage import asking
from bot.advice.triage.asking import Weighing
from bot.advice.triage.model import Array, Model, States

CHUNK = 256
"""How many cases are processed at once."""


@dataclass(frozen=True, slots=True)
class Interviews:
    """Interviews of n cases, T questions each. ``moments``: what was known before the first question and after each, (n, S) every time.

    ``asked`` (n, T): places of the symptoms. ``change`` (n, T): the largest probability, before each question, that an answer changes the
    advice; below 0 where nothing is left to be asked.
    """

    moments: list[States]
    asked: npt.NDArray[np.int64]
    change: Array

    def lengths(self, least_change: float) -> npt.NDArray[np.int64]:
        """How many questions the engine's stopping rule allows for each case (n,)."""
        return np.asarray(np.logical_and.accumulate(self.change >= least_change, axis=1).sum(axis=1))

    def ends(self, lengths: npt.NDArray[np.int64]) -> States:
        """What is known of each case after its number of questions."""
        return np.stack(self.moments)[lengths, np.arange(len(lengths))]


def alike(model: Model) -> Weighing:
    """All conditions weigh alike and have the same level."""
    return Weighing(np.zeros(len(model.conditions), dtype=np.int64), np.ones(len(model.conditions)), 1.0)


def held(model: Model, stated: States, replies: npt.NDArray[np.int64], most: int, weighing: Weighing | None = None) -> Interviews:
    """Interviews of ``most`` questions, none stopping early; ``replies`` (n, S) are places in ``ANSWERS``."""
    candidates, weighing = asking.askable(model), weighing or alike(model)
    moments, asked, change = [stated], [], []
    for _ in range(min(most, len(candidates))):
        parts = [asking.worth(model, moments[-1][start : start + CHUNK], weighing, candidates) for start in range(0, len(stated), CHUNK)]
        asked.append(np.concatenate([candidates[part.gain.argmax(axis=1)] for part in parts]))
        change.append(np.concatenate([part.change.max(axis=1) for part in parts]))
        after = asking.answered(moments[-1], asked[-1], replies[np.arange(len(stated)), asked[-1]])
        moments.append(np.where(change[-1][:, None] >= 0, after, moments[-1]))
    empty = np.zeros((len(stated), 0))
    return Interviews(moments, np.stack(asked, axis=1) if asked else empty.astype(np.int64), np.stack(change, axis=1) if change else empty)


def by_chance(
    model: Model, stated: States, replies: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], rng: np.random.Generator
) -> States:
    """What is known after as many questions as ``lengths`` (n,), drawn at random from those that may be asked."""
    candidates, after = asking.askable(model), stated.copy()
    for row, length in enumerate(lengths):
        free = candidates[stated[row, candidates] == 0]
        for place in rng.permutation(free)[:length]:
            after[row] = asking.answered(after[row : row + 1], np.array([place]), replies[row : row + 1, place])[0]
    return after

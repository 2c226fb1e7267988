"""Finds which suggestion a sent text began from, and whether the operator edited it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.answers import How
from bot.suggesting.suggestion import wording
from retrieval.lexical import tokens

STAYED = 0.5
"""The share of a suggestion's words that an edited version still has; with fewer of them, a reply is the operator's own."""


@dataclass(frozen=True, slots=True)
class InsertedSuggestion:
    """A suggestion that was put into the composer: its wording, and the text with filled gaps that was put there."""

    wording: str
    text: str


def nearest(said: str, began: Sequence[InsertedSuggestion]) -> InsertedSuggestion | None:
    """The suggestion that a sent text began from; None if the operator wrote the text alone."""
    best = max(began, key=lambda one: (wording(said) == wording(one.text), stayed(one.text, said)), default=None)
    return best if best is not None and stayed(best.text, said) >= STAYED else None


def how(said: str, kept: str, first: InsertedSuggestion | None) -> How:
    """What became of a suggestion; ``kept`` is the sent text with gaps, so filling gaps by hand does not count as editing."""
    if first is None:
        return "own"
    return "as_it_was" if wording(said) == wording(first.text) or wording(kept) == first.wording else "edited"


def stayed(before: str, after: str) -> float:
    """The share (0 to 1) of the words of ``before`` that ``after`` still has."""
    had, has = Counter(tokens(before)), Counter(tokens(after))
    return (had & has).total() / had.total() if had else 0.0

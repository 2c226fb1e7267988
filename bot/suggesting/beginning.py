"""Which suggestion a sent text began from, and what the operator made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.answers import How
from bot.suggesting.suggestion import wording
from retrieval.lexical import tokens

STAYED = 0.5
"""Share of a suggestion's words that are still there where it was edited; with fewer of them the reply is the operator's own."""


@dataclass(frozen=True, slots=True)
class Began:
    """A suggestion that was put into the composer: its key, and the text that was put there."""

    wording: str
    text: str


def nearest(said: str, began: Sequence[Began]) -> Began | None:
    """The suggestion that a sent text began from; None where the operator has written it."""
    best = max(began, key=lambda one: (wording(said) == wording(one.text), stayed(one.text, said)), default=None)
    return best if best is not None and stayed(best.text, said) >= STAYED else None


def how(said: str, kept: str, first: Began | None) -> How:
    """What became of a suggestion; ``kept``: the sent text with its gaps. One whose gaps were filled by hand went out as it was."""
    if first is None:
        return "own"
    return "as_it_was" if wording(said) == wording(first.text) or wording(kept) == first.wording else "edited"


def stayed(before: str, after: str) -> float:
    """The share of the words before that are there after, 0 to 1."""
    had, has = Counter(tokens(before)), Counter(tokens(after))
    return (had & has).total() / had.total() if had else 0.0

"""A reply that may be suggested."""

from dataclasses import dataclass

from bot.suggesting.suggestion import Source


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply with open gaps that fits the question.

    ``fit`` is how far it is above the least similarity, ``times`` how often the team has sent it, and ``at`` when last (0: never).
    """

    wording: str
    text: str
    source: Source
    title: str = ""
    times: int = 0
    fit: float = 0.0
    at: float = 0.0

"""Counts how conversations went, for comparing the models that read them."""

from collections.abc import Collection
from dataclasses import dataclass

NOT_UNDERSTOOD = ("clarify", "not_understood", "out_of_scope")
"""Replies with which the bot asks back or gives up."""

GAVE_UP = ("misunderstood", "out_of_scope")
"""Reasons for which the bot calls a person after such replies."""

BADLY_RATED = 2
"""The highest rating, of 1 to 5, that counts as bad."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of conversations in which the customer wrote; ``stars`` is the sum of the ``rated`` ones' ratings."""

    conversations: int = 0
    handed_over: int = 0
    not_understood: int = 0
    negative: int = 0
    rated: int = 0
    badly_rated: int = 0
    stars: int = 0


def tally(reason: str, replies: Collection[str], negative: int, rating: int | None) -> Tally:
    """The tally of one conversation; ``reason`` is why it was handed over (empty if not), ``negative`` its number of negative messages."""
    return Tally(
        conversations=1,
        handed_over=int(bool(reason)),
        not_understood=int(reason in GAVE_UP or bool(set(replies) & set(NOT_UNDERSTOOD))),
        negative=int(negative > 0),
        rated=int(rating is not None),
        badly_rated=int(rating is not None and rating <= BADLY_RATED),
        stars=rating or 0,
    )


def added(one: Tally, other: Tally) -> Tally:
    """The sum of two tallies."""
    return Tally(*(getattr(one, name) + getattr(other, name) for name in Tally.__slots__))

"""One visit of a customer, as counting sees it."""

from dataclasses import dataclass
from typing import Literal

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

Left = Literal["flow", "not_helped", "queue"]
"""Where a customer gave up: amid a flow, after an answer that did not help, or waiting for a person."""

Evidence = Literal["rated", "thanked", "acted"]
"""What says that a visit helped: a rating of 4 or 5, a thank you as the last word, something that the bot did for the customer."""

CONTENT, UNHAPPY = 4, 2
"""The lowest rating that counts as content, and the highest that counts as unhappy."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A customer began to wait for a person at ``at``, and read the person's first words at ``answered``, if at all.

    ``reason``: the bot's, or ``transferred`` where a colleague put the conversation back. ``gave_up``: the customer left the queue, or
    closed the chat in it. ``after_hours``: nobody was at the desk then.
    """

    at: float
    reason: str
    after_hours: bool = False
    answered: float | None = None
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """An operator had the conversation from ``since`` to ``until``; ``busy`` are the parts in which something was written."""

    operator: str
    since: float
    until: float
    busy: tuple[tuple[float, float], ...]

    @property
    def worked(self) -> float:
        """The seconds of the busy parts."""
        return sum(until - since for since, until in self.busy)


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened from ``began`` to ``last`` (seconds since the epoch, UTC), the end where it is ``over``.

    ``messages``, ``answers`` and ``operator_lines``: lines of the customer, the bot and people. ``model``: the version that read the first
    message. ``asked``: whether a rating was asked for. ``predicted``: the last rating that the model expected.
    """

    began: float
    last: float
    over: bool
    messages: int = 0
    answers: int = 0
    operator_lines: int = 0
    model: str = ""
    subjects: frozenset[str] = frozenset()
    hand_overs: tuple[HandOver, ...] = ()
    holds: tuple[Hold, ...] = ()
    left: Left | None = None
    evidence: frozenset[Evidence] = frozenset()
    rating: int | None = None
    asked: bool = False
    predicted: float | None = None

    @property
    def with_people(self) -> bool:
        """Whether a person was wanted, or came in unasked."""
        return bool(self.hand_overs or self.holds)

    @property
    def contained(self) -> bool:
        """Whether it ended without a person."""
        return self.over and not self.with_people

    @property
    def unhappy(self) -> bool:
        """Whether the customer rated it badly."""
        return self.rating is not None and self.rating <= UNHAPPY

    @property
    def helped_at_most(self) -> bool:
        """Whether it was contained, and nothing says that it did not help."""
        return self.contained and self.left is None and not self.unhappy

"""Why a step did what it did: one reason for each rule that was checked, whether it fired or not."""

from dataclasses import dataclass

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import Effect


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, whether it fired, and the facts that decided it, in words for people."""

    rule: str
    fired: bool
    because: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one event led to."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    trace: tuple[Reason, ...] = ()

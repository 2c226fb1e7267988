"""The safety rules of a pack's rules.yaml, as frozen values; ``Progress`` and ``bot.dialogue.safety`` apply them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.conditions import Condition
from bot.dialogue.events import Value
from bot.dialogue.frozen import write


@dataclass(frozen=True, slots=True)
class Alarm:
    """What must be acted on at once: certain words of a customer, or slot values that meet a condition.

    ``phrases``: by language, searched in the text as ``bot.dialogue.safety.plain`` writes it; harmless words that match ``spared`` are
    removed first. The bot says ``say``, then starts ``flow`` or brings a person in for the reason ``hand_over``. ``because``: for audits.
    """

    name: str
    because: str
    say: str
    phrases: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    spared: re.Pattern[str] | None = None
    condition: Condition | None = None
    flow: str | None = None
    hand_over: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """While ``condition`` holds, the actions and replies in ``before`` are blocked: the bot says ``say``, hands over or ends the flow."""

    name: str
    because: str
    before: frozenset[str]
    condition: Condition
    say: str
    hand_over: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Whenever one of ``replies`` is sent, the same message contains the text of the reply ``say``."""

    name: str
    because: str
    replies: frozenset[str]
    say: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """A slot whose value never goes back within a conversation, neither to an earlier one of ``steps`` nor to no value."""

    name: str
    because: str
    slot: str
    steps: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Safety:
    """All safety rules of a pack."""

    alarms: tuple[Alarm, ...] = ()
    limits: tuple[Limit, ...] = ()
    wordings: tuple[Wording, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    watching: tuple[Alarm, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the alarms about values once, because they are checked before each step of a flow."""
        write(self, "watching", tuple(alarm for alarm in self.alarms if alarm.condition is not None))


NOTHING = Safety()

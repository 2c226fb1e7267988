"""What a pack's rules.yaml says, as frozen values; ``bot.dialogue.safety`` holds them wherever something is said, done or noted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.conditions import Condition
from bot.dialogue.events import Value


@dataclass(frozen=True, slots=True)
class Alarm:
    """What must be acted on at once: words of a customer, or values that meet a condition.

    ``phrases`` are found in ``bot.dialogue.safety.plain`` text, by language; ``spared`` is taken out of it before, for it is harmless.
    The bot says ``say``, and goes on with ``flow`` or brings a person in for ``hand_over``. ``because`` is for people who audit.
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
    """Where ``condition`` holds, none of ``before`` (actions, replies) happens: ``say`` is said, then a person comes or the flow ends."""

    name: str
    because: str
    before: frozenset[str]
    condition: Condition
    say: str
    hand_over: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Whenever one of ``replies`` is sent, the text of the reply ``say`` stands in the same message."""

    name: str
    because: str
    replies: frozenset[str]
    say: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """A value that only rises within a conversation: from a later one of ``steps`` it never goes back to an earlier one, nor to none."""

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
        """Gather the alarms about values, which are looked for before each step of a flow."""
        object.__setattr__(self, "watching", tuple(alarm for alarm in self.alarms if alarm.condition is not None))


NOTHING = Safety()

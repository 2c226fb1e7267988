"""The rows that stores keep, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.effects import Author, Button, Drawing, Escalate
from bot.dialogue.events import ActionRequested, Event
from bot.dialogue.trace import Reason
from bot.errors import Cause

Channel = Literal["web", "rest", "rasa", "terminal", "telegram"]
PUSHED: frozenset[Channel] = frozenset({"telegram"})
"""Channels that push lines to their customers; customers of the other channels fetch them."""

Stage = Literal["understand", "retrieve", "action", "commit"]
"""The parts of a turn whose time is measured."""

MessageKind = Literal["text", "rating", "photo", "document", "file"]
"""``rating`` asks the customer for 1 to 5; the last three came with an attachment, ``file`` being anything but a photo or a document."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """An event on its way in; ``key`` (conversation + the channel's delivery id) is unique, and a second event with it is dropped."""

    key: str
    conversation_id: str
    event: Event


class Stored(IntEnum):
    """How an event was stored: as the ``FIRST`` unanswered one of its conversation, ``BEHIND`` others, or not: it was there ``BEFORE``."""

    BEFORE = 0
    BEHIND = 1
    FIRST = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unanswered inbound event; ``position`` grows in the order in which events were stored."""

    position: int
    inbound: Inbound


@dataclass(frozen=True, slots=True)
class Due:
    """A conversation whose timer, set for ``due`` (seconds since the epoch), has come."""

    conversation_id: str
    due: float


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the conversation as people see it; ``seq`` counts from 1 without gaps within a conversation.

    ``source`` is the passage that the bot quotes, or the channel's id of the file that came with a customer's line.
    ``drawing`` describes the picture beside the line. ``reply`` is the pack's reply, or for a line of the desk the operator's name.
    """

    seq: int
    author: Author
    text: str
    at: float
    turn: int
    buttons: tuple[Button, ...] = ()
    reply: str = ""
    source: str | None = None
    kind: MessageKind = "text"
    delivery_id: str = ""
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A line on its way to the customer: its first ``part`` parts are delivered, and ``tries`` tries have failed so far."""

    conversation_id: str
    message: Message
    part: int = 0
    tries: int = 0


FARTHEST = 900.0
"""Seconds from now within which a line's next try and the end of its claim lie; a later time was noted before the clock was set back
and is ignored."""


@dataclass(frozen=True, slots=True)
class Fate:
    """The outcome of a claimed line; with ``rest`` all lines behind it share it.

    A ``waiting`` line may be tried again by anybody from ``next_at`` on (seconds since the epoch), but not before ``claimed_until``.
    """

    state: Literal["waiting", "sent", "dead"]
    part: int = 0
    tries: int = 0
    next_at: float = 0.0
    claimed_until: float = 0.0
    error: str = ""
    rest: bool = False
    cause: Cause = "unknown"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A line that was given up at ``at``; ``error`` is what the channel said, ``holder`` who has the conversation at the desk.

    ``wrote`` is the customer's last line, as lists show it.
    """

    conversation_id: str
    seq: int
    at: float
    error: str
    cause: Cause
    author: Author
    text: str
    pack: str
    channel: Channel
    holder: str | None = None
    wrote: str = ""

    @property
    def held_back(self) -> bool:
        """Whether the line may not be tried again now, because the bot does not speak while a person has the conversation."""
        return self.author == "bot" and self.holder is not None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A line that the customer has not received, after ``tries`` failed tries; ``at`` is when it was given up or is tried again.

    A ``dismissed`` line was given up, and somebody at the desk has accepted that; ``at`` is when.
    """

    seq: int
    state: Literal["waiting", "dead", "dismissed"]
    at: float
    tries: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Retried:
    """How many lines wait to be sent again, and how many of the bot's are ``left`` because ``holder`` has the conversation."""

    lines: int
    left: int = 0
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many conversations wait for a person, events for an answer and lines to be sent, and how many lines were given up (``dead``).

    ``inbox_since`` and ``outbox_since`` are when the longest waiting event and line began to wait, in seconds since the epoch, or None.
    """

    queued: int = 0
    inbox: int = 0
    inbox_since: float | None = None
    outbox: int = 0
    outbox_since: float | None = None
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write one conversation: ``version`` is the fencing token, ``until`` seconds since the epoch."""

    conversation_id: str
    owner: str
    version: int
    until: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation under a lease; ``last_seq`` and ``last_turn`` are the numbers of its last message and its last recorded turn.

    ``requested`` are writing actions that were requested by a turn that was never committed.
    """

    conversation: Conversation
    lease: Lease
    last_seq: int
    last_turn: int = 0
    requested: tuple[ActionRequested, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that one turn leaves behind, committed together; ``inbound`` are the inbox keys that it answers, ``took`` is in seconds.

    ``failure`` says why the turn could only apologise, and is stored with the inbox rows. ``stages``, in seconds, are not stored.
    """

    conversation: Conversation
    events: tuple[Event, ...]
    trace: tuple[Reason, ...]
    messages: tuple[Message, ...]
    at: float
    took: float
    domain_version: str
    model_version: str
    inbound: tuple[str, ...] = ()
    escalation: Escalate | None = None
    failure: str = ""
    stages: Mapping[Stage, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnLog:
    """One turn as it was recorded, for ``explain``, ``replay`` and the desk."""

    turn: int
    at: float
    took: float
    domain_version: str
    model_version: str
    events: tuple[Event, ...]
    trace: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation's entry in the desk's list; ``waiting_since`` is set while it is queued.

    ``handed_by``: the operator who handed it to the one who has it, or to the queue.
    ``negative`` counts the messages that the model read as negative. ``satisfaction`` (1 to 5) and ``risk`` (of escalation, 0 to 1) are the
    latest forecast.
    """

    id: str
    pack: str
    channel: Channel
    mode: Mode
    language: str
    opened_at: float
    updated_at: float
    waiting_since: float | None = None
    reason: str = ""
    summary: str = ""
    operator: str | None = None
    handed_by: str | None = None
    rating: int | None = None
    preview: str = ""
    mood: str = "neutral"
    negative: int = 0
    satisfaction: float | None = None
    risk: float | None = None

"""The rows that stores keep, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.effects import Author, Button, Drawing, Escalate
from bot.dialogue.events import ActionRequested, Event
from bot.dialogue.trace import Reason
from bot.errors import Cause

Channel = Literal["web", "rest", "rasa", "terminal", "telegram"]
PUSHED: frozenset[Channel] = frozenset({"telegram"})
"""Channels whose customers are sent what was said; those of the others ask for it."""

Stage = Literal["understand", "retrieve", "action", "commit"]
"""What the engine waits for in a turn."""

MessageKind = Literal["text", "rating", "photo", "document", "file"]
"""``rating`` asks the customer for 1 to 5; the last three came with a file, of which ``file`` is any that is neither of the others."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """An event on its way in; ``key`` (conversation + the channel's delivery id) is unique: the second one is dropped."""

    key: str
    conversation_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Waiting:
    """An inbound event that is not answered yet; ``position`` grows in the order in which events were stored."""

    position: int
    inbound: Inbound


@dataclass(frozen=True, slots=True)
class Due:
    """A conversation whose timer has come: it was set for ``due``, seconds since the epoch."""

    conversation_id: str
    due: float


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the conversation as people see it; ``seq`` counts from 1 without gaps within a conversation.

    ``source``: the passage that the bot quotes, or what the customer's channel calls the file that came with the line.
    ``drawing``: the picture that stands beside it.
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
    """A line that is on its way to the customer: its first ``part`` parts are delivered, ``tries`` have failed so far."""

    conversation_id: str
    message: Message
    part: int = 0
    tries: int = 0


FARTHEST = 900.0
"""Seconds from now within which a line's next try comes, and a claim of it ends; what lies further ahead was noted before the clock was set
back, and does not count."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of a line that was claimed; ``rest``: whether it is that of all lines behind it too.

    ``waiting``: it is tried again from ``next_at`` on (seconds since the epoch), by anybody; ``claimed_until`` keeps it claimed.
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
    """A line that was given up at ``at``, and why; ``error`` is what the channel said, ``holder`` who has the conversation at the desk.

    ``wrote``: what the customer said last, as lists show it.
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
        """Whether it may not be tried again now: the bot does not speak while a person has the conversation."""
        return self.author == "bot" and self.holder is not None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A line that the customer does not have: given up at ``at``, or to be tried again then, after ``tries`` that failed.

    ``dismissed``: it was given up, and somebody at the desk has put up with that.
    """

    seq: int
    state: Literal["waiting", "dead", "dismissed"]
    at: float
    tries: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Retried:
    """How many lines wait to be sent again; ``left``: those of the bot that do not, since a person (``holder``) has the conversation."""

    lines: int
    left: int = 0
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: conversations for a person, events for an answer, lines to be sent; how many lines were given up.

    Since when the longest waiting event and line wait, in seconds since the epoch; None where nothing does.
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
    """A conversation under a lease; ``last_seq`` and ``last_turn`` number its last message and its last recorded turn.

    ``requested`` are writing actions that a turn asked for without ever coming to its end.
    """

    conversation: Conversation
    lease: Lease
    last_seq: int
    last_turn: int = 0
    requested: tuple[ActionRequested, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything one turn leaves behind, committed together; ``inbound`` are the inbox keys it answers, ``took`` seconds.

    ``failure`` says why the turn could only apologise; it is kept with the inbox rows. ``stages``, in seconds, are not kept.
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
    """A conversation in a list of the desk; ``waiting_since`` is set while it is queued.

    ``negative``: how many messages sounded negative, as the model that read them heard it. ``satisfaction`` (1 to 5) and ``risk`` of
    escalation: what was last foreseen.
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
    rating: int | None = None
    preview: str = ""
    mood: str = field(default="neutral")
    negative: int = 0
    satisfaction: float | None = None
    risk: float | None = None

"""What happened in a conversation, as frozen values; the shell stamps each with ``at`` (seconds since the epoch, UTC)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

Value = str | int | float | bool | None
Attachment = Literal["photo", "document", "file"]
LIKELIHOOD = attrgetter("value")
EntityKind = Literal["text", "choice", "boolean", "number", "money", "date", "duration", "email", "phone", "code", "lookup"]


@dataclass(frozen=True, slots=True)
class Score:
    """A label and how likely it is, a calibrated probability in [0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A value recognised in a message; ``slot`` is set where only one slot of the pack can hold it.

    ``tagged``: the model named the slot and may be wrong, so the value may fill an empty slot but not replace a known value.
    """

    kind: EntityKind
    value: Value
    text: str
    start: int
    end: int
    slot: str | None = None
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which scores on the model may be acted upon: calibrated on held-out data, never set by hand.

    ``accept``: the lowest probability at which the first intent is acted upon.
    ``out_of_scope``: the lowest out-of-scope score at which a message counts as out of scope.
    ``second``: the lowest probability at which a further intent counts as a second wish.
    ``certified``: whether ``accept`` keeps the error among answered messages at or below ``alpha`` with the stated confidence.
    """

    accept: float
    out_of_scope: float
    second: float = 0.35
    alpha: float = 0.05
    certified: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What the encoder made of one part of a message; ``start`` is the offset of ``text`` in it."""

    start: int
    text: str
    intents: tuple[Score, ...]
    out_of_scope: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved text that may be sent as it is; ``score`` ranks the passages of one search, higher is nearer.

    ``question``: what it answers, in the pack's words. ``chance``: the probability that it answers the query, 0 to 1.
    """

    id: str
    title: str
    text: str
    score: float
    kind: Literal["knowledge", "answer"]
    language: str
    intents: tuple[str, ...] = ()
    url: str | None = None
    question: str = ""
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class ConversationOpened:
    """A customer opened the chat and has not written yet; ``language`` is that of the page or app."""

    at: float
    language: str | None = None


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A customer wrote ``text``, or pressed a button whose payload is ``choice``.

    ``attachment``: the kind of file that came with it, which only people can look at; ``text`` is then the caption and ``file`` the
    channel's name for the file.
    """

    at: float
    text: str
    delivery_id: str
    choice: str | None = None
    attachment: Attachment | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the encoder and the recognisers made of the current message; ``intents`` are sorted, best first.

    ``satisfaction``: the expected rating, 1 to 5, given the conversation so far. ``risk``: the probability of escalation. Both are None
    where the artifact cannot tell. ``parts``: readings of the message's parts, if it may hold several wishes. ``begins``: where the text
    that was read begins, behind a greeting.
    """

    at: float
    text: str
    language: str
    intents: tuple[Score, ...]
    out_of_scope: float
    sentiment: tuple[Score, ...]
    entities: tuple[Entity, ...]
    thresholds: Thresholds
    model: str
    satisfaction: float | None = None
    risk: float | None = None
    parts: tuple[Part, ...] = ()
    begins: int = 0

    @property
    def mood(self) -> str:
        """The most likely sentiment; neutral if none was scored."""
        return max(self.sentiment, key=LIKELIHOOD).name if self.sentiment else "neutral"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first; may be empty. ``intents``: those it preferred passages of; None in logs without them."""

    at: float
    query: str
    passages: tuple[Passage, ...]
    intents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ActionRequested:
    """A writing action is about to run; this is committed first, so that the action is repeated with the same key after a crash."""

    at: float
    key: str
    action: str
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionReturned:
    """A pack's action returned; its results fill the flow's slots."""

    at: float
    key: str
    action: str
    results: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """A pack's action raised, timed out or returned something that is not a mapping of values."""

    at: float
    key: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelFailed:
    """A model did not answer."""

    at: float
    stage: Literal["understand", "retrieve"]
    reason: str


@dataclass(frozen=True, slots=True)
class OperatorJoined:
    """A person took the conversation over; the bot does not speak until it is released."""

    at: float
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorSaid:
    """The person at the desk wrote to the customer."""

    at: float
    operator: str
    text: str
    delivery_id: str


@dataclass(frozen=True, slots=True)
class OperatorReleased:
    """The person gave the conversation back to the bot."""

    at: float
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorTransferred:
    """The person handed the conversation to a colleague, or to the queue where ``to`` is None; the ``note`` is for colleagues alone."""

    at: float
    operator: str
    to: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRated:
    """The customer rated the conversation; ``score`` is from 1 (bad) to 5 (good)."""

    at: float
    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ConversationClosed:
    """The customer or the desk ended the conversation."""

    at: float
    by: Literal["customer", "operator"]


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The time ``due`` (seconds since the epoch, UTC) of a conversation's timer has come."""

    at: float
    due: float


Event = (
    ConversationOpened
    | MessageReceived
    | Understood
    | Found
    | ActionRequested
    | ActionReturned
    | ActionFailed
    | ModelFailed
    | OperatorJoined
    | OperatorSaid
    | OperatorReleased
    | OperatorTransferred
    | CustomerRated
    | ConversationClosed
    | TimerFired
)

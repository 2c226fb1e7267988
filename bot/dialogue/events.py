"""What happened in a conversation: past tense, frozen, stamped by the shell with ``at`` (seconds since the epoch, UTC)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

Value = str | int | float | bool | None
Attachment = Literal["photo", "document", "file"]
Sentiment = Literal["negative", "neutral", "positive"]
LIKELIHOOD = attrgetter("value")
EntityKind = Literal["text", "choice", "boolean", "number", "money", "date", "duration", "email", "phone", "code", "lookup"]


@dataclass(frozen=True, slots=True)
class Score:
    """A label and how likely it is, a calibrated probability in [0, 1]."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A value recognised in a message; ``slot`` is named where only one slot of the pack can hold it.

    ``tagged``: the slot was named by the model, which may be wrong; such a value fills a slot, but puts none right.
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
    """Where the artifact says the model may answer: calibrated on held-out data, never set by hand.

    ``accept``: least probability of the first intent at which it is acted upon.
    ``out_of_scope``: least out-of-scope score at which a message counts as out of scope.
    ``second``: least probability of a further intent to count as a second wish.
    ``certified``: whether ``accept`` keeps the error among the answered at most ``alpha`` with the stated confidence.
    """

    accept: float
    out_of_scope: float
    second: float = 0.35
    alpha: float = 0.05
    certified: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What the encoder made of a part of a message; ``start`` is where its ``text`` begins."""

    start: int
    text: str
    intents: tuple[Score, ...]
    out_of_scope: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of text that may be sent as it is; ``score`` orders passages of one search, higher is nearer.

    ``question``: what it answers, in the words of the pack. ``chance``: how likely it answers what it was found for, 0 to 1.
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
    """A customer opened the chat, before a word was said; ``language`` is what the page or the app is set to."""

    at: float
    language: str | None = None


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A customer wrote ``text``, or pressed a button whose payload is ``choice``.

    ``attachment``: what came with it, which only people can look at; ``text`` is then its caption, ``file`` the channel's name for it.
    """

    at: float
    text: str
    delivery_id: str
    choice: str | None = None
    attachment: Attachment | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the encoder and the recognisers made of the message now being handled; ``intents`` come best first.

    ``satisfaction``: the rating from 1 to 5 that the conversation so far lets expect; ``risk``: how likely it ends in escalation; each
    None where the artifact cannot tell. ``parts``: readings of the message's parts, where it may hold several wishes.
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

    @property
    def mood(self) -> str:
        """The most likely sentiment; neutral where nothing was scored."""
        return max(self.sentiment, key=LIKELIHOOD).name if self.sentiment else "neutral"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first; may be empty. ``intents``: those whose passages it preferred; None where a log does not say."""

    at: float
    query: str
    passages: tuple[Passage, ...]
    intents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ActionRequested:
    """A writing action is about to run; committed before it does, so that a crash repeats it with the same key."""

    at: float
    key: str
    action: str
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionReturned:
    """A pack's action came back; its results are bound to the flow's slots."""

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
    """A model did not answer; the conversation goes on without it or is handed over."""

    at: float
    stage: Literal["understand", "retrieve"]
    reason: str


@dataclass(frozen=True, slots=True)
class OperatorJoined:
    """A person took the conversation over: from here on the bot does not speak."""

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
class CustomerRated:
    """The customer rated the conversation, ``score`` from 1 (bad) to 5 (good)."""

    at: float
    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ConversationClosed:
    """The conversation was ended by the customer or the desk."""

    at: float
    by: Literal["customer", "operator"]


@dataclass(frozen=True, slots=True)
class TimerFired:
    """Nothing happened until ``due`` (seconds since the epoch, UTC), when the conversation was to be looked at again."""

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
    | CustomerRated
    | ConversationClosed
    | TimerFired
)

"""The state of one conversation: frozen, replaced as a whole by each step, stored as JSON by the shell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dialogue.commands import Command
from bot.dialogue.effects import Send
from bot.dialogue.events import Value

Mode = Literal["bot", "queued", "operator", "closed"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that is under way.

    ``step`` is where it waits, ``tries`` how often that step has asked, ``unwilling`` how often the customer would not or could not
    answer it, ``then`` the wishes to serve when it is over, ``kept`` its slots as they were when another flow interrupted it.
    ``passed`` are optional slots that the customer passed on.
    """

    flow: str
    step: str
    tries: int = 0
    then: tuple[Command, ...] = ()
    kept: Mapping[str, Value] | None = None
    unwilling: int = 0
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """When to look at a silent conversation again (``due``, seconds since the epoch, UTC): to remind its customer, or to close it."""

    purpose: Literal["remind", "close"]
    due: float


@dataclass(frozen=True, slots=True)
class Clarification:
    """The bot asked which of these intents was meant, about the customer's ``text``, which had these ``values`` of slots.

    ``leading``: the text more likely than not meant the first.
    """

    intents: tuple[str, ...]
    text: str
    values: tuple[tuple[str, Value], ...] = ()
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The bot offered a person, for ``reason``, and waits for yes or no."""

    reason: str


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that was found but not sent: its id, what it answers, and the intents that it is about."""

    id: str
    question: str
    intents: tuple[str, ...]


LINES_KEPT, LINE_LENGTH = 30, 400
"""Of what was said, so many last messages are carried along, and so many characters of each."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, by the customer or by whoever answered them: the bot or a person."""

    speaker: Literal["customer", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything a later step needs to know.

    ``stack``: flows under way, the last one is active; ``last_flow``: the one begun last.
    ``wishes``: commands of the message that wait their turn.
    ``question``: what the bot asked outside of a flow. ``misunderstood``, ``out_of_scope``, ``negative``: messages in a row.
    ``delivery_id`` and ``actions``: the message being handled and how many actions it has called; together they make action keys.
    ``queue_noted``: whether a customer who wrote while queued was told so. ``said``: what the bot has said in this turn,
    ``said_before`` in the one before, for "say that again". ``operator_words``: what people at the desk said, kept for the bot.
    ``lines``: the last messages of both sides, for models that read more than one message. ``alarms``: safety rules about values that
    have fired and still hold. ``held``: an alarm brought a person in, and only a person gives the conversation back. ``timer``: when a
    silent customer is reminded, or the conversation closed. ``near``: what else may answer the last question that knowledge answered.
    """

    id: str
    pack: str
    mode: Mode = "bot"
    language: str = "en"
    stack: tuple[Frame, ...] = ()
    last_flow: str | None = None
    slots: Mapping[str, Value] = field(default_factory=dict)
    wishes: tuple[Command, ...] = ()
    question: Clarification | Offer | None = None
    misunderstood: int = 0
    out_of_scope: int = 0
    negative: int = 0
    turn: int = 0
    delivery_id: str = ""
    actions: int = 0
    text: str = ""
    said: tuple[Send, ...] = ()
    said_before: tuple[Send, ...] = ()
    operator: str | None = None
    operator_words: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    queue_noted: bool = False
    rating: int | None = None
    rating_asked: bool = False
    alarms: tuple[str, ...] = ()
    held: bool = False
    timer: Timer | None = None
    near: tuple[Near, ...] = ()

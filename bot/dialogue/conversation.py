"""The state of one conversation: frozen, replaced as a whole by each step, and stored as JSON by the shell."""

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

    ``step`` is where it waits, ``tries`` how often that step has asked, and ``unwilling`` how often the customer would not or could not
    answer it. ``then`` holds the wishes to serve when the flow is over, ``kept`` the slots as they were when another flow interrupted
    this one, ``passed`` the optional slots that the customer skipped.
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
    """When to look at a silent conversation again (``due``, seconds since the epoch, UTC), to remind the customer or to close it."""

    purpose: Literal["remind", "close"]
    due: float


@dataclass(frozen=True, slots=True)
class Clarification:
    """The bot asked which of these intents the customer's ``text`` meant; ``values`` are the slots and values that the text gave.

    ``leading``: the first intent is likely enough that a value on its own is taken to be for it.
    """

    intents: tuple[str, ...]
    text: str
    values: tuple[tuple[str, Value], ...] = ()
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The bot offered a person for ``reason`` and waits for a yes or no."""

    reason: str


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that was found but not sent: its id, the question it answers, and the intents it is about."""

    id: str
    question: str
    intents: tuple[str, ...]


LINES_KEPT, LINE_LENGTH = 30, 400
"""How many of the last messages the state carries, and how many characters of each."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message; the ``agent`` is whoever answers the customer, the bot or a person."""

    speaker: Literal["customer", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything a later step needs to know.

    ``stack``: the flows under way, the last of them active. ``last_flow``: the flow that was begun or resumed last.
    ``wishes``: commands of the message that still wait to be served.
    ``question``: what the bot asked outside of a flow. ``misunderstood``, ``out_of_scope``, ``negative``: how many such messages in a row.
    ``delivery_id`` and ``actions``: the message being handled and how many actions it has called; together they make action keys.
    ``said``: what the bot has said in this turn, ``said_before`` in the previous one, for "say that again".
    ``handed_by``: the operator who handed the conversation to the one who has it, or to the queue.
    ``operator_words``: the last thing that the operator of the latest takeover said, if anything.
    ``lines``: the last messages of both sides, for models that read more than one message.
    ``queue_noted``: whether a customer who wrote while queued has been told that they are in the queue.
    ``alarms``: safety rules about values that have fired and still hold.
    ``held``: an alarm brought a person in, and only a person may give the conversation back.
    ``late_rating``: the message being handled came after the end, and may be the rating that was asked for there.
    ``timer``: when to remind a silent customer or close the conversation.
    ``near``: other passages that may answer the last question put to the knowledge base.
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
    handed_by: str | None = None
    operator_words: tuple[str, ...] = ()
    lines: tuple[Utterance, ...] = ()
    queue_noted: bool = False
    rating: int | None = None
    rating_asked: bool = False
    late_rating: bool = False
    alarms: tuple[str, ...] = ()
    held: bool = False
    timer: Timer | None = None
    near: tuple[Near, ...] = ()

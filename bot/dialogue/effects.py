"""What a step wants from the world: imperative, frozen, carried out by the engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dialogue.events import Value

Author = Literal["customer", "bot", "operator", "system"]


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply: pressing it sends ``payload`` back as the message's ``choice``."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Understand:
    """Read the customer's text; the result comes back as ``Understood`` or ``ModelFailed``."""

    text: str


@dataclass(frozen=True, slots=True)
class Retrieve:
    """Search what the company knows; passages of ``intents`` are preferred."""

    query: str
    language: str
    intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallAction:
    """Run a pack's action; ``key`` is the same when the request is repeated after a crash."""

    key: str
    action: str
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that the pack's function ``name`` draws of these ``arguments``, whenever somebody looks at it."""

    name: str
    arguments: Mapping[str, Value]
    language: str


@dataclass(frozen=True, slots=True)
class Send:
    """Say something to the customer; ``reply`` names the pack's reply, ``source`` the passage that was quoted."""

    text: str
    buttons: tuple[Button, ...] = ()
    reply: str = ""
    source: str | None = None
    author: Author = "bot"
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """Put the conversation into the queue of the desk; ``reason`` is a stable name, ``summary`` is for the person."""

    reason: str
    summary: str


@dataclass(frozen=True, slots=True)
class AskRating:
    """Ask the customer for 1 to 5 with the means of the channel."""

    text: str


Effect = Understand | Retrieve | CallAction | Send | Escalate | AskRating

"""What a step wants done, as frozen values that the engine carries out."""

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
    """Search the knowledge base; passages about ``intents`` are preferred."""

    query: str
    language: str
    intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallAction:
    """Run a pack's action; a request that is repeated after a crash has the same ``key``."""

    key: str
    action: str
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that the pack's function ``name`` draws from ``arguments`` each time it is shown."""

    name: str
    arguments: Mapping[str, Value]
    language: str


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message to the customer; ``reply`` names the pack's reply, ``source`` the passage that is quoted."""

    text: str
    buttons: tuple[Button, ...] = ()
    reply: str = ""
    source: str | None = None
    author: Author = "bot"
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """Put the conversation in the desk's queue; ``reason`` is a stable name, ``summary`` is for the operator."""

    reason: str
    summary: str


@dataclass(frozen=True, slots=True)
class AskRating:
    """Ask the customer for a rating from 1 to 5, in whatever way the channel offers."""

    text: str


Effect = Understand | Retrieve | CallAction | Send | Escalate | AskRating

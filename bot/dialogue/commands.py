"""What the customer wants, as commands."""

from dataclasses import dataclass

from bot.dialogue.events import Value


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin a flow of the pack, with these slots already given."""

    flow: str
    slots: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class SetSlot:
    """Give a slot its value."""

    slot: str
    value: Value


@dataclass(frozen=True, slots=True)
class CorrectSlot:
    """Replace the value that a slot was given earlier in the active flow."""

    slot: str
    value: Value


@dataclass(frozen=True, slots=True)
class CancelFlow:
    """Stop the active flow."""


@dataclass(frozen=True, slots=True)
class Affirm:
    """Yes."""


@dataclass(frozen=True, slots=True)
class Deny:
    """No."""


@dataclass(frozen=True, slots=True)
class Clarify:
    """The message could mean any of these intents, nearest first; ``values`` go to the one that is picked.

    ``missed``: the message was not understood, and did not merely leave open what its values are for. ``leading``: it more likely than
    not means the first.
    """

    intents: tuple[str, ...]
    values: tuple[tuple[str, Value], ...] = ()
    missed: bool = True
    leading: bool = False


@dataclass(frozen=True, slots=True)
class AskKnowledge:
    """A question that the knowledge base may answer; ``intents`` says what it is about."""

    query: str
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChitChat:
    """Small talk that a pack's reply answers."""

    reply: str


@dataclass(frozen=True, slots=True)
class NothingYet:
    """The customer has not said yet what they want, or wants a moment: ``reply`` answers that, and what was asked stays open."""

    reply: str


@dataclass(frozen=True, slots=True)
class AskHuman:
    """The customer asks for a person."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Say that again."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget what was under way and begin again."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Go on in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The conversation was this good, from 1 to 5."""

    score: int


@dataclass(frozen=True, slots=True)
class Read:
    """A part of the message has a wish of its own, and is read when its turn comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Skip:
    """The customer passes on a question, or will not answer it."""


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The customer does not know, or does not have, what was asked."""


@dataclass(frozen=True, slots=True)
class NotThat:
    """The answer that was given is none to what the customer had asked."""


@dataclass(frozen=True, slots=True)
class CannotHandle:
    """The message is out of scope, or nothing in it was understood."""

    reason: str


Command = (
    StartFlow
    | SetSlot
    | CorrectSlot
    | CancelFlow
    | Affirm
    | Deny
    | Clarify
    | AskKnowledge
    | ChitChat
    | NothingYet
    | AskHuman
    | Repeat
    | Restart
    | Speak
    | Rate
    | Read
    | Skip
    | DontKnow
    | NotThat
    | CannotHandle
)

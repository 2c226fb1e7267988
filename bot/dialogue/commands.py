"""What the customer wants, as commands that ``repair`` carries out."""

from dataclasses import dataclass

from bot.dialogue.events import Value


@dataclass(frozen=True, slots=True)
class StartFlow:
    """Begin a flow of the pack with these slots already filled."""

    flow: str
    slots: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class SetSlot:
    """Give a slot its value."""

    slot: str
    value: Value


@dataclass(frozen=True, slots=True)
class Note:
    """The customer gives values that the active flow asks for later; its open question stays open."""

    values: tuple[tuple[str, Value], ...]


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

    ``missed``: the message counts as misunderstood; False where it only left open what its values are for. ``leading``: the first intent
    is likely enough that a value on its own is taken to be for it.
    """

    intents: tuple[str, ...]
    values: tuple[tuple[str, Value], ...] = ()
    missed: bool = True
    leading: bool = False


@dataclass(frozen=True, slots=True)
class AskKnowledge:
    """A question for the knowledge base; ``intents`` says what it is about."""

    query: str
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChitChat:
    """Small talk, answered with a reply of the pack."""

    reply: str


@dataclass(frozen=True, slots=True)
class NothingYet:
    """The customer has not said yet what they want, or needs a moment: the bot sends ``reply``, and an open question stays open."""

    reply: str


@dataclass(frozen=True, slots=True)
class AskHuman:
    """The customer asks for a person."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Say that again."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget what was under way and start over."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Switch to another language."""

    language: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The customer rates the conversation from 1 to 5."""

    score: int


@dataclass(frozen=True, slots=True)
class Read:
    """Read this part of the message by itself when its turn comes, because it holds a wish of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Skip:
    """The customer skips a question or refuses to answer it."""


@dataclass(frozen=True, slots=True)
class DontKnow:
    """The customer does not know or does not have what was asked for, or only repeats the wish instead of giving it."""


@dataclass(frozen=True, slots=True)
class NotThat:
    """The customer says that the last answer did not answer their question."""


@dataclass(frozen=True, slots=True)
class CannotHandle:
    """The message is out of scope, or nothing in it was understood."""

    reason: str


Command = (
    StartFlow
    | SetSlot
    | Note
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

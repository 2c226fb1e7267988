"""What a pack says, as frozen values: read and checked at the edge by ``bot.packs``, believed here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dialogue.conditions import Condition, describe
from bot.dialogue.effects import Button
from bot.dialogue.events import EntityKind, Value
from bot.dialogue.frozen import write
from bot.dialogue.rules import NOTHING, Safety


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish: served by a flow, by a reply, by a person, or else by the knowledge base.

    ``labels`` says per language what a button of a clarification shows. ``looks_up``: the flow that answers instead of the knowledge base
    where the message has a code that this flow asks for.
    """

    name: str
    labels: Mapping[str, str]
    flow: str | None = None
    reply: str | None = None
    human: bool = False
    looks_up: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a choice slot, its button label and further spellings per language."""

    value: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed value that flows collect.

    ``ask``, ``retry`` and ``why`` (why it is needed) name replies. ``pattern`` (code): a regular expression with named group ``code``
    over the upper-cased text without spaces, hyphens and ``#``; ``template`` writes the canonical value, e.g. ``HL-{code}``.
    ``entries`` (lookup): known values. ``instead_of``: the text slot that a value of this one takes the place of.
    ``subject``: its values are things that knowledge is about.
    """

    name: str
    kind: EntityKind
    ask: str
    retry: str | None = None
    options: tuple[Option, ...] = ()
    pattern: str | None = None
    template: str | None = None
    entries: tuple[str, ...] = ()
    max_length: int = 500
    why: str | None = None
    instead_of: str | None = None
    subject: bool = False


# Steps: a flow is flat, each step names the next; ``None`` ends the flow.


@dataclass(frozen=True, slots=True)
class Collect:
    """Ask for a slot unless it is known; ``confirm`` marks a boolean that must be asked even then, ``optional`` what may be passed on."""

    id: str
    slot: str
    next: str | None
    ask: str | None = None
    confirm: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Call a pack's action with these slots; its results become slots; ``failed`` is where to go on when it fails."""

    id: str
    action: str
    arguments: tuple[str, ...]
    next: str | None
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Send a reply of the pack."""

    id: str
    reply: str
    next: str | None


@dataclass(frozen=True, slots=True)
class Set:
    """Give slots fixed values; None clears a slot."""

    id: str
    values: Mapping[str, Value]
    next: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """Go on at ``then`` if the condition holds, else at ``otherwise``; ``because`` is the condition as people write it."""

    id: str
    condition: Condition
    then: str | None
    otherwise: str | None
    because: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write the condition out, which every trace shows."""
        write(self, "because", describe(self.condition))


@dataclass(frozen=True, slots=True)
class Link:
    """End this flow and begin another."""

    id: str
    flow: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give the conversation to a person."""

    id: str
    reason: str


FlowStep = Collect | Act | Say | Set | Branch | Link | HandOver


@dataclass(frozen=True, slots=True)
class Flow:
    """A deterministic procedure; ``start`` is its first step; ``forgets`` are slots cleared when it begins.

    ``collects``: the slots that its steps ask for.
    """

    name: str
    labels: Mapping[str, str]
    steps: Mapping[str, FlowStep]
    start: str
    forgets: tuple[str, ...] = ()
    collects: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Gather what is asked for, which is looked up for every message."""
        write(self, "collects", frozenset(step.slot for step in self.steps.values() if isinstance(step, Collect)))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: ``texts`` are variants used in turn, with ``{slot}`` placeholders; ``buttons`` are (label, payload)."""

    name: str
    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands beside a reply: ``name`` is the pack's function that draws it, of the slots ``parameters``."""

    name: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What a pack's action does: ``reads`` may be repeated freely, ``writes`` runs once a key; ``seconds`` is its time limit."""

    name: str
    effect: Literal["reads", "writes"]
    parameters: tuple[str, ...]
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Escalation:
    """After how many messages in a row a person is offered (``offer``) or brought in; 0 switches a rule off.

    ``risk``: from which foreseen risk of escalation, in (0, 1], a person is brought in.
    """

    misunderstood: int = 2
    out_of_scope: int = 2
    negative_offer: int = 2
    negative: int = 3
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds after an unanswered question at which the customer is reminded, and then at which the conversation is closed; 0: never."""

    remind: float = 0.0
    close: float = 0.0


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are at the desk.

    ``week``: a day each from Monday on, its openings as (from, to) in minutes after local midnight; ``closed``: ISO dates without any.
    ``offsets``: from when on (seconds since the epoch) local time is how many seconds ahead of UTC, in order of time.
    """

    week: tuple[tuple[tuple[int, int], ...], ...]
    offsets: tuple[tuple[float, int], ...]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Domain:
    """A whole pack: ``version`` is the hash of its files; ``answers`` says which kinds of passage may be sent to customers.

    ``patterns``: flows that take the place of what the bot says where a conversation bends, by the name of that reply.
    ``pictures``: by the name of the reply beside which they stand. ``region``: the country of phone numbers without one, e.g. NL, or empty.
    ``about``: by the name of a flow, the slots that it asks for, or begins without. ``choices``: by the name of a slot and a language,
    the buttons of its options.
    """

    name: str
    version: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    intents: Mapping[str, Intent]
    slots: Mapping[str, Slot]
    flows: Mapping[str, Flow]
    replies: Mapping[str, Mapping[str, Reply]]
    actions: Mapping[str, Action]
    escalation: Escalation = Escalation()
    answers: tuple[Literal["knowledge", "answer"], ...] = ("knowledge",)
    currency: str = "USD"
    silence: Silence = Silence()
    hours: Hours | None = None
    safety: Safety = NOTHING
    patterns: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    region: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    about: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    choices: Mapping[tuple[str, str], tuple[Button, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Gather what is looked up for nearly every message."""
        about = {name: flow.collects | (self.slots.keys() & set(flow.forgets)) for name, flow in self.flows.items()}
        pairs = ((slot, language) for slot in self.slots.values() for language in self.languages)
        write(self, "about", about)
        write(self, "choices", {(slot.name, language): self.buttons(slot, language) for slot, language in pairs})

    def called(self, name: str, language: str) -> str:
        """What people call a slot or a result: its label where the pack has one in that language, else its name in words."""
        return self.labels.get(name, {}).get(language) or name.replace("_", " ")

    def label(self, labels: Mapping[str, str], language: str) -> str:
        """The label in that language, or in the pack's first language that has one."""
        if (own := labels.get(language)) is not None:
            return own
        return next((labels[other] for other in self.languages if other in labels), next(iter(labels.values())))

    def buttons(self, slot: Slot, language: str) -> tuple[Button, ...]:
        """A button for each option of a slot."""
        return tuple(Button(self.label(option.labels, language), f"slot:{slot.name}:{option.value}") for option in slot.options)

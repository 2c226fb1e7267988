"""What a pack defines, as frozen values; ``bot.packs`` reads and checks them, so the core trusts them."""

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
    """One kind of wish: served by a flow, a reply or a person, or else by the knowledge base.

    ``labels``: the button of a clarification, by language. ``looks_up``: the flow that answers instead of the knowledge base when the
    message has a code that this flow asks for.
    """

    name: str
    labels: Mapping[str, str]
    flow: str | None = None
    reply: str | None = None
    human: bool = False
    looks_up: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a choice slot, with its button label and other spellings, by language."""

    value: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed value that flows collect.

    ``ask``, ``retry`` and ``why`` (why it is needed) name replies. ``pattern`` (code): a regular expression with a named group ``code``,
    matched against the upper-cased text without spaces, hyphens and ``#``; ``template`` writes the canonical value, e.g. ``HL-{code}``,
    and zeros fill a shorter code up to so many ``digits``.
    ``entries`` (lookup): the known values. ``instead_of``: the text slot that a value of this slot replaces.
    ``subject``: its values are things that knowledge articles are about.
    """

    name: str
    kind: EntityKind
    ask: str
    retry: str | None = None
    options: tuple[Option, ...] = ()
    pattern: str | None = None
    template: str | None = None
    digits: int = 0
    entries: tuple[str, ...] = ()
    max_length: int = 500
    why: str | None = None
    instead_of: str | None = None
    subject: bool = False


# The steps of a flow: each names the step that follows it, and None ends the flow.


@dataclass(frozen=True, slots=True)
class Collect:
    """Ask for a slot unless it is known; a ``confirm`` step asks even then, and an ``optional`` one may be skipped by the customer.

    ``open``: whatever answers a yes-or-no question with neither is left to the next steps, with the slot empty.
    """

    id: str
    slot: str
    next: str | None
    ask: str | None = None
    confirm: bool = False
    optional: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Call a pack's action with these slots and put its results into slots; ``failed`` is the step to take if it fails."""

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
    """Set slots to fixed values; None clears a slot."""

    id: str
    values: Mapping[str, Value]
    next: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """Go to ``then`` if the condition holds, else to ``otherwise``; ``because`` is the condition in words, for the trace."""

    id: str
    condition: Condition
    then: str | None
    otherwise: str | None
    because: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write the condition out once, because every trace shows it."""
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
    """A deterministic procedure; ``start`` is its first step.

    ``forgets``: slots that are cleared when it begins. ``collects``: slots that its steps ask for.
    """

    name: str
    labels: Mapping[str, str]
    steps: Mapping[str, FlowStep]
    start: str
    forgets: tuple[str, ...] = ()
    collects: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Collect the slots once, because they are looked up for every message."""
        write(self, "collects", frozenset(step.slot for step in self.steps.values() if isinstance(step, Collect)))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: ``texts`` are variants used in turn, with ``{slot}`` placeholders; ``buttons`` are pairs (label, payload)."""

    name: str
    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture shown with a reply; ``name`` is the pack's function that draws it from the slots ``parameters``."""

    name: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """How a pack's action may be run: ``reads`` any number of times, ``writes`` once per key; ``seconds`` is its time limit."""

    name: str
    effect: Literal["reads", "writes"]
    parameters: tuple[str, ...]
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Escalation:
    """After how many such messages in a row a person is brought in, or offered (``negative_offer``); 0 switches a rule off.

    ``risk``: the predicted risk of escalation, in (0, 1], from which a person is brought in.
    """

    misunderstood: int = 2
    out_of_scope: int = 2
    negative_offer: int = 2
    negative: int = 3
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds of silence after a question before the customer is reminded, and after that before the conversation is closed; 0: never."""

    remind: float = 0.0
    close: float = 0.0


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are at the desk.

    ``week``: for each day from Monday on, its openings as (from, to) in minutes after local midnight. ``closed``: ISO dates without any.
    ``offsets``: pairs in order of time: from when on (seconds since the epoch), and how many seconds local time is ahead of UTC.
    """

    week: tuple[tuple[tuple[int, int], ...], ...]
    offsets: tuple[tuple[float, int], ...]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Domain:
    """A whole pack; ``version`` is the hash of its files.

    ``answers``: the kinds of passage that may be sent to customers. ``patterns``: flows that replace one of the bot's own replies, by the
    name of the reply. ``pictures``: by the name of the reply that they go with. ``region``: the country assumed for phone numbers that
    name none, e.g. NL, or empty. ``about``: for each flow, the slots that it asks for or forgets when it begins. ``choices``: for each
    slot and language, the buttons of its options.
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
        """Compute once what is looked up for nearly every message."""
        about = {name: flow.collects | (self.slots.keys() & set(flow.forgets)) for name, flow in self.flows.items()}
        pairs = ((slot, language) for slot in self.slots.values() for language in self.languages)
        write(self, "about", about)
        write(self, "choices", {(slot.name, language): self.buttons(slot, language) for slot, language in pairs})

    def called(self, name: str, language: str) -> str:
        """The name of a slot or result for people: its label in that language if the pack has one, else its identifier with spaces."""
        return self.labels.get(name, {}).get(language) or name.replace("_", " ")

    def label(self, labels: Mapping[str, str], language: str) -> str:
        """The label in that language, or in the pack's first language that has one."""
        if (own := labels.get(language)) is not None:
            return own
        return next((labels[other] for other in self.languages if other in labels), next(iter(labels.values())))

    def buttons(self, slot: Slot, language: str) -> tuple[Button, ...]:
        """A button for each option of a slot."""
        return tuple(Button(self.label(option.labels, language), f"slot:{slot.name}:{option.value}") for option in slot.options)

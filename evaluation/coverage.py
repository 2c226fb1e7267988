"""What conversations reached of a pack: steps of flows, commands, and which ways of bending met which questions.

All of it comes from the recorded turns: their events are replayed through the dialogue core, over a domain whose flows note which of their
steps are taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from bot.dialogue.answers import asked_step
from bot.dialogue.commands import Command
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.domain import Domain, Flow, FlowStep, Link
from bot.dialogue.events import ActionFailed, Event, MessageReceived, ModelFailed, TimerFired, Understood
from bot.dialogue.interpret import choice, interpret
from bot.dialogue.recovery import recover
from bot.dialogue.step import step
from evaluation.cases import Case, Pattern
from evaluation.stage import Scene

COMMANDS = tuple(kind.__name__ for kind in get_args(Command))

SIGNS: Mapping[str, frozenset[str]] = {
    "correct": frozenset({"CorrectSlot"}),
    "correct_two": frozenset({"CorrectSlot"}),
    "cancel": frozenset({"CancelFlow"}),
    "clarify": frozenset({"Clarify"}),
    "digress_question": frozenset({"AskKnowledge"}),
    "chit_chat": frozenset({"ChitChat"}),
    "skip": frozenset({"Skip"}),
    "refuse": frozenset({"Skip"}),
    "dont_know": frozenset({"DontKnow"}),
    "repeat": frozenset({"Repeat"}),
    "restart": frozenset({"Restart"}),
    "language": frozenset({"Speak"}),
    "hand_over": frozenset({"AskHuman"}),
    "out_of_scope": frozenset({"CannotHandle"}),
    "not_understood": frozenset({"CannotHandle", "Clarify"}),
    "silence": frozenset({"TimerFired"}),
    "model_failure": frozenset({"ModelFailed"}),
    "action_failure": frozenset({"ActionFailed"}),
}
"""Commands and events by which a way of bending shows; of the others every turn of a case about them counts."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """``steps`` as they are written, and those ``reached``, as (flow, step); ``commands`` reached, by name, with how often.

    ``bends``: cases by pattern and by the kind of question that was open when it happened.
    """

    steps: tuple[tuple[str, str], ...]
    reached: frozenset[tuple[str, str]]
    commands: Mapping[str, int]
    bends: Mapping[tuple[Pattern, str], int]

    @property
    def unreached(self) -> list[str]:
        """Steps that no conversation took, as ``flow/step``."""
        return [f"{flow}/{name}" for flow, name in self.steps if (flow, name) not in self.reached]

    @property
    def step_share(self) -> float:
        """Steps taken, in percent."""
        return percent(len(self.steps) - len(self.unreached), len(self.steps))

    @property
    def command_share(self) -> float:
        """Commands given, in percent."""
        return percent(len(self.commands), len(COMMANDS))


def percent(part: int, whole: int) -> float:
    """A share in percent, with one decimal place; 100 of nothing."""
    return round(100 * part / whole, 1) if whole else 100.0


def covered(domain: Domain, talks: Iterable[tuple[Case | None, Iterable[Scene]]]) -> Coverage:
    """What these conversations reached; those of a case also count for what it is about."""
    replay, bends = Replay(domain), Counter[tuple[Pattern, str]]()
    for case, scenes in talks:
        found = {pair for scene in scenes for pair in bent(case, scene.before, replay.scene(scene), domain)}
        bends.update(found)
    steps = dict.fromkeys(written(name, id, domain) for name in sorted(begun(domain)) for id in domain.flows[name].steps)
    taken = frozenset(written(name, id, domain) for name, id in replay.taken)
    return Coverage(tuple(sorted(steps, key=lambda step: step[0])), taken & steps.keys(), dict(replay.commands), dict(bends))


def written(flow: str, step: str, domain: Domain) -> tuple[str, str]:
    """The flow in whose file a step stands, and its name there: a flow that others call is written once, and laid out in each of them."""
    *calls, name = step.split(".")
    if not calls:
        return flow, name
    called = calls[-1].removeprefix("call_")
    return called if called in domain.flows else called.rpartition("_")[0], name


def bent(case: Case | None, before: Conversation, signs: frozenset[str], domain: Domain) -> Iterator[tuple[Pattern, str]]:
    """The ways in which a turn bent, as far as its case is about them, with the question that was open before it."""
    for pattern in case.text.about if case else ():
        if pattern not in SIGNS or signs & SIGNS[pattern]:
            yield pattern, question(before, domain)


def question(conversation: Conversation, domain: Domain) -> str:
    """The kind of question that waits for an answer: that of the slot, ``confirm``, ``offer``, ``clarify``, or ``none``."""
    match conversation.question:
        case Clarification():
            return "clarify"
        case Offer():
            return "offer"
    waiting = asked_step(conversation, domain)
    if waiting is None:
        return "none"
    return "confirm" if waiting.confirm else domain.slots[waiting.slot].kind


def begun(domain: Domain) -> set[str]:
    """The flows that can be begun; those that others only call are parts of these."""
    wanted = [intent.flow for intent in domain.intents.values()]
    return linked([*wanted, *domain.patterns.values(), *(alarm.flow for alarm in domain.safety.alarms)], domain)


def linked(flows: Iterable[str | None], domain: Domain) -> set[str]:
    """These flows, and all that they link to."""
    waiting, found = list(flows), set[str]()
    while waiting:
        name = waiting.pop()
        if name is not None and name not in found:
            found.add(name)
            waiting += [one.flow for one in domain.flows[name].steps.values() if isinstance(one, Link)]
    return found


class Taken(dict[str, FlowStep]):
    """A flow's steps, which notes those that are taken."""

    def __init__(self, flow: Flow, taken: set[tuple[str, str]]) -> None:
        super().__init__(flow.steps)
        self.flow, self.taken = flow.name, taken

    def __getitem__(self, name: str) -> FlowStep:
        """The step that a flow goes on with."""
        self.taken.add((self.flow, name))
        return super().__getitem__(name)


@dataclass(slots=True)
class Replay:
    """Recorded turns run again through the core."""

    domain: Domain
    taken: set[tuple[str, str]] = field(default_factory=set)
    commands: Counter[str] = field(default_factory=Counter)
    noting: Domain = field(init=False)

    def __post_init__(self) -> None:
        """Let every flow note its steps."""
        flows = {name: replace(flow, steps=Taken(flow, self.taken)) for name, flow in self.domain.flows.items()}
        self.noting = replace(self.domain, flows=flows)

    def scene(self, scene: Scene) -> frozenset[str]:
        """Run a scene's turns again; the commands and events in them."""
        conversation, found = scene.before, set[str]()
        for log in scene.turns:
            conversation = recover(conversation, self.domain)
            for event in log.events:
                found |= {type(event).__name__} if isinstance(event, ModelFailed | ActionFailed | TimerFired) else set()
                given = [type(command).__name__ for command in self.given(conversation, event)]
                self.commands.update(given)
                found.update(given)
                conversation = step(conversation, event, self.noting).conversation
        return frozenset(found)

    def given(self, conversation: Conversation, event: Event) -> tuple[Command, ...]:
        """The commands that an event brought, where nothing came before them."""
        if isinstance(event, MessageReceived) and event.choice is not None and conversation.mode in ("bot", "closed"):
            return choice(event.choice, replace(conversation, text=event.text), self.domain)
        if isinstance(event, Understood) and conversation.mode == "bot":
            read = interpret(conversation, event, self.domain)
            done = step(conversation, event, self.domain).trace
            return read.commands if all(reason in done for reason in read.trace) else ()
        return ()

"""Which parts of a pack conversations covered: steps of flows, commands, and patterns by the question that was open.

It is computed from the recorded turns, whose events are replayed through the dialogue core on a domain whose flows record the steps taken.
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
"""The commands and events that show a pattern; for the other patterns, every turn of a case about them counts."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """All ``steps`` and those ``reached``, as (flow, step) in the pack's files; ``commands``: how often each was given, by name.

    ``bends``: the number of cases by pattern and by the kind of question that was open when it occurred.
    """

    steps: tuple[tuple[str, str], ...]
    reached: frozenset[tuple[str, str]]
    commands: Mapping[str, int]
    bends: Mapping[tuple[Pattern, str], int]

    @property
    def unreached(self) -> list[str]:
        """The steps that no conversation took, as ``flow/step``."""
        return [f"{flow}/{name}" for flow, name in self.steps if (flow, name) not in self.reached]

    @property
    def step_share(self) -> float:
        """The share of steps taken, in percent."""
        return percent(len(self.steps) - len(self.unreached), len(self.steps))

    @property
    def command_share(self) -> float:
        """The share of commands given, in percent."""
        return percent(len(self.commands), len(COMMANDS))


def percent(part: int, whole: int) -> float:
    """A share in percent, to one decimal place; 100 if ``whole`` is 0."""
    return round(100 * part / whole, 1) if whole else 100.0


def covered(domain: Domain, talks: Iterable[tuple[Case | None, Iterable[Scene]]]) -> Coverage:
    """The coverage of these conversations; those of a case also count for its patterns."""
    replay, bends = Replay(domain), Counter[tuple[Pattern, str]]()
    for case, scenes in talks:
        found = {pair for scene in scenes for pair in bent(case, scene.before, replay.scene(scene), domain)}
        bends.update(found)
    steps = dict.fromkeys(written(name, id, domain) for name in sorted(begun(domain)) for id in domain.flows[name].steps)
    taken = frozenset(written(name, id, domain) for name, id in replay.taken)
    return Coverage(tuple(sorted(steps, key=lambda step: step[0])), taken & steps.keys(), dict(replay.commands), dict(bends))


def written(flow: str, step: str, domain: Domain) -> tuple[str, str]:
    """The flow that defines a step, and its name there; steps of a called flow are copied into each flow that calls it."""
    *calls, name = step.split(".")
    if not calls:
        return flow, name
    called = calls[-1].removeprefix("call_")
    return called if called in domain.flows else called.rpartition("_")[0], name


def bent(case: Case | None, before: Conversation, signs: frozenset[str], domain: Domain) -> Iterator[tuple[Pattern, str]]:
    """The patterns of a case that a turn shows, each with the kind of question that was open before the turn."""
    for pattern in case.text.about if case else ():
        if pattern not in SIGNS or signs & SIGNS[pattern]:
            yield pattern, question(before, domain)


def question(conversation: Conversation, domain: Domain) -> str:
    """The kind of the open question: the kind of its slot, ``confirm``, ``offer``, ``clarify`` or ``none``."""
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
    """The flows that can be started, without those that are only called by others."""
    wanted = [intent.flow for intent in domain.intents.values()]
    return linked([*wanted, *domain.patterns.values(), *(alarm.flow for alarm in domain.safety.alarms)], domain)


def linked(flows: Iterable[str | None], domain: Domain) -> set[str]:
    """These flows and all that they link to, directly or not."""
    waiting, found = list(flows), set[str]()
    while waiting:
        name = waiting.pop()
        if name is not None and name not in found:
            found.add(name)
            waiting += [one.flow for one in domain.flows[name].steps.values() if isinstance(one, Link)]
    return found


class Taken(dict[str, FlowStep]):
    """The steps of a flow, recording which ones are taken."""

    def __init__(self, flow: Flow, taken: set[tuple[str, str]]) -> None:
        super().__init__(flow.steps)
        self.flow, self.taken = flow.name, taken

    def __getitem__(self, name: str) -> FlowStep:
        """The step of this name, recorded as taken."""
        self.taken.add((self.flow, name))
        return super().__getitem__(name)


@dataclass(slots=True)
class Replay:
    """Replays recorded turns through the dialogue core, and collects the steps taken and the commands given."""

    domain: Domain
    taken: set[tuple[str, str]] = field(default_factory=set)
    commands: Counter[str] = field(default_factory=Counter)
    noting: Domain = field(init=False)

    def __post_init__(self) -> None:
        """Build the domain whose flows record their steps."""
        flows = {name: replace(flow, steps=Taken(flow, self.taken)) for name, flow in self.domain.flows.items()}
        self.noting = replace(self.domain, flows=flows)

    def scene(self, scene: Scene) -> frozenset[str]:
        """Replay a scene's turns; the names of the commands and events in them."""
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
        """The commands of an event, unless another rule took precedence."""
        if isinstance(event, MessageReceived) and event.choice is not None and conversation.mode in ("bot", "closed"):
            return choice(event.choice, replace(conversation, text=event.text), self.domain)
        if isinstance(event, Understood) and conversation.mode == "bot":
            read = interpret(conversation, event, self.domain)
            done = step(conversation, event, self.domain).trace
            return read.commands if all(reason in done for reason in read.trace) else ()
        return ()

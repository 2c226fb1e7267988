"""Flattens the nested steps of flow files into the domain's flows, keeping the place where each step was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.conditions import Compare, Condition
from bot.dialogue.domain import Act, Branch, Collect, Flow, FlowStep, HandOver, Link, Say, Set
from bot.errors import PackError
from bot.packs import conditions
from bot.packs.document import Document, Place, nearest
from bot.packs.schema import ActText, CallText, CollectText, FlowText, HandOverText, IfText, LinkText, SayText, SetText, StepText

END = "end"
"""``next: end`` leaves the flow; a called flow returns to its caller."""

DEEPEST = 8
"""The most levels of calls within calls."""

PLAIN = frozenset({"collect", "action", "say", "set", "if", "hand_over", "ask", "confirm", "optional", "open", "arguments"})
"""The keys of a step that do not affect where the flow continues."""


@dataclass(frozen=True, slots=True)
class Written:
    """A flow file: its text and where it was read; ``removed`` and ``without`` as in ``Valid``."""

    name: str
    text: FlowText
    document: Document
    removed: frozenset[Place] = frozenset()
    without: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether the order of the steps is known despite any mistakes."""
        return all(place[:1] != ("steps",) or PLAIN.intersection(map(str, place[-2:])) for place in self.removed)


@dataclass(slots=True)
class Flat:
    """A flattened flow; ``origins`` is the file and place where each step was written.

    ``whole`` is false where a mistake, also one in a flow that is called, leaves open which step follows which.
    """

    steps: dict[str, FlowStep] = field(default_factory=dict)
    origins: dict[str, tuple[Document, Place]] = field(default_factory=dict)
    whole: bool = True


Parameters = Mapping[str, tuple[str, ...]]
"""The parameters of each action, without ``call``."""


def flatten(flow: Written, flows: Mapping[str, Written], parameters: Parameters, mistakes: list[PackError]) -> tuple[Flow, Flat]:
    """The flow of the domain; mistakes that only show here (unknown ``next``, conditions, called flows) are appended."""
    flat = Flat()
    start = Flattener(flow, flows, parameters, flat, mistakes).run("", None, ())
    in_reading_order = dict(reversed(flat.steps.items()))
    return Flow(flow.name, flow.text.labels, in_reading_order, start or "", tuple(flow.text.forgets)), flat


class Flattener:
    """Flattens one file's steps; a called flow gets its own flattener, which writes into the same ``Flat``."""

    def __init__(self, flow: Written, flows: Mapping[str, Written], parameters: Parameters, flat: Flat, mistakes: list[PackError]) -> None:
        self.flow, self.flows, self.parameters, self.flat, self.mistakes = flow, flows, parameters, flat, mistakes
        self.prefix = ""
        self.after: str | None = None
        self.within: tuple[str, ...] = ()
        self.ids: dict[int, str] = {}
        self.named: set[str] = set()

    def run(self, prefix: str, after: str | None, within: tuple[str, ...]) -> str | None:
        """Flatten the flow and return the id of its first step; ``after`` is the step that follows the flow."""
        self.prefix, self.after, self.within = prefix, after, (*within, self.flow.name)
        self.flat.whole &= self.flow.whole
        self.name_steps(self.flow.text.steps, ("steps",))
        return self.lay(self.flow.text.steps, ("steps",), after)

    def name_steps(self, steps: list[StepText], place: Place) -> None:
        """Give every step an id: its own, or one made from what it does, numbered from the second on."""
        for i, step in enumerate(steps):
            here = (*place, i)
            given = getattr(step, "id", None)
            if given and (given in self.named or given == END):
                self.mistakes.append(self.flow.document.mistake((*here, "id"), "id", f"'{given}' is taken; choose another id"))
            name = self.prefix + (given or described(step))
            number = 2
            while name in self.flat.origins:
                name = f"{self.prefix}{given or described(step)}_{number}"
                number += 1
            if given:
                self.named.add(given)
            self.ids[id(step)] = name
            self.flat.origins[name] = (self.flow.document, here)
            for key, inner in branches(step):
                self.name_steps(inner, (*here, key))

    def lay(self, steps: list[StepText], place: Place, after: str | None) -> str | None:
        """Flatten a list of steps that continues at ``after``; returns the id of its first step, or ``after`` if it is empty."""
        following = after
        for i in reversed(range(len(steps))):
            following = self.one(steps[i], (*place, i), following)
        return following

    def one(self, step: StepText, place: Place, after: str | None) -> str | None:
        """Flatten one step and return the id at which it begins."""
        name = self.ids[id(step)]
        if isinstance(step, CallText):
            del self.flat.origins[name]
            return self.call(step, after, name)
        following = self.jump(step, place, after)
        match step:
            case CollectText():
                self.flat.steps[name] = Collect(name, step.collect, following, step.ask, step.confirm, step.optional, step.open)
            case ActText():
                failed = self.lay(step.failed, (*place, "failed"), after) if step.failed else None
                arguments = tuple(step.arguments) if step.arguments is not None else self.parameters.get(step.action, ())
                self.flat.steps[name] = Act(name, step.action, arguments, following, failed)
            case SayText():
                self.flat.steps[name] = Say(name, step.say, following)
            case SetText():
                self.flat.steps[name] = Set(name, step.set, following)
            case IfText():
                otherwise = self.lay(step.otherwise, (*place, "else"), after)
                then = self.lay(step.then, (*place, "then"), after)
                self.flat.steps[name] = Branch(name, self.condition(step, place), then, otherwise)
            case LinkText():
                self.flat.steps[name] = Link(name, step.link)
            case HandOverText():
                self.flat.steps[name] = HandOver(name, step.hand_over)
        return name

    def jump(self, step: StepText, place: Place, after: str | None) -> str | None:
        """The id of the next step: the one that the step names, or else the one that follows it."""
        wanted: str | None = getattr(step, "next", None)
        if wanted is None:
            return after
        if wanted == END:
            return self.after
        if wanted in self.named:
            return self.prefix + wanted
        self.flat.whole = False
        if wanted in self.flow.without:
            return after
        self.mistakes.append(
            self.flow.document.mistake((*place, "next"), "next", f"no step has the id '{wanted}'{nearest(wanted, [*self.named, END])}")
        )
        return after

    def condition(self, step: IfText, place: Place) -> Condition:
        """The step's condition; an unreadable one is reported and replaced by one that never holds."""
        try:
            return conditions.parse(step.condition)
        except ValueError as error:
            self.mistakes.append(self.flow.document.mistake((*place, "if"), "if", str(error)))
            return Compare("", "==", (True,))

    def call(self, step: CallText, after: str | None, name: str) -> str | None:
        """Flatten the called flow's steps in this place."""
        callee = self.flows.get(step.call)
        self.flat.whole &= callee is not None
        if callee is None or step.call in self.within or len(self.within) > DEEPEST:
            return after
        inner = Flattener(callee, self.flows, self.parameters, self.flat, self.mistakes)
        return inner.run(f"{name}.", after, self.within)


def branches(step: StepText) -> list[tuple[str, list[StepText]]]:
    """The lists of steps inside a step, with the key they stand under."""
    match step:
        case IfText():
            return [("then", step.then), ("else", step.otherwise)]
        case ActText(failed=list() as failed):
            return [("failed", failed)]
    return []


def described(step: StepText) -> str:
    """The stem of a step's id, made from what it does."""
    match step:
        case CollectText():
            return f"collect_{step.collect}"
        case ActText():
            return f"action_{step.action}"
        case SayText():
            return f"say_{step.say}"
        case SetText():
            return f"set_{'_'.join(step.set)}"
        case LinkText():
            return f"link_{step.link}"
        case CallText():
            return f"call_{step.call}"
        case HandOverText():
            return f"hand_over_{step.hand_over}"
    return "if"

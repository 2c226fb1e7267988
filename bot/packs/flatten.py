"""Turns the nested steps of flow files into the flat flows of the domain, and remembers where each step was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.conditions import Compare, Condition
from bot.dialogue.domain import Act, Branch, Collect, Flow, FlowStep, HandOver, Link, Say, Set
from bot.errors import PackError
from bot.packs import conditions
from bot.packs.document import Document, Place, nearest
from bot.packs.schema import ActText, CallText, CollectText, FlowText, HandOverText, IfText, LinkText, SayText, SetText, StepText

END = "end"
"""``next: end`` leaves the flow; a flow that was called goes back to its caller."""

DEEPEST = 8
"""Flows that may be called within one another."""

PLAIN = frozenset({"collect", "action", "say", "set", "if", "hand_over", "ask", "confirm", "optional", "arguments"})
"""The keys of a step that do not say where the flow goes on."""


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
        """Whether no mistake leaves open which step follows which."""
        return all(place[:1] != ("steps",) or PLAIN.intersection(map(str, place[-2:])) for place in self.removed)


@dataclass(slots=True)
class Flat:
    """A flow made flat; ``origins`` says in which file and where each step was written.

    ``whole`` is false where a mistake, also one in a flow that is called, leaves open which step follows which.
    """

    steps: dict[str, FlowStep] = field(default_factory=dict)
    origins: dict[str, tuple[Document, Place]] = field(default_factory=dict)
    whole: bool = True


Parameters = Mapping[str, tuple[str, ...]]
"""The parameters of each action, without the call itself."""


def flatten(flow: Written, flows: Mapping[str, Written], parameters: Parameters, mistakes: list[PackError]) -> tuple[Flow, Flat]:
    """The flow of the domain; mistakes that only show here (unknown ``next``, conditions, called flows) are added."""
    flat = Flat()
    start = Flattener(flow, flows, parameters, flat, mistakes).run("", None, ())
    in_reading_order = dict(reversed(flat.steps.items()))
    return Flow(flow.name, flow.text.labels, in_reading_order, start or "", tuple(flow.text.forgets)), flat


class Flattener:
    """Lays out one file's steps; a called flow gets a flattener of its own that writes into the same ``Flat``."""

    def __init__(self, flow: Written, flows: Mapping[str, Written], parameters: Parameters, flat: Flat, mistakes: list[PackError]) -> None:
        self.flow, self.flows, self.parameters, self.flat, self.mistakes = flow, flows, parameters, flat, mistakes
        self.prefix = ""
        self.after: str | None = None
        self.within: tuple[str, ...] = ()
        self.ids: dict[int, str] = {}
        self.named: set[str] = set()

    def run(self, prefix: str, after: str | None, within: tuple[str, ...]) -> str | None:
        """The id of the first step; ``after`` is where the flow goes on when it is over."""
        self.prefix, self.after, self.within = prefix, after, (*within, self.flow.name)
        self.flat.whole &= self.flow.whole
        self.name_steps(self.flow.text.steps, ("steps",))
        return self.lay(self.flow.text.steps, ("steps",), after)

    def name_steps(self, steps: list[StepText], place: Place) -> None:
        """Give every step its id: the one that is written, else one made of what it does, numbered from the second on."""
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
        """Lay out a list of steps that goes on at ``after``; the id of its first step, or ``after`` where it has none."""
        following = after
        for i in reversed(range(len(steps))):
            following = self.one(steps[i], (*place, i), following)
        return following

    def one(self, step: StepText, place: Place, after: str | None) -> str | None:
        """Lay out one step; the id at which it begins."""
        name = self.ids[id(step)]
        if isinstance(step, CallText):
            del self.flat.origins[name]
            return self.call(step, place, after, name)
        following = self.jump(step, place, after)
        match step:
            case CollectText():
                self.flat.steps[name] = Collect(name, step.collect, following, step.ask, step.confirm, step.optional)
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
        """Where a step goes on: at the step it names, else at the one that follows."""
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
        """The step's condition; one that cannot be read is reported and never holds."""
        try:
            return conditions.parse(step.condition)
        except ValueError as error:
            self.mistakes.append(self.flow.document.mistake((*place, "if"), "if", str(error)))
            return Compare("", "==", (True,))

    def call(self, step: CallText, place: Place, after: str | None, name: str) -> str | None:
        """Lay out the called flow's steps in this place."""
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
    """What a step does, as the stem of its id."""
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

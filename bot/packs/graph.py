"""Follows a pack's flows from step to step: what is never reached, what never ends, what goes round in circles."""

from collections.abc import Iterator, Mapping

from bot.dialogue.domain import Act, Branch, Collect, Flow, FlowStep, HandOver, Link, Say, Set
from bot.errors import PackError
from bot.packs.document import Place
from bot.packs.flatten import Flat, Written, branches
from bot.packs.schema import CallText, LinkText, StepText


def following(step: FlowStep) -> tuple[str | None, ...]:
    """The steps that may come next; None is the flow's end."""
    match step:
        case Collect(next=after) | Say(next=after) | Set(next=after):
            return (after,)
        case Act(next=after, failed=None):
            return (after,)
        case Act(next=after, failed=failed):
            return (after, failed)
        case Branch(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Link() | HandOver():
            return (None,)


def check_flow(flow: Flow, flat: Flat) -> Iterator[PackError]:
    """Steps that nothing leads to, steps from which the flow cannot end, and rounds in which nobody is asked."""
    edges = {name: following(step) for name, step in flow.steps.items()}
    reached = closure([flow.start], edges)
    ending = {name for name, after in edges.items() if None in after}
    while more := {name for name, after in edges.items() if name not in ending and ending & set(after)}:
        ending |= more
    for name in flow.steps:
        document, place = flat.origins[name]
        if name not in reached and "." not in name:
            yield document.mistake(place, where(place), "is never reached; delete it, or let a step lead to it")
    stuck = [name for name in flow.steps if name in reached and name not in ending]
    if stuck:
        document, place = flat.origins[stuck[0]]
        yield document.mistake(place, where(place), f"the flow '{flow.name}' cannot end from here; let a step go on to `next: end`")
    silent = {name: after for name, after in edges.items() if not isinstance(flow.steps[name], Collect | Act)}
    for name in [name for name in silent if name in ending and name in closure(silent[name], silent)][:1]:
        document, place = flat.origins[name]
        yield document.mistake(
            place, where(place), "goes round without asking or doing anything; put a collect or an action into the round"
        )


def closure(start: list[str] | tuple[str | None, ...], edges: Mapping[str, tuple[str | None, ...]]) -> set[str]:
    """Every step that can be reached, the first ones included."""
    seen: set[str] = set()
    waiting = [name for name in start if name in edges]
    while waiting:
        name = waiting.pop()
        if name is not None and name not in seen:
            seen.add(name)
            waiting += [after for after in edges[name] if after in edges]
    return seen


def check_circles(flows: Mapping[str, Written]) -> Iterator[PackError]:
    """Flows that link to or call one another in a circle, each circle once."""
    edges = {name: references(flow) for name, flow in flows.items()}
    reported: set[frozenset[str]] = set()
    for name in flows:
        for circle in circles(name, edges):
            if frozenset(circle) not in reported:
                reported.add(frozenset(circle))
                word, place = edges[name][circle[1]]
                message = f"'{name}' comes back to itself: {' → '.join(circle)}; end one of these flows otherwise"
                yield flows[name].document.mistake(place, word, message)


def circles(start: str, edges: Mapping[str, Mapping[str, object]]) -> Iterator[list[str]]:
    """The shortest way from a flow back to itself, if there is one."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        for after in edges.get(path[-1], {}):
            if after == start:
                yield [*path, after]
                return
            if after not in seen:
                seen.add(after)
                waiting.append([*path, after])


def references(flow: Written) -> dict[str, tuple[str, Place]]:
    """The flows that a flow links to or calls, with the word and the place."""
    found: dict[str, tuple[str, Place]] = {}
    for step, place in every_step(flow.text.steps, ("steps",)):
        if isinstance(step, LinkText):
            found.setdefault(step.link, ("link", place))
        elif isinstance(step, CallText):
            found.setdefault(step.call, ("call", place))
    return found


def every_step(steps: list[StepText], place: Place) -> Iterator[tuple[StepText, Place]]:
    """All steps of a file with their places, also those inside others."""
    for i, step in enumerate(steps):
        yield step, (*place, i)
        for key, inner in branches(step):
            yield from every_step(inner, (*place, i, key))


def where(place: Place) -> str:
    """A place as people write it."""
    return ".".join(str(part) for part in place)

"""Finds steps that are never reached and flows that call one another in a circle."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from bot.dialogue.domain import Act, Branch, Collect, Flow, FlowStep, HandOver, Link, Say, Set
from bot.errors import PackError
from bot.packs.document import Place
from bot.packs.flatten import Flat, Written, branches
from bot.packs.schema import CallText, StepText

N = TypeVar("N", bound=Hashable)


def following(step: FlowStep) -> tuple[str | None, ...]:
    """The ids of the steps that may come next; None is the end of the flow."""
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
    """Steps that nothing leads to."""
    reached = reachable([flow.start], {name: following(step) for name, step in flow.steps.items()})
    for name in flow.steps:
        document, place = flat.origins[name]
        if name not in reached and "." not in name:
            yield document.mistake(place, where(place), "is never reached; delete it, or let a step lead to it")


def reachable(start: Iterable[N], edges: Mapping[N, Iterable[N | None]]) -> set[N]:
    """Every node of ``edges`` that can be reached from ``start``, which is included."""
    seen: set[N] = set()
    waiting = [node for node in start if node in edges]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [to for to in edges[node] if to is not None and to in edges]
    return seen


def check_circles(flows: Mapping[str, Written]) -> Iterator[PackError]:
    """Flows that call one another in a circle, each circle once."""
    edges = {name: called(flow) for name, flow in flows.items()}
    reported: set[frozenset[str]] = set()
    for name in flows:
        for circle in circles(name, edges):
            if frozenset(circle) not in reported:
                reported.add(frozenset(circle))
                message = f"'{name}' comes back to itself: {' → '.join(circle)}; leave one of these calls out"
                yield flows[name].document.mistake(edges[name][circle[1]], "call", message)


def circles(start: str, edges: Mapping[str, Mapping[str, object]]) -> Iterator[list[str]]:
    """The shortest path from a flow back to itself, if there is one."""
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


def called(flow: Written) -> dict[str, Place]:
    """The flows that a flow calls, with the place."""
    found: dict[str, Place] = {}
    for step, place in every_step(flow.text.steps, ("steps",)):
        if isinstance(step, CallText):
            found.setdefault(step.call, place)
    return found


def every_step(steps: list[StepText], place: Place) -> Iterator[tuple[StepText, Place]]:
    """All steps of a file with their places, nested ones included."""
    for i, step in enumerate(steps):
        yield step, (*place, i)
        for key, inner in branches(step):
            yield from every_step(inner, (*place, i, key))


def where(place: Place) -> str:
    """A place as people write it."""
    return ".".join(str(part) for part in place)

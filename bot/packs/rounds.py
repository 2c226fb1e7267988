"""Finds cycles of steps, across links too, that can never end or that repeat without asking or doing anything."""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from bot.dialogue.domain import Act, Collect, Flow, FlowStep, Link, Set
from bot.errors import PackError
from bot.packs.flatten import Flat
from bot.packs.graph import following, reachable, where

Node = tuple[str, str]
"""A flow, and the id of a step of it."""

Edges = Mapping[Node, Collection[Node]]

MOST_SLOTS = 8
"""Cycles that both ask and clear more slots than this are not searched further."""


def check_rounds(flows: Mapping[str, Flow], flats: Mapping[str, Flat]) -> Iterator[PackError]:
    """Cycles without an exit, and cycles that need no input; flows with an uncertain order of steps are taken to end at once."""
    sure = {name: flow for name, flow in flows.items() if flats[name].whole}
    leads = {(name, step.id): after(sure, name, step) for name, flow in sure.items() for step in flow.steps.values()}
    edges = {node: tuple(to for to in tos if to is not None and to in leads) for node, tos in leads.items()}
    reached = reachable({(name, flow.start) for name, flow in sure.items()}, edges)
    edges = {node: tos for node, tos in edges.items() if node in reached}
    ending = reachable({node for node in edges if None in leads[node]}, backwards(edges))
    stuck = {node: edges[node] for node in edges if node not in ending}
    for group in components(stuck, stuck):
        if own(group) and all(to in group for node in group for to in stuck[node]):
            message = f"{described(group, stuck)} cannot end from here; let a step go on to `next: end`"
            yield mistake(flats, first(group, edges), message)
    silent = [node for node in edges if node in ending and passed_over(sure[node[0]].steps[node[1]])]
    for part in components(silent, edges):
        if (found := endless(part, edges, sure)) is not None and own(found):
            way = described(found, edges)
            message = f"{way} goes round without asking or doing anything; put a collect or an action into the round"
            yield mistake(flats, first(found, edges), message)


def after(flows: Mapping[str, Flow], name: str, step: FlowStep) -> tuple[Node | None, ...]:
    """The steps that may come next, also in another flow; None is the end."""
    if isinstance(step, Link):
        linked = flows.get(step.flow)
        return ((step.flow, linked.start) if linked is not None else None,)
    return tuple((name, to) if to is not None else None for to in following(step))


def passed_over(step: FlowStep) -> bool:
    """Whether a flow can pass a step again without input: any but an action and a confirmation, which is asked every time."""
    return not isinstance(step, Act) and not (isinstance(step, Collect) and step.confirm)


def endless(part: frozenset[Node], edges: Edges, flows: Mapping[str, Flow]) -> frozenset[Node] | None:
    """The steps of a cycle that asks nothing from its second pass on; None if every cycle asks.

    A cycle asks for a slot each time if it also clears it. So a cycle that needs no input avoids, for every such slot, either all of its
    questions or all steps that clear it.
    """
    asked, cleared = askers(part, flows), clearers(part, flows)
    both = sorted(asked.keys() & cleared.keys())
    if not both:
        return part
    for left_out in (asked[both[0]], cleared[both[0]]) if len(both) <= MOST_SLOTS else ():
        for smaller in components(part - left_out, edges):
            if (found := endless(smaller, edges, flows)) is not None:
                return found
    return None


def askers(part: Collection[Node], flows: Mapping[str, Flow]) -> dict[str, set[Node]]:
    """The questions by slot, without optional ones, which are not asked again once skipped."""
    found: dict[str, set[Node]] = {}
    for flow, name in part:
        step = flows[flow].steps[name]
        if isinstance(step, Collect) and not step.optional:
            found.setdefault(step.slot, set()).add((flow, name))
    return found


def clearers(part: Collection[Node], flows: Mapping[str, Flow]) -> dict[str, set[Node]]:
    """The steps that clear a slot, by slot."""
    found: dict[str, set[Node]] = {}
    for flow, name in part:
        step = flows[flow].steps[name]
        values = step.values if isinstance(step, Set) else {}
        emptied = [slot for slot, value in values.items() if value is None]
        for slot in (*emptied, *(flows[step.flow].forgets if isinstance(step, Link) and step.flow in flows else ())):
            found.setdefault(slot, set()).add((flow, name))
    return found


def components(nodes: Collection[Node], edges: Edges) -> Iterator[frozenset[Node]]:
    """The strongly connected components that contain a cycle."""
    inside = frozenset(nodes)
    forth = {node: tuple(to for to in edges[node] if to in inside) for node in edges if node in inside}
    back = backwards(forth)
    left = dict.fromkeys(forth)
    while left:
        node = next(iter(left))
        before, beyond = reachable(back[node], back), reachable(forth[node], forth)
        group = frozenset(before & beyond)
        if node in group:
            yield group
        for done in {node, *(group if node in group else ())}:
            left.pop(done, None)


def backwards(edges: Edges) -> dict[Node, list[Node]]:
    """The edges reversed."""
    found: dict[Node, list[Node]] = {node: [] for node in edges}
    for node, tos in edges.items():
        for to in tos:
            if to in found:
                found[to].append(node)
    return found


def own(group: Collection[Node]) -> bool:
    """Whether a step of a group belongs to the flow itself; a group inside a called flow is reported for that flow."""
    return any("." not in step for _, step in group)


def first(group: Collection[Node], edges: Edges) -> Node:
    """The first step of a group in reading order."""
    return next(node for node in edges if node in group)


def described(group: frozenset[Node], edges: Edges) -> str:
    """The flow with the cycle, or the flows of the cycle in order, for a message."""
    start = first(group, edges)
    ways: list[list[Node]] = [[start]]
    seen: set[Node] = set()
    while ways:
        way = ways.pop(0)
        for to in edges[way[-1]]:
            if to == start:
                names = [start[0], *(b[0] for a, b in pairwise([*way, start]) if a[0] != b[0])]
                return f"the flow '{names[0]}'" if len(names) == 1 else f"the way {' → '.join(names)}"
            if to in group and to not in seen:
                seen.add(to)
                ways.append([*way, to])
    raise AssertionError("a group of steps in which each leads to each has a round")


def mistake(flats: Mapping[str, Flat], node: Node, message: str) -> PackError:
    """A mistake at a step, where it was written."""
    document, place = flats[node[0]].origins[node[1]]
    return document.mistake(place, where(place), message)

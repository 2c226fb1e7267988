"""Turns a pack's flows into boxes and arrows, and these into Mermaid text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.dialogue.conditions import describe
from bot.dialogue.domain import Act, Branch, Collect, Domain, Flow, FlowStep, HandOver, Link, Say, Set
from bot.dialogue.replies import find

Kind = Literal["begin", "collect", "action", "say", "set", "if", "link", "call", "hand_over", "end"]

LONGEST = 78
"""Characters of a reply that are shown; of Chinese, half as many."""

SHAPES: Mapping[Kind, tuple[str, str]] = {
    "begin": ("([", "])"),
    "collect": ("[/", "/]"),
    "action": ("[[", "]]"),
    "if": ("{{", "}}"),
    "link": (">", "]"),
    "call": ("[[", "]]"),
    "hand_over": ("([", "])"),
    "end": ("((", "))"),
}
COLOURS: Mapping[Kind, tuple[str, str]] = {
    "begin": ("#22314a", "#22314a"),
    "collect": ("#e3f0ff", "#4a8fd8"),
    "action": ("#e4f5e6", "#4ca35a"),
    "say": ("#ffffff", "#9aa5b5"),
    "set": ("#f1f3f6", "#b8c0cc"),
    "if": ("#fff5d9", "#d9a91f"),
    "link": ("#efe8fb", "#8d6bc9"),
    "call": ("#efe8fb", "#8d6bc9"),
    "hand_over": ("#ffe7e0", "#d9694a"),
    "end": ("#22314a", "#22314a"),
}
"""Fill and border of each kind of box, for Mermaid and for pictures alike."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step: what it does, and the words or values that it does it with."""

    id: str
    kind: Kind
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a box to the next, ``label`` says when."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """One flow."""

    name: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def diagrams(domain: Domain, only: str | None = None) -> list[Diagram]:
    """The flows of a pack, or one of them."""
    return [diagram(domain, flow) for flow in domain.flows.values() if only in (None, flow.name)]


def diagram(domain: Domain, flow: Flow) -> Diagram:
    """A flow as boxes and arrows; a flow that it calls is one box, and each path ends in a box of its own."""
    language = domain.languages[0]
    title = flow.labels.get(language, flow.name)
    boxes = {"": Box("", "begin", title)}
    arrows = [Arrow("", outer(flow.start))]
    for step in flow.steps.values():
        name = outer(step.id)
        boxes.setdefault(name, called(domain, name) if name != step.id else box(domain, step, language))
        for label, after in ways(step):
            target = f"{name} {label if step.id == name else ''} end" if after is None else outer(after)
            if after is None:
                boxes[target] = Box(target, "end", "end")
            if target != name or step.id == name:
                arrows.append(Arrow(name, target, label if step.id == name else ""))
    return Diagram(flow.name, title, tuple(boxes.values()), tuple(dict.fromkeys(arrows)))


def outer(step: str) -> str:
    """The flow's own step that a step belongs to: for a step of a called flow, the call."""
    return step.partition(".")[0]


def ways(step: FlowStep) -> Iterator[tuple[str, str | None]]:
    """The next steps with the label of each arrow; nothing for steps that always end the flow."""
    match step:
        case Branch(then=then, otherwise=otherwise):
            yield "yes", then
            yield "no", otherwise
        case Act(next=following, failed=failed):
            yield "", following
            if failed is not None:
                yield "fails", failed
        case Collect(next=following) | Say(next=following) | Set(next=following):
            yield "", following


def called(domain: Domain, name: str) -> Box:
    """The call of another flow, from the id of its step: ``call_find_order``, or ``call_find_order_2``."""
    flow = name.removeprefix("call_")
    return Box(name, "call", f"call {flow if flow in domain.flows else flow.rpartition('_')[0]}")


def box(domain: Domain, step: FlowStep, language: str) -> Box:
    """One step in words."""
    match step:
        case Collect(slot=slot):
            asking = step.ask or domain.slots[slot].ask
            aside = ", yes or no" if step.confirm else ", may be skipped" if step.optional else ""
            return Box(step.id, "collect", f"ask {slot}{aside}", words(domain, asking, language))
        case Act(action=action, arguments=arguments):
            return Box(step.id, "action", f"do {action}", f"with {', '.join(arguments)}" if arguments else "")
        case Say(reply=reply):
            return Box(step.id, "say", f"say {reply}", words(domain, reply, language))
        case Set(values=values):
            shown = ", ".join(f"{name} = {'nothing' if value is None else value}" for name, value in values.items())
            return Box(step.id, "set", f"set {shown}")
        case Branch(condition=condition):
            return Box(step.id, "if", plainly(describe(condition)))
        case Link(flow=flow):
            return Box(step.id, "link", f"go on with {flow}")
        case HandOver(reason=reason):
            return Box(step.id, "hand_over", f"a person: {reason}")


def plainly(condition: str) -> str:
    """A condition as people write it."""
    return re.sub(r"not \((\w+)\)", r"not \1", condition.replace(" == True", "").replace(" None", " none"))


def words(domain: Domain, reply: str, language: str) -> str:
    """The beginning of what a reply says."""
    text = " ".join(find(domain, reply, language).texts[0].split())
    chinese = any("\u2e80" <= c <= "\uffef" for c in text)
    most = LONGEST * 2 // 3 if chinese else LONGEST
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut if chinese else cut.rpartition(" ")[0]) + "…"


def mermaid(diagrams: Sequence[Diagram]) -> str:
    """All flows as one Mermaid chart, a group each."""
    lines = ["flowchart TD"]
    for number, one in enumerate(diagrams, start=1):
        ids = {box.id: f"f{number}s{place}" for place, box in enumerate(one.boxes)}
        lines += [f'  subgraph f{number} ["{escaped(one.name)}"]', "    direction TB"]
        for each in one.boxes:
            left, right = SHAPES.get(each.kind, ("[", "]"))
            lines.append(f'    {ids[each.id]}{left}"{label(each)}"{right}:::{each.kind}_')
        for arrow in one.arrows:
            when = f'|"{escaped(arrow.label)}"|' if arrow.label else ""
            lines.append(f"    {ids[arrow.source]} -->{when} {ids[arrow.target]}")
        lines.append("  end")
    for kind, (fill, border) in COLOURS.items():
        colour = "#fff" if kind in ("begin", "end") else "#22314a"
        lines.append(f"  classDef {kind}_ fill:{fill},stroke:{border},color:{colour}")
    return "\n".join(lines) + "\n"


def label(box: Box) -> str:
    """What stands in a box, as Mermaid writes it."""
    return escaped(box.title) + (f"<br/>{escaped(box.text)}" if box.text else "")


def escaped(text: str) -> str:
    """Text that Mermaid shows as it is: no quotes, tags, entities, Markdown."""
    plain = re.sub(r"[\"#&<>`*\\]", lambda sign: f"#{ord(sign[0])};", text)
    return re.sub(r"^(\s*\d+)\.|^(\s*)-", lambda sign: f"{sign[1]}#46;" if sign[1] else f"{sign[2]}#45;", plain)


def page(title: str, diagrams: Sequence[Diagram]) -> str:
    """A Markdown page: an index, then a chart for each flow."""
    index = "\n".join(f"- [{one.name}](#{one.name}): {one.title}" for one in diagrams)
    charts = "\n".join(f"## {one.name}\n\n```mermaid\n{mermaid([one])}```\n" for one in diagrams)
    return f"# {title}\n\n{index}\n\n{charts}"

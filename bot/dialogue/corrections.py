"""Reads corrections of what the customer said before."""

import re

from bot.dialogue.commands import Command, CorrectSlot
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Collect, Domain, Flow
from bot.dialogue.events import Entity, Understood
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import as_written, marked, only_values, values_given, words_for
from bot.dialogue.trace import Reason

FIGURES = re.compile(r"\d[\d -]*")

MEASURED = ("number", "money", "date", "duration")
"""Kinds whose values make sense without their slot."""

LEAD = re.compile(r"\b(?:it'?s|its|is|was|should (?:be|read|say)|to be|i meant)\b|应该是|应为|應為|應該是|改成|而是|是", re.IGNORECASE)
"""Words that the right value follows."""


def corrected(conversation: Conversation, understood: Understood, domain: Domain, asked: str) -> tuple[CorrectSlot, ...]:
    """New values for slots that the active flow already knows; an announced correction may also fill other slots of the flow.

    The last of several values of a slot counts. Tagged values count only in an announced correction. The first value for the slot that
    is ``asked`` for is an answer and not a correction.
    """
    if not understood.entities:
        return ()
    flow = domain.flows[conversation.stack[-1].flow]
    rights, concerned = marked(understood, "correct"), domain.about[flow.name]
    found: dict[str, CorrectSlot] = {}
    for entity in as_written(understood):
        slot = entity.slot or (of_its_kind(entity, flow, conversation, domain, asked) if rights else None)
        known = conversation.slots.get(slot or "")
        if slot is None or slot not in concerned or known == entity.value or (entity.tagged and not rights):
            continue
        if slot == asked and asked not in conversation.slots:
            continue
        if rights or (known is not None and slot in flow.collects):
            found[slot] = CorrectSlot(slot, entity.value)
    return tuple(found.values())


def with_text_for_figures(step: Collect, conversation: Conversation, understood: Understood, domain: Domain) -> Understood:
    """The message without its code if it is only digits and a text is to be confirmed: it may be the postcode of an address."""
    if not step.confirm or not FIGURES.fullmatch(understood.text.strip()):
        return understood
    texts = (name for name in domain.flows[conversation.stack[-1].flow].collects if domain.slots[name].kind == "text")
    if not any(conversation.slots.get(name) is not None for name in texts):
        return understood
    return changed(understood, entities=tuple(e for e in understood.entities if e.kind != "code"))


def of_its_kind(entity: Entity, flow: Flow, conversation: Conversation, domain: Domain, asked: str) -> str | None:
    """The slot that a value without a slot corrects: the flow's last known one of that kind, unless that kind is being asked for."""
    if domain.slots[asked].kind == entity.kind:
        return None
    steps = (step.slot for step in flow.steps.values() if isinstance(step, Collect) and not step.confirm)
    alike = [name for name in steps if domain.slots[name].kind == entity.kind and conversation.slots.get(name) is not None]
    return alike[-1] if alike and entity.kind in MEASURED else None


def put_right(corrections: tuple[CorrectSlot, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The corrections, which restart the flow, and then the other values of the message."""
    trace.append(Reason("slot_corrected", True, ", ".join(f"{c.slot} = {c.value!r}" for c in corrections)))
    names = {correction.slot for correction in corrections}
    return (*corrections, *(value for value in values_given(understood, domain) if value.slot not in names))


def said_anew(conversation: Conversation, understood: Understood, domain: Domain, words: str | None = None) -> CorrectSlot | None:
    """A new value for the flow's last known text, taken from an announced correction or from words with a digit, as in an address.

    Of "I mistyped, the company is Reid & Daughter" only the company counts. ``words``: the part of the message to read, default all of it.
    """
    flow = domain.flows[conversation.stack[-1].flow]
    texts = [s.slot for s in flow.steps.values() if isinstance(s, Collect) and domain.slots[s.slot].kind == "text"]
    has = [name for name in texts if conversation.slots.get(name) is not None]
    text, rights = (words or understood.text).strip(), marked(understood, "correct")
    if not has or not (rights or any(c.isdigit() for c in text)) or text.endswith(("?", "？")):
        return None
    if not rights and only_values(
        understood, {e.slot for e in understood.entities if e.slot and e.slot in domain.slots and e.kind == "choice"}
    ):
        return None
    if rights and not (text := after_lead(understood)):
        return None
    tagged = words_for(domain.slots[has[-1]], understood)
    return CorrectSlot(has[-1], tagged.value if tagged else text[: domain.slots[has[-1]].max_length])


def after_lead(understood: Understood) -> str:
    """The text after the words that announce a correction; may be empty."""
    mark = next(e for e in understood.entities if e.slot == "command" and e.value == "correct")
    rest = understood.text[mark.end :]
    lead = LEAD.search(rest)
    return (rest[lead.end() :] if lead else rest).strip(" \t\n,.:;!-，。：；！")


def kept_for(flow: Flow, conversation: Conversation, anew: set[str], domain: Domain) -> tuple[tuple[str, str | int | float | bool], ...]:
    """The values of a finished flow that the new values (``anew``) do not replace."""
    confirmed = {step.slot for step in flow.steps.values() if isinstance(step, Collect) and step.confirm}
    described = {domain.slots[name].instead_of for name in anew}
    names = sorted(domain.about[flow.name] - confirmed - anew - described)
    return tuple((name, value) for name in names if (value := conversation.slots.get(name)) is not None)

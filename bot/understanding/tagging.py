"""Turns tagged words into values: the tag says which slot they fill, and a recogniser of the slot's kind reads the value."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Entity
from bot.inference.tags import Span
from bot.recognisers import recognise


def with_tags(
    entities: tuple[Entity, ...], spans: Sequence[Span], text: str, domain: Domain, language: str, today: date
) -> tuple[Entity, ...]:
    """The recognisers' values followed by those from tags; where both concern the same words or the same slot, the recogniser wins."""
    for span in spans:
        slot = domain.slots.get(span.slot)
        if slot is not None and slot.kind != "boolean" and not contradicted(span, slot, entities, domain):
            entities = added(entities, span, slot, valued(span, slot, text, domain, language, today))
    return entities


def contradicted(span: Span, slot: Slot, entities: Sequence[Entity], domain: Domain) -> bool:
    """Whether recognisers have a value for the slot, or read the words for another one; a text slot may contain other values."""
    named = [entity for entity in entities if entity.slot in domain.slots and not entity.tagged]
    if slot.kind == "text":
        return any(entity.start <= span.start and span.end <= entity.end for entity in named)
    return any(entity.slot == slot.name or overlap(entity, span) for entity in named)


def overlap(entity: Entity, span: Span) -> bool:
    """Whether an entity and a span share a character."""
    return entity.start < span.end and span.start < entity.end


def added(entities: tuple[Entity, ...], span: Span, slot: Slot, value: Entity | None) -> tuple[Entity, ...]:
    """The values with the slot set on one of its kind in the span that a recogniser gave no slot, or else with ``value`` added."""
    seen = next((e for e in entities if e.kind == slot.kind and e.slot is None and overlap(e, span)), None)
    if seen is not None:
        return tuple(replace(e, slot=slot.name, tagged=True) if e is seen else e for e in entities)
    return entities if value is None else (*entities, value)


def valued(span: Span, slot: Slot, text: str, domain: Domain, language: str, today: date) -> Entity | None:
    """The value of a span: its words for a text slot, otherwise what the recogniser of the slot's kind reads; None if it reads nothing."""
    words = text[span.start : span.end]
    if slot.kind == "text":
        return Entity("text", words[: slot.max_length], words, span.start, span.end, slot.name, tagged=True)
    fitting = (e for e in recognise(words, domain, language, today) if e.kind == slot.kind and e.slot in (None, slot.name))
    found = next(fitting, None)
    if found is None:
        return None
    return replace(found, start=span.start + found.start, end=span.start + found.end, slot=slot.name, tagged=True)

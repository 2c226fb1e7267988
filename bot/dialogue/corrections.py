"""What a message puts right of what was said before."""

from bot.dialogue.commands import Command, CorrectSlot
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Collect, Domain, Flow
from bot.dialogue.events import Understood
from bot.dialogue.hearing import marked, values_given, words_for
from bot.dialogue.trace import Reason


def corrected(conversation: Conversation, understood: Understood, domain: Domain) -> tuple[CorrectSlot, ...]:
    """New values for slots that the active flow already has; a message that says it puts something right may also give others of its slots.

    Of several values of a slot the last counts, and tagged ones only where the message puts something right.
    """
    flow = domain.flows[conversation.stack[-1].flow]
    rights = marked(understood, "correct")
    found: dict[str, CorrectSlot] = {}
    for entity in sorted(understood.entities, key=lambda entity: entity.start):
        slot, known = entity.slot, conversation.slots.get(entity.slot or "")
        if slot is None or slot not in about(flow, domain) or known == entity.value or (entity.tagged and not rights):
            continue
        if rights or (known is not None and slot in collected(flow)):
            found[slot] = CorrectSlot(slot, entity.value)
    return tuple(found.values())


def collected(flow: Flow) -> set[str]:
    """The slots that a flow asks for."""
    return {step.slot for step in flow.steps.values() if isinstance(step, Collect)}


def about(flow: Flow, domain: Domain) -> set[str]:
    """The slots that a flow asks for, or begins without."""
    return collected(flow) | {name for name in flow.forgets if name in domain.slots}


def put_right(corrections: tuple[CorrectSlot, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """What else the message gives, then the corrections."""
    trace.append(Reason("slot_corrected", True, ", ".join(f"{c.slot} = {c.value!r}" for c in corrections)))
    names = {correction.slot for correction in corrections}
    return (*(value for value in values_given(understood, domain) if value.slot not in names), *corrections)


def said_anew(conversation: Conversation, understood: Understood, domain: Domain) -> CorrectSlot | None:
    """A text that the flow has, written anew where it was to be confirmed; only words with a number count, as in addresses."""
    flow = domain.flows[conversation.stack[-1].flow]
    texts = [s.slot for s in flow.steps.values() if isinstance(s, Collect) and domain.slots[s.slot].kind == "text"]
    has = [name for name in texts if conversation.slots.get(name) is not None]
    text = understood.text.strip()
    if not has or not any(c.isdigit() for c in text) or text.endswith(("?", "？")):
        return None
    tagged = words_for(domain.slots[has[-1]], understood)
    return CorrectSlot(has[-1], tagged.value if tagged else text[: domain.slots[has[-1]].max_length])


def kept_for(flow: Flow, conversation: Conversation, anew: set[str], domain: Domain) -> tuple[tuple[str, str | int | float | bool], ...]:
    """What a flow that is over was told and is not put right now; its texts go where what they describe is another thing."""
    confirmed = {step.slot for step in flow.steps.values() if isinstance(step, Collect) and step.confirm}
    another = bool(anew - collected(flow))
    kept = []
    for name in sorted(collected(flow) - confirmed - anew):
        value = conversation.slots.get(name)
        if value is not None and not (another and domain.slots[name].kind == "text"):
            kept.append((name, value))
    return tuple(kept)

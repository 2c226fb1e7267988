"""How a message answers what the bot had asked: an offered person, a choice of intents, the question of a flow."""

from dataclasses import replace

from bot.dialogue.commands import AskHuman, CancelFlow, CannotHandle, Command, CorrectSlot, Deny, DontKnow, SetSlot, Skip, StartFlow
from bot.dialogue.conversation import Clarification, Conversation, Offer
from bot.dialogue.domain import Collect, Domain, Intent, Slot
from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.hearing import (
    agrees,
    asked_for,
    bare,
    beyond_answer,
    every_value,
    marked,
    only_values,
    taken_back,
    values_given,
    wants_more,
    words_for,
    yes_or_no,
)
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import AGAIN_AT_MOST, accepted, serve, uses


def offer_answer(conversation: Conversation, understood: Understood, trace: list[Reason]) -> tuple[Command, ...]:
    """Yes or no to an offered person."""
    if not isinstance(conversation.question, Offer):
        return ()
    answer = yes_or_no(understood)
    trace.append(Reason("offer_answered", answer is not None, f"the bot had offered a person, the answer is {answer}"))
    return () if answer is None else (AskHuman(),) if answer else (Deny(),)


def clarification_answer(conversation: Conversation, understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """The customer typed the label of an offered intent, its number, or "none of these"."""
    question = conversation.question
    if not isinstance(question, Clarification):
        return ()
    said = understood.text.strip().casefold().rstrip(".!。！")
    for number, name in enumerate(question.intents, start=1):
        labels = {label.casefold() for label in domain.intents[name].labels.values()}
        if said in labels or said == str(number):
            trace.append(Reason("clarification_answered", True, f"“{understood.text}” names {name}"))
            return (serve(domain.intents[name], question.text),)
    if yes_or_no(understood) is False:
        trace.append(Reason("clarification_answered", True, "none of the offered intents was meant"))
        return (CannotHandle("none_of_these"),)
    values = tuple(v for v in values_given(understood, domain) if uses(domain.intents[question.intents[0]], v.slot, domain))
    fits = bool(values) and only_values(understood, {v.slot for v in values}) and not accepted(understood, domain, [])
    if fits or (agrees(understood) and domain.intents[question.intents[0]].flow):
        trace.append(Reason("clarification_answered", True, f"a bare yes or a value means the nearest, {question.intents[0]}"))
        return (*values, serve(domain.intents[question.intents[0]], question.text))
    if (best := among(question.intents, understood)) is not None:
        trace.append(Reason("clarification_answered", True, f"of the offered intents the message is nearest to {best}"))
        return (*values, serve(domain.intents[best], understood.text))
    trace.append(Reason("clarification_answered", False, "the message is read as a new one"))
    return ()


def among(offered: tuple[str, ...], understood: Understood) -> str | None:
    """The likeliest intent, where it is one of the offered and sure among them, and the message more likely than not means one of them."""
    if not understood.intents or understood.intents[0].name not in offered or understood.out_of_scope >= understood.thresholds.out_of_scope:
        return None
    best, together = understood.intents[0], sum(score.value for score in understood.intents if score.name in offered)
    return best.name if together > 0.5 and best.value >= understood.thresholds.accept * together else None


def slot_answer(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """What the message says to the question of the active flow, or the way it leaves it; "no, I meant …" corrects and confirms nothing."""
    step = asked_step(conversation, domain)
    if step is None:
        return ()
    slot = domain.slots[step.slot]
    understood = asked_for(understood, slot)
    flow = conversation.stack[-1].flow
    elsewhere = tuple(serve(i, understood.text) for i in wanted if i.flow != flow and not (i.reply and slot.kind == "boolean"))
    if slot.kind != "boolean" and taken_back(understood):
        trace.append(Reason("taken_back", True, f"the customer does not want {flow} after all"))
        return (CancelFlow(), *elsewhere)
    given = labelled(step, slot, understood) or value_for(slot, understood)
    corrections = corrected(conversation, understood, domain)
    if corrections and slot.kind == "boolean":
        given = None
    if given is None and (passing := not_answered(step, understood, trace)) is not None:
        return (passing,)
    if corrections and marked(understood, "correct"):
        return put_right(corrections, trace)
    if given is not None and not leaves(slot, understood, elsewhere, corrections):
        trace.append(Reason("slot_answered", True, f"{slot.name} = {given.value!r} from “{given.text}”"))
        more = elsewhere if slot.kind == "boolean" and wants_more(understood) else ()
        if more:
            waits = f"“{beyond_answer(understood)}” wants something besides, which waits until {flow} is over"
            trace.append(Reason("second_wish", True, waits))
        once_more = tuple(StartFlow(flow, ((slot.name, value),)) for value in further(slot, given.value, understood, domain))
        return (SetSlot(slot.name, given.value), *others_given(conversation, understood, slot, domain), *once_more, *more)
    if elsewhere:
        trace.append(Reason("digression", True, f"the message leaves {flow}, which waits"))
        return (*values_given(understood, domain), *elsewhere)
    if corrections:
        return put_right(corrections, trace)
    if given is None and step.confirm and (said := said_anew(conversation, understood, domain)):
        return put_right((said,), trace)
    trace.append(Reason("slot_answered", False, f"no {slot.kind} for {slot.name} in the message"))
    outside = understood.out_of_scope >= understood.thresholds.out_of_scope
    return (CannotHandle("out_of_scope" if outside else "no_value"),)


def put_right(corrections: tuple[CorrectSlot, ...], trace: list[Reason]) -> tuple[CorrectSlot, ...]:
    """Corrections, with the reason noted."""
    trace.append(Reason("slot_corrected", True, ", ".join(f"{c.slot} = {c.value!r}" for c in corrections)))
    return corrections


def not_answered(step: Collect, understood: Understood, trace: list[Reason]) -> Skip | DontKnow | None:
    """What a customer means who passes on the question, will not answer it, or does not know; a no passes on what is optional."""
    lacks = marked(understood, "without")
    unwilling = marked(understood, "skip") or marked(understood, "refuse")
    no = yes_or_no(understood) is False and bare(understood)
    if unwilling or (step.optional and (lacks or no)):
        trace.append(Reason("passed_on", True, f"the customer does not answer {step.slot}"))
        return Skip()
    if lacks:
        trace.append(Reason("does_not_know", True, f"the customer does not know {step.slot}, or has none"))
        return DontKnow()
    return None


def asked_step(conversation: Conversation, domain: Domain) -> Collect | None:
    """The question that the active flow waits at, if it waits at one."""
    if not conversation.stack:
        return None
    frame = conversation.stack[-1]
    step = domain.flows[frame.flow].steps.get(frame.step)
    return step if isinstance(step, Collect) else None


def labelled(step: Collect, slot: Slot, understood: Understood) -> Entity | None:
    """The yes or no that the customer typed as the label of a button of this question."""
    if slot.kind != "boolean":
        return None
    shown = {f"label:{reply}" for reply in (step.ask or slot.ask, slot.retry) if reply}
    found = next((entity for entity in understood.entities if entity.slot in shown), None)
    return replace(found, kind="boolean", value=found.value == "affirm", slot=slot.name) if found else None


def value_for(slot: Slot, understood: Understood) -> Entity | None:
    """The entity of the message that this slot can hold; a text slot holds the words that are tagged, or the whole message."""
    if (words := words_for(slot, understood)) is not None:
        return words
    for entity in (e for e in understood.entities if not (e.tagged and slot.kind == "text")):
        if entity.slot == slot.name or (entity.slot is None and entity.kind == slot.kind):
            return entity
    text = understood.text.strip()
    bare_answer = any(e.kind == "boolean" and len(e.text) >= len(text.rstrip("!.。！")) for e in understood.entities)
    if slot.kind != "text" or not text or bare_answer:
        return None
    return Entity("text", text[: slot.max_length], text, 0, len(text), slot.name)


def further(slot: Slot, given: Value, understood: Understood, domain: Domain) -> list[Value]:
    """Values that the message has for the asked slot besides the one it is given, unless it puts one right."""
    if slot.kind != "code" or marked(understood, "correct"):
        return []
    return [value for value in every_value(understood, domain).get(slot.name, []) if value != given][:AGAIN_AT_MOST]


def leaves(slot: Slot, understood: Understood, elsewhere: tuple[Command, ...], corrections: tuple[CorrectSlot, ...]) -> bool:
    """Whether the message is about something else: a text slot would swallow anything, also a question or a wish about another order."""
    asks = understood.text.rstrip().endswith(("?", "？"))
    return slot.kind == "text" and bool(elsewhere) and (asks or bool(corrections))


def others_given(conversation: Conversation, understood: Understood, asked: Slot, domain: Domain) -> tuple[Command, ...]:
    """Further slots that the same message fills."""
    return tuple(
        SetSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot and e.slot != asked.name and e.slot in domain.slots and conversation.slots.get(e.slot) is None
    )


def corrected(conversation: Conversation, understood: Understood, domain: Domain) -> tuple[CorrectSlot, ...]:
    """New values for slots that the active flow already has; of tagged ones only where the message puts something right."""
    flow = domain.flows[conversation.stack[-1].flow]
    collected = {step.slot for step in flow.steps.values() if isinstance(step, Collect)}
    return tuple(
        CorrectSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot in collected and conversation.slots.get(e.slot) not in (None, e.value) and (not e.tagged or marked(understood, "correct"))
    )


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

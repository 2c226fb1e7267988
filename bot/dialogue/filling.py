"""How a message answers the question of the active flow, or the way it leaves it."""

from bot.dialogue.answers import asked_step
from bot.dialogue.clauses import clauses
from bot.dialogue.commands import (
    AskKnowledge,
    CancelFlow,
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    DontKnow,
    Read,
    SetSlot,
    Skip,
    StartFlow,
)
from bot.dialogue.confirming import belongs_to, denied_with_another, narrowed, repeats_wish
from bot.dialogue.conversation import Conversation
from bot.dialogue.corrections import corrected, put_right, said_anew
from bot.dialogue.domain import Collect, Domain, Intent, Slot
from bot.dialogue.events import Entity, Understood, Value
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import (
    all_values,
    as_written,
    asked_for,
    asks,
    bare,
    beyond_answer,
    disagrees,
    marked,
    out_of_scope,
    taken_back,
    values_given,
    wants_more,
    without,
    words_for,
    yes_or_no,
)
from bot.dialogue.shortened import shortened
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import AGAIN_AT_MOST, FAINT, answered_by_articles, in_turn, nearest, twins, uses

NEAR = 0.25
"""The probability from which on a question that leaves a flow may be about an intent."""

CHATTING = 0.9
"""The probability from which on a message is small talk where words were asked for, which may sound like anything."""


def slot_answer(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """What the message says to the question of the active flow, or the way it leaves it; "no, I meant …" corrects and confirms nothing."""
    step = asked_step(conversation, domain)
    if step is None:
        return ()
    slot, flow = domain.slots[step.slot], conversation.stack[-1].flow
    understood = asked_for(understood, slot)
    elsewhere = tuple([intent for intent in wanted if intent.flow != flow and not intent.reply])
    # A bare yes or no to what wants a value is no small talk, whatever it sounds like.
    aside = () if yes_or_no(understood) is not None and bare(understood) else tuple([ChitChat(i.reply) for i in wanted if i.reply])
    if slot.kind != "boolean" and taken_back(understood):
        trace.append(Reason("taken_back", True, f"the customer does not want {flow} after all"))
        return (CancelFlow(), *led_to(elsewhere, understood, domain))
    corrections = corrected(conversation, understood, domain, slot.name)
    leads_away = slot.kind == "text" and about_else(conversation, slot, understood, domain)
    chatting = leads_away and bool(aside) and not elsewhere and understood.intents[0].value >= CHATTING
    given = answer(step, slot, understood, chatting, leads_away) or repeats_wish(step, conversation, understood, wanted, domain, trace)
    if step.confirm and not elsewhere and not corrections and (less := narrowed(conversation, understood, domain)):
        return put_right((less,), understood, domain, trace)
    if slot.kind == "boolean" and corrections and not (belongs_to(elsewhere, understood, domain) or in_a_question(understood)):
        given = None
    if given is None and (passing := not_answered(step, understood, trace)) is not None:
        return (passing,)
    if corrections and (marked(understood, "correct") or denied_with_another(step, elsewhere, understood, domain)):
        return put_right(corrections, understood, domain, trace)
    if given is None and marked(understood, "correct") and (said := said_anew(conversation, understood, domain)):
        return put_right((said,), understood, domain, trace)
    if given is not None and not leaves(slot, understood, elsewhere, domain, bool(corrections)):
        trace.append(Reason("slot_answered", True, f"{slot.name} = {given.value!r} from “{given.text}”"))
        more = besides(elsewhere, understood, domain, trace) if slot.kind == "boolean" else ()
        return filled(conversation, slot, given, understood, domain, more)
    if elsewhere or aside:
        trace.append(Reason("digression", True, f"the message leaves {flow}, which waits"))
        return led_to(elsewhere, understood, domain) or aside
    if corrections and not asks(understood.text):
        return put_right(corrections, understood, domain, trace)
    if given is None and step.confirm and (said := said_anew(conversation, understood, domain)):
        return put_right((said,), understood, domain, trace)
    trace.append(Reason("slot_answered", False, f"no {slot.kind} for {slot.name} in the message"))
    return (unanswered(slot, understood, domain, trace),)


def about_else(conversation: Conversation, slot: Slot, understood: Understood, domain: Domain) -> bool:
    """Whether a message is nearest to something else than the active flow, or out of scope, or about a code, and names nothing asked."""
    entities = [entity for entity in understood.entities if entity.slot in domain.slots]
    if any(domain.slots[entity.slot or ""].instead_of == slot.name for entity in entities):
        return False
    best = domain.intents.get(understood.intents[0].name) if understood.intents else None
    coded = any(entity.kind == "code" for entity in entities)
    return coded or best is None or best.flow != conversation.stack[-1].flow or out_of_scope(understood)


def answer(step: Collect, slot: Slot, understood: Understood, small_talk: bool, elsewhere: bool) -> Entity | None:
    """The value that the message has for the slot; a text slot does not swallow words to the bot, small talk or questions."""
    given = labelled(step, slot, understood) or value_for(slot, understood)
    if given is None or slot.kind not in ("boolean", "text"):
        return given
    spoken = marked(understood, "skip", "refuse", "without")
    if slot.kind == "boolean":
        return None if spoken and not bare(understood) else given
    if given.tagged:
        return given
    plain = without(understood, lambda entity: entity.slot is not None)
    numbered = any(c.isdigit() for c in plain)
    question = understood.text.rstrip().endswith(("?", "？")) or (asks(understood.text) and elsewhere)
    return None if spoken or ((question or small_talk) and not numbered) else given


def not_answered(step: Collect, understood: Understood, trace: list[Reason]) -> Skip | DontKnow | None:
    """What a customer means who passes on the question, will not answer it, or does not know; a no passes on what is optional."""
    lacks = marked(understood, "without")
    if marked(understood, "skip", "refuse") or (step.optional and (lacks or disagrees(understood))):
        trace.append(Reason("passed_on", True, f"the customer does not answer {step.slot}"))
        return Skip()
    if lacks:
        trace.append(Reason("does_not_know", True, f"the customer does not know {step.slot}, or has none"))
        return DontKnow()
    return None


def labelled(step: Collect, slot: Slot, understood: Understood) -> Entity | None:
    """The yes or no that the customer typed as the label of a button of this question."""
    if slot.kind != "boolean":
        return None
    shown = {f"label:{reply}" for reply in (step.ask or slot.ask, slot.retry) if reply}
    found = next((entity for entity in understood.entities if entity.slot in shown), None)
    if found is not None and found.value == "affirm" and yes_or_no(understood) is False:
        return None
    return changed(found, kind="boolean", value=found.value == "affirm", slot=slot.name) if found else None


def value_for(slot: Slot, understood: Understood) -> Entity | None:
    """The entity of the message that this slot can hold; a text slot holds the words that are tagged, or the whole message."""
    if (words := words_for(slot, understood)) is not None:
        return words
    for entity in understood.entities:
        fits = entity.slot == slot.name or (entity.slot is None and entity.kind == slot.kind)
        if fits and not (entity.tagged and slot.kind == "text"):
            return entity
    if slot.kind == "choice":
        return shortened(slot, understood)
    text = understood.text.strip()
    if slot.kind != "text" or not text:
        return None
    bare_answer = any(e.kind == "boolean" and len(e.text) >= len(text.rstrip("!.。！")) for e in understood.entities)
    return None if bare_answer else Entity("text", text[: slot.max_length], text, 0, len(text), slot.name)


def leaves(slot: Slot, understood: Understood, elsewhere: tuple[Intent, ...], domain: Domain, corrections: bool) -> bool:
    """Whether a message that has a value is about something else: a question, or a wish that the value belongs to."""
    if not elsewhere or slot.kind == "boolean":
        return False
    if slot.kind == "text":
        return asks(understood.text) or corrections
    return asks(understood.text) and any(uses(intent, slot.name, domain) for intent in elsewhere)


def in_a_question(understood: Understood) -> bool:
    """Whether a yes or no is followed by a question, which the codes of the message are about."""
    codes = [entity for entity in understood.entities if entity.kind == "code" and entity.slot is not None]
    parts = [(start, part) for start, part in clauses(understood.text) if start > 0 and asks(part)]
    return not marked(understood, "correct") and bool(codes) and all(any(s <= c.start < s + len(p) for s, p in parts) for c in codes)


def led_to(elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain) -> tuple[Command, ...]:
    """The other wishes with the values that they have a use for; what the active flow knows is not touched."""
    values = [(value.slot, value.value) for value in values_given(understood, domain)]
    commands = list(in_turn(elsewhere, understood, domain))
    for place, (intent, command) in enumerate(zip(elsewhere, commands, strict=False)):
        if isinstance(command, StartFlow):
            own = {slot: value for slot, value in values if uses(intent, slot, domain)} | dict(command.slots)
            commands[place] = changed(command, slots=tuple(own.items()))
    return tuple(commands)


def besides(elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain, trace: list[Reason]) -> tuple[Command, ...]:
    """What a message wants besides its yes or no."""
    rest = beyond_answer(understood)
    questions = () if elsewhere else tuple(Read(part) for _, part in clauses(f"{rest}.") or [(0, rest)] if asks(part))
    if not wants_more(understood) or not (elsewhere or questions):
        return ()
    trace.append(Reason("second_wish", True, f"“{rest}” wants something besides, which waits until the flow is over"))
    return led_to(elsewhere, understood, domain) or questions[:1]


def filled(
    conversation: Conversation, slot: Slot, given: Entity, understood: Understood, domain: Domain, more: tuple[Command, ...]
) -> tuple[Command, ...]:
    """The answer, with whatever the same message gives, and what it wants besides (``more``)."""
    flow = conversation.stack[-1].flow
    taken = {name for command in more if isinstance(command, StartFlow) for name, _ in command.slots}
    others = [value for value in others_given(conversation, understood, slot, domain) if value.slot not in taken]
    once_more = [StartFlow(flow, ((slot.name, value),)) for value in further(slot, given.value, understood)]
    return (SetSlot(slot.name, given.value), *others, *once_more, *more)


def further(slot: Slot, given: Value, understood: Understood) -> list[Value]:
    """Values that the message has for the asked slot besides the one it is given, unless it puts one right."""
    if slot.kind != "code":
        return []
    others = [entity.value for entity in as_written(understood) if entity.slot == slot.name and entity.value != given]
    return [] if marked(understood, "correct") else list(dict.fromkeys(others))[:AGAIN_AT_MOST]


def others_given(conversation: Conversation, understood: Understood, asked: Slot, domain: Domain) -> list[SetSlot]:
    """Further slots that the same message fills."""
    return [
        SetSlot(e.slot, e.value)
        for e in understood.entities
        if e.slot and e.slot != asked.name and e.slot in domain.slots and conversation.slots.get(e.slot) is None
    ]


def likely(name: str, understood: Understood, least: float) -> bool:
    """Whether an intent is at least so probable."""
    return any(score.name == name and score.value >= least for score in understood.intents)


def unanswered(slot: Slot, understood: Understood, domain: Domain, trace: list[Reason]) -> Command:
    """What is done with a message that neither answers nor leads elsewhere: a question may still be answered, or asked about."""
    if out_of_scope(understood) and not (yes_or_no(understood) is not None and bare(understood)):
        return CannotHandle("out_of_scope")
    if asks(understood.text):
        if together := twins(understood, domain):
            trace.append(Reason("together", True, f"one of {', '.join(together)}, whose articles may answer"))
            return AskKnowledge(understood.text, together)
        near = nearest(understood, domain)
        # To a decision, a yes must not begin what is asked about here: only what articles answer is offered then.
        offered = (
            near
            if slot.kind == "text"
            else tuple(n for n in near if answered_by_articles(domain.intents[n]) and likely(n, understood, FAINT))
        )
        if offered and (slot.kind == "text" or likely(offered[0], understood, NEAR)):
            trace.append(Reason("clarify", True, f"a question, nearest to {', '.join(offered)}"))
            return Clarify(offered, all_values(understood, domain))
    return CannotHandle("no_value")

"""Reads a message as the answer to the active flow's question, or as a departure from the flow."""

import re
from dataclasses import dataclass

from bot.dialogue.answers import asked_step
from bot.dialogue.besides import besides, filled, in_a_question, led_to, others_given, placed
from bot.dialogue.commands import (
    AskHuman,
    CancelFlow,
    ChitChat,
    Command,
    CorrectSlot,
    DontKnow,
    Note,
    Skip,
)
from bot.dialogue.confirming import belongs_to, denied_with_another, narrowed, repeats_wish, wanted_all_the_same
from bot.dialogue.conversation import Conversation
from bot.dialogue.corrections import MEASURED, corrected, put_right, said_anew, with_text_for_figures
from bot.dialogue.domain import Collect, Domain, Intent, Slot
from bot.dialogue.events import Entity, Understood
from bot.dialogue.frozen import changed
from bot.dialogue.hearing import (
    asked_for,
    asks,
    bare,
    beside_the_point,
    beyond_answer,
    declines,
    disagrees,
    has_none,
    marked,
    nothing_else,
    out_of_scope,
    taken_back,
    wants_more,
    without,
    words_for,
    yes_or_no,
)
from bot.dialogue.intents import uses
from bot.dialogue.shortened import shortened
from bot.dialogue.trace import Reason
from bot.dialogue.unanswered import gives_email, unanswered

INSTEAD = re.compile(r"\b(?:instead(?! of)|rather(?! than)|on second thoughts?|scrap that)\b|还是|還是|不如|干脆|乾脆", re.IGNORECASE)
"""Words that replace the current wish with another one."""

CHATTING = 0.9
"""If a text was asked for, which may sound like anything, a message is small talk only from this probability on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message read against the active flow's question: its other wishes (``elsewhere``), small talk (``aside``) and corrections."""

    conversation: Conversation
    understood: Understood
    domain: Domain
    step: Collect
    elsewhere: tuple[Intent, ...]
    aside: tuple[ChitChat, ...]
    corrections: tuple[CorrectSlot, ...]

    @property
    def slot(self) -> Slot:
        """The slot that is asked for."""
        return self.domain.slots[self.step.slot]


def slot_answer(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """The commands for a message while the active flow asks something; "no, I meant …" is a correction and confirms nothing."""
    step = asked_step(conversation, domain)
    if step is None:
        return ()
    slot, flow = domain.slots[step.slot], conversation.stack[-1].flow
    understood = with_text_for_figures(step, conversation, asked_for(understood, slot), domain)
    understood = placed(conversation, understood, slot, domain)
    early = tuple(others_given(conversation, understood, slot, domain)) if only_tells(flow, understood, domain) else ()
    elsewhere = () if early else tuple([intent for intent in wanted if intent.flow != flow and not intent.reply])
    # A bare yes or no to a question for a value is not small talk, whatever the model makes of it.
    aside = () if yes_or_no(understood) is not None and bare(understood) else tuple([ChitChat(i.reply) for i in wanted if i.reply])
    if slot.kind != "boolean" and taken_back(understood):
        trace.append(Reason("taken_back", True, f"the customer does not want {flow} after all"))
        return (CancelFlow(), *led_to(elsewhere, understood, domain))
    corrections = corrected(conversation, understood, domain, slot.name)
    heard = Heard(conversation, understood, domain, step, elsewhere, aside, corrections)
    if step.confirm and not corrections and (less := narrowed(conversation, understood, elsewhere, domain)):
        return put_right((less,), understood, domain, trace)
    given = value_heard(heard, wanted, trace)
    if given is None and slot.kind != "boolean" and not step.optional and declines(understood):
        trace.append(Reason("declined", True, f"no, thanks: the customer does not want {flow} after all"))
        return (CancelFlow(),)
    if given is None and (passing := not_answered(step, slot, understood, trace)) is not None:
        return (passing,)
    if given is None and gives_email(conversation, slot, understood, domain):
        trace.append(Reason("gives_email", True, f"an e-mail address instead of {slot.name}, by which a person can look it up"))
        return (AskHuman(),)
    if rights := put_right_at_once(heard, given):
        return put_right(rights, understood, domain, trace)
    if given is not None and not leaves(slot, understood, elsewhere, domain, bool(corrections)):
        trace.append(Reason("slot_answered", True, f"{slot.name} = {given.value!r} from “{given.text}”"))
        more = besides(elsewhere, understood, domain, trace) if slot.kind == "boolean" else ()
        return filled(conversation, slot, given, understood, domain, more)
    if early and not corrections and not step.open:
        trace.append(Reason("given_ahead", True, f"nothing but what {flow} asks for later: {', '.join(value.slot for value in early)}"))
        return (Note(tuple((value.slot, value.value) for value in early)),)
    return left_unanswered(heard, given, trace)


def only_tells(flow: str, understood: Understood, domain: Domain) -> bool:
    """Whether a message only gives values that the active flow asks for at some point, whatever intent the model sees in them.

    A yes or no answers the question that was asked, even in words that are also a value.
    """
    own = {e.slot for e in understood.entities if e.slot in domain.about[flow] and not e.tagged}
    return bool(own) and yes_or_no(understood) is None and nothing_else(understood, {name for name in own if name})


def value_heard(heard: Heard, wanted: tuple[Intent, ...], trace: list[Reason]) -> Entity | None:
    """The value for the asked slot, or a yes where the wish is repeated; None if a decision is asked for and something is corrected."""
    conversation, understood, domain, step, slot = heard.conversation, heard.understood, heard.domain, heard.step, heard.slot
    leads_away = slot.kind == "text" and about_else(conversation, slot, understood, domain)
    chatting = leads_away and bool(heard.aside) and not heard.elsewhere and understood.intents[0].value >= CHATTING
    given = answer(step, slot, understood, chatting, leads_away) or repeats_wish(step, conversation, understood, wanted, domain, trace)
    elsewhere = belongs_to(heard.elsewhere, understood, domain) or in_a_question(understood)
    if slot.kind == "boolean" and ((heard.corrections and not elsewhere) or wanted_all_the_same(step, conversation, understood, wanted)):
        return None
    return given


def put_right_at_once(heard: Heard, given: Entity | None) -> tuple[CorrectSlot, ...]:
    """Corrections that come before any answer: announced as such, or given with a no to a confirmation."""
    rights = marked(heard.understood, "correct")
    if heard.corrections and (rights or denied_with_another(heard.step, heard.elsewhere, heard.understood, heard.domain)):
        return heard.corrections
    said = said_anew(heard.conversation, heard.understood, heard.domain) if rights and given is None else denied_with_words(heard)
    return (said,) if said else ()


def denied_with_words(heard: Heard) -> CorrectSlot | None:
    """The new text in a message that denies a confirmation: "no, 16 Station Road, Bristol"."""
    understood = heard.understood
    denied = heard.step.confirm and yes_or_no(understood) is False and wants_more(understood)
    if not denied or heard.elsewhere or asks(understood.text) or marked(understood, "negated"):
        return None
    return said_anew(heard.conversation, understood, heard.domain, beyond_answer(understood))


def left_unanswered(heard: Heard, given: Entity | None, trace: list[Reason]) -> tuple[Command, ...]:
    """The commands for a message without an answer: another wish, a correction that is not announced, or not understood."""
    understood, domain = heard.understood, heard.domain
    if heard.elsewhere or heard.aside:
        flow = heard.conversation.stack[-1].flow
        if any(intent.flow for intent in heard.elsewhere) and INSTEAD.search(understood.text) and not asks(understood.text):
            trace.append(Reason("instead", True, f"the message wants something else instead of {flow}"))
            return (CancelFlow(), *led_to(heard.elsewhere, understood, domain))
        trace.append(Reason("digression", True, f"the message leaves {flow}, which waits"))
        return led_to(heard.elsewhere, understood, domain) or heard.aside
    if heard.corrections and not asks(understood.text):
        return put_right(heard.corrections, understood, domain, trace)
    if given is None and heard.step.confirm and (said := said_anew(heard.conversation, understood, domain)):
        return put_right((said,), understood, domain, trace)
    if heard.step.open and not asks(understood.text):
        trace.append(Reason("left_open", True, f"neither yes nor no to {heard.slot.name}, which the next steps look at"))
        return (*others_given(heard.conversation, understood, heard.slot, domain), Skip())
    trace.append(Reason("slot_answered", False, f"no {heard.slot.kind} for {heard.slot.name} in the message"))
    return (unanswered(heard.conversation, heard.slot, understood, domain, trace),)


def about_else(conversation: Conversation, slot: Slot, understood: Understood, domain: Domain) -> bool:
    """Whether a message is out of scope, has a code or is nearest to another intent, and names nothing that could replace the text."""
    entities = [entity for entity in understood.entities if entity.slot in domain.slots]
    if any(domain.slots[entity.slot or ""].instead_of == slot.name for entity in entities):
        return False
    best = domain.intents.get(understood.intents[0].name) if understood.intents else None
    coded = any(entity.kind == "code" for entity in entities)
    return coded or best is None or best.flow != conversation.stack[-1].flow or out_of_scope(understood)


def answer(step: Collect, slot: Slot, understood: Understood, small_talk: bool, elsewhere: bool) -> Entity | None:
    """The value that the message has for the slot; a text slot does not take remarks to the bot, small talk or questions as its text."""
    label = labelled(step, slot, understood)
    if label is None and slot.kind == "boolean" and beside_the_point(understood, step.confirm):
        return None
    given = label or value_for(slot, understood)
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


def not_answered(step: Collect, slot: Slot, understood: Understood, trace: list[Reason]) -> Skip | DontKnow | None:
    """The command for a message that declines or cannot answer; an optional question is passed on by a no, or by "no savings"."""
    lacks = marked(understood, "without") or (step.optional and slot.kind in MEASURED and has_none(understood))
    if marked(understood, "skip", "refuse") or (step.optional and (lacks or disagrees(understood))):
        trace.append(Reason("passed_on", True, f"the customer does not answer {step.slot}"))
        return Skip()
    if lacks:
        trace.append(Reason("does_not_know", True, f"the customer does not know {step.slot}, or has none"))
        return DontKnow()
    return None


def labelled(step: Collect, slot: Slot, understood: Understood) -> Entity | None:
    """The yes or no behind a label that the customer typed, if the label is a button of this question."""
    if slot.kind != "boolean":
        return None
    shown = {f"label:{reply}" for reply in (step.ask or slot.ask, slot.retry) if reply}
    found = next((entity for entity in understood.entities if entity.slot in shown), None)
    if found is not None and found.value == "affirm" and yes_or_no(understood) is False:
        return None
    return changed(found, kind="boolean", value=found.value == "affirm", slot=slot.name) if found else None


def value_for(slot: Slot, understood: Understood) -> Entity | None:
    """The entity that this slot can hold; for a text slot, the tagged words or else the whole message."""
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
    """Whether a message that has a value is about something else: a question, or another wish that uses the value."""
    if not elsewhere or slot.kind == "boolean":
        return False
    if slot.kind == "text":
        return asks(understood.text) or corrections
    return asks(understood.text) and any(uses(intent, slot.name, domain) for intent in elsewhere)

"""Answers to a confirmation other than yes or no: the wish repeated, a narrower wish, or a no with another value."""

import re

from bot.dialogue.commands import CorrectSlot
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Act, Collect, Domain, Intent
from bot.dialogue.events import Entity, Understood
from bot.dialogue.hearing import as_written, asks, marked, values_given, yes_or_no
from bot.dialogue.intents import uses
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import words_of

ANSWER_FIRST = re.compile(r"(?:yes|yeah|yep|yup|sure|ok(?:ay)?|fine|no|nope)\b|好|可以|是的|对|對|行|嗯|不", re.IGNORECASE)
"""Begins a message that answers a confirmation, whatever follows."""

INSISTS = re.compile(
    r"\b(?:i|we) (?:do|still|really|definitely)(?: (?:still|really|definitely))* (?:want|need|wish)\b|我(?:就是|是真的?|还是|真的)[要想]",
    re.IGNORECASE,
)
"""Words that insist on a wish: "no, I do want to cancel it"."""

ONLY = re.compile(r"\b(?:only|just the|except|apart from|but not|not all)\b|只|仅|僅|除了|不是全", re.IGNORECASE)
"""Words that ask for less than all."""


def denied_with_another(step: Collect, elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain) -> bool:
    """Whether a message denies a confirmation and its values, not being for another wish, are corrections: "no wrong size, 44"."""
    denied = step.confirm and yes_or_no(understood) is False
    return denied and not asks(understood.text) and not belongs_to(elsewhere, understood, domain)


def wanted_all_the_same(step: Collect, conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...]) -> bool:
    """Whether a no to a confirmation comes with the very wish that is to be confirmed, so that neither can be believed."""
    own = bool(wanted) and wanted[0].flow == conversation.stack[-1].flow
    return step.confirm and own and yes_or_no(understood) is False and INSISTS.search(understood.text) is not None


def repeats_wish(
    step: Collect, conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> Entity | None:
    """A yes if the customer confirms by repeating the wish, as in "cancel it please", and has given no text that could be corrected.

    "Only cancel the flask" asks for less than what is to be confirmed, so it is not a yes.
    """
    flow = domain.flows[conversation.stack[-1].flow]
    typed = any(domain.slots[name].kind == "text" and conversation.slots.get(name) is not None for name in flow.collects)
    first = wanted[0] if wanted else None
    if not step.confirm or typed or first is None or first.flow != flow.name or yes_or_no(understood) is not None:
        return None
    if marked(understood, "correct", "negated", "without") or asks(words_of(first, understood, domain)):
        return None
    if ONLY.search(understood.text) or named_beyond(flow.name, understood, domain):
        trace.append(Reason("narrower_wish", True, f"“{understood.text}” wants less than what is to be confirmed"))
        return None
    return Entity("boolean", True, understood.text, 0, len(understood.text), step.slot)


def narrowed(conversation: Conversation, understood: Understood, elsewhere: tuple[Intent, ...], domain: Domain) -> CorrectSlot | None:
    """The one thing that is confirmed out of several, "yes, but only the shirt"; None if no action of the flow uses such a thing.

    A message that does not begin with an answer may be another wish, one of ``elsewhere``.
    """
    if elsewhere and not ANSWER_FIRST.match(understood.text.lstrip()):
        return None
    flow = domain.flows[conversation.stack[-1].flow]
    used = {name for act in flow.steps.values() if isinstance(act, Act) for name in act.arguments} - flow.collects
    if not ONLY.search(understood.text) or asks(understood.text) or marked(understood, "negated"):
        return None
    named = (e for e in as_written(understood) if e.slot in used and e.slot in domain.slots and domain.slots[e.slot].subject)
    return next((CorrectSlot(e.slot or "", e.value) for e in named), None)


def named_beyond(flow: str, understood: Understood, domain: Domain) -> bool:
    """Whether a message names something that the flow does not use, such as one article of an order that is to be cancelled."""
    named = {entity.slot for entity in understood.entities if entity.slot in domain.slots and entity.kind != "code"}
    return bool(named - domain.about[flow])


def belongs_to(elsewhere: tuple[Intent, ...], understood: Understood, domain: Domain) -> bool:
    """Whether values of the message belong to another wish in it instead of correcting something."""
    slots = {value.slot for value in values_given(understood, domain)}
    return not marked(understood, "correct") and any(uses(intent, slot, domain) for intent in elsewhere for slot in slots)

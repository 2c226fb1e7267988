"""Whether a message asks for a person, or only sounds like it while it makes the choice that was asked for."""

import re

from bot.dialogue.answers import asked_step
from bot.dialogue.clauses import clauses
from bot.dialogue.commands import AskHuman, Command
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain, Intent
from bot.dialogue.events import Understood
from bot.dialogue.hearing import asks
from bot.dialogue.trace import Reason

CALLING = 0.9
"""From this probability on, a wish for a person goes before the choice that the same message makes."""

SOMEBODY = re.compile(
    r"\b(?:some(?:one|body)|any(?:one|body)|person|people|human|manager|supervisor|boss|agent|colleague|operator|staff|team|call|ring|phone|"
    r"talk|speak|chat)\b|人工|真人|客服|经理|主管|领导|有人|找人|电话",
    re.IGNORECASE,
)
"""Words of a wish for a person: a message with one is no mere choice."""


def person_wanted(
    conversation: Conversation, understood: Understood, wanted: tuple[Intent, ...], domain: Domain, trace: list[Reason]
) -> tuple[Command, ...]:
    """The command for a customer who asks for a person, whatever is under way; what only sounds like it may be the answer asked for."""
    asked = next((intent for intent in wanted if intent.human), None)
    if asked is not None and sounds_like(asked, understood) and chooses(conversation, understood, domain):
        trace.append(Reason("asked_for_human", False, "it sounds like a wish for a person, but is a choice that was asked for"))
        return ()
    trace.append(Reason("asked_for_human", asked is not None, "the customer asks for a person" if asked else "nobody asked for a person"))
    return (AskHuman(),) if asked is not None else ()


def sounds_like(intent: Intent, understood: Understood) -> bool:
    """Whether an intent was read from the whole of a short message, and from none of its parts, and not surely."""
    in_a_part = any(part.intents and part.intents[0].name == intent.name for part in understood.parts)
    chance = next((score.value for score in understood.intents if score.name == intent.name), 1.0)
    return chance < CALLING and not in_a_part and len(clauses(understood.text)) < 2 and not SOMEBODY.search(understood.text)


def chooses(conversation: Conversation, understood: Understood, domain: Domain) -> bool:
    """Whether a message names one of the choices that the active flow asks for, or a value of the pack where it asks for words."""
    step = asked_step(conversation, domain)
    if step is None or asks(understood.text):
        return False
    named = {entity.slot for entity in understood.entities if entity.slot in domain.slots and not entity.tagged}
    kind = domain.slots[step.slot].kind
    return step.slot in named if kind == "choice" else kind == "text" and bool(named)

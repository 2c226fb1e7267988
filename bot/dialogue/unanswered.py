"""What is said to a message that answers the active flow's question with nothing, and leads nowhere else either."""

import re

from bot.dialogue.commands import AskKnowledge, CannotHandle, Clarify, Command, DontKnow
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain, Slot
from bot.dialogue.events import Understood
from bot.dialogue.hearing import all_values, asks, bare, han, out_of_scope, without, yes_or_no
from bot.dialogue.intents import answered_by_articles
from bot.dialogue.replies import find
from bot.dialogue.several import FAINT, MORE_LIKELY
from bot.dialogue.trace import Reason
from bot.dialogue.wanted import nearest, twins

REQUEST = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|i|we)\b|\b(?:i|we)(?:['’]?d| would)? (?:want|need|like|wanna|love)\b"
    r"|^\W*(?:(?:please|pls|now|ok(?:ay)?|so|then) )*(?:tell|write|book|give|show|find|make|play|order|sing|translate|explain|recommend|"
    r"help|sell|buy|call|send|sort|fix|do|let['’]?s)\b|帮我|幫我|给我|給我|我们?(?:想|要)|推荐|推薦|讲个|講個|写[一首篇个]|翻译|翻譯|来[一首个]",
    re.IGNORECASE,
)
"""What somebody wants, which may be beyond us; what is only told may be an answer, however far it lies from what the model knows."""

NEAR = 0.25
"""A question within a flow may be about an intent that is at least this probable."""

BESIDE_EMAIL = 5
"""How many words or Chinese characters may stand beside an e-mail address that is given instead of a code."""


def likely(name: str, understood: Understood, least: float) -> bool:
    """Whether an intent has at least the probability ``least``."""
    return any(score.name == name and score.value >= least for score in understood.intents)


def unanswered(conversation: Conversation, slot: Slot, understood: Understood, domain: Domain, trace: list[Reason]) -> Command:
    """The command for a message that neither answers nor wants anything else; a question may still be answered or clarified."""
    flow = conversation.stack[-1].flow
    ours = any(entity.slot in domain.about[flow] for entity in understood.entities)
    wants = asks(understood.text) or REQUEST.search(understood.text) is not None
    if out_of_scope(understood) and wants and not ours and not (yes_or_no(understood) is not None and bare(understood)):
        return CannotHandle("out_of_scope")
    if asks(understood.text):
        if together := twins(understood, domain):
            trace.append(Reason("together", True, f"one of {', '.join(together)}, whose articles may answer"))
            return AskKnowledge(understood.text, together)
        near = nearest(understood, domain)
        # A yes here may be meant for the flow's own question, so it must not begin a flow: only intents that articles answer are offered.
        offered = (
            near
            if slot.kind == "text"
            else tuple(n for n in near if answered_by_articles(domain.intents[n]) and likely(n, understood, FAINT))
        )
        if offered and (slot.kind == "text" or likely(offered[0], understood, NEAR)):
            trace.append(Reason("clarify", True, f"a question, nearest to {', '.join(offered)}"))
            return Clarify(offered, all_values(understood, domain))
    if restated(conversation, understood, domain):
        trace.append(Reason("wish_restated", True, f"the message wants {flow}, which is under way"))
        return DontKnow()
    return CannotHandle("no_value")


def gives_email(conversation: Conversation, slot: Slot, understood: Understood, domain: Domain) -> bool:
    """Whether a message gives little more than an e-mail address, right after the bot said that a person can help without the code."""
    if slot.kind != "code" or slot.retry is None or slot.retry not in {send.reply for send in conversation.said_before}:
        return False
    offered = any(payload == "human" for _, payload in find(domain, slot.retry, conversation.language).buttons)
    given = any(entity.kind == "email" for entity in understood.entities)
    rest = without(understood, lambda entity: entity.kind == "email")
    return offered and given and len(rest.split()) <= BESIDE_EMAIL and han(rest) <= BESIDE_EMAIL


def restated(conversation: Conversation, understood: Understood, domain: Domain) -> bool:
    """Whether a message more likely than not repeats the wish of the active flow: it was understood but answers nothing."""
    best = understood.intents[0] if understood.intents else None
    intent = domain.intents.get(best.name) if best else None
    return best is not None and intent is not None and best.value >= MORE_LIKELY and intent.flow == conversation.stack[-1].flow

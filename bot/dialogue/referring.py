"""Messages that add something to the flow served last: "and the other one too", "the gift card as well", 另外一个也取消."""

import re

from bot.dialogue.commands import StartFlow
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood, Value
from bot.dialogue.hearing import asks, nothing_else

ANOTHER = re.compile(
    r"(?:(?:and|now|then|also|ok(?:ay)?|please|yes|do|can you|could you|the same|same|for|with|to|cancel|return|track|what about|how about)"
    r"[\s,]+)*(?:(?:the|my|that|an?) )?(?:other|second|next|another|third)(?: (?:one|order|parcel))?"
    r"(?: (?:too|as well|also|please|now|then))*"
    r"|(?:还有|還有|那|然后|然後|再|也|帮我|幫我|把|取消|退|查|看看?|一?下)*(?:另外?|第二|其他|别的|下)[那的]?一?(?:[个個单單张張件]|订单|訂單)+"
    r"(?:也|呢|吧|要|想|取消|退|查|一?下|一[样樣]|了)*",
    re.IGNORECASE,
)
"""Matches a message that only asks for the same thing for another one."""

ADDS = re.compile(r"\b(?:and|too|also|as well|plus)\b|也|还有|還有|另外", re.IGNORECASE)
SIGNS = " \t\n,.;:!?…，。；：！？~～"


def another(conversation: Conversation, understood: Understood, domain: Domain) -> StartFlow | None:
    """The flow served last once more: for another thing of the same order if the flow is about things, else for another order."""
    flow = domain.flows.get(conversation.last_flow or "")
    if flow is None or conversation.stack or quoted(conversation) or not ANOTHER.fullmatch(understood.text.strip(SIGNS)):
        return None
    about = domain.about[flow.name]
    things = any(domain.slots[name].subject for name in about)
    anew: list[tuple[str, Value]] = [] if things else [(name, None) for name in sorted(about) if domain.slots[name].kind == "code"]
    return StartFlow(flow.name, tuple(anew)) if things or anew else None


def adds(conversation: Conversation, understood: Understood, slots: set[str]) -> bool:
    """Whether a message only adds values of these slots to what was served last: "and the gift card too"."""
    added = ADDS.search(understood.text) is not None and nothing_else(understood, slots)
    return added and not asks(understood.text) and not quoted(conversation)


def quoted(conversation: Conversation) -> bool:
    """Whether the bot has just quoted an article, so that "the other one" refers to that."""
    return any(send.source is not None for send in conversation.said_before)

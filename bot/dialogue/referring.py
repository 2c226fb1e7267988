"""Messages about the flow served last: "and the other one too", "no, I'd rather have the money", 另外一个也取消."""

import re

from bot.dialogue.commands import StartFlow
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood, Value
from bot.dialogue.hearing import MANNERS, asks, nothing_else, without

ANOTHER = re.compile(
    r"(?:(?:and|now|then|also|ok(?:ay)?|please|yes|do|can you|could you|the same|same|for|with|to|cancel|return|track|what about|how about)"
    r"[\s,]+)*(?:(?:the|my|that|an?) )?(?:other|second|next|another|third)(?: (?:one|order|parcel))?"
    r"(?: (?:too|as well|also|please|now|then))*"
    r"|(?:还有|還有|那|然后|然後|再|也|帮我|幫我|把|取消|退|查|看看?|一?下)*(?:另外?|第二|其他|别的|下)[那的]?一?(?:[个個单單张張件]|订单|訂單)+"
    r"(?:也|呢|吧|要|想|取消|退|查|一?下|一[样樣]|了)*",
    re.IGNORECASE,
)
"""Matches a message that only asks for the same thing for another one."""

THING = re.compile(r" (?:item|thing|article|product|piece|pair)\b", re.IGNORECASE)
OTHER_THING = re.compile(
    r"(?:(?:no|wait|i|we|it['’]?s|mean(?:t)?|but|rather|actually|sorry|please|not|wrong|want(?:ed)? to|only|just|return|send back|take|for|"
    r"with|and|(?:that|this)(?: one| item)?|one)[\s,.!;:–-]+)*"
    r"(?:(?:the|my) )?(?:other|second|first|third|another)(?: (?:one|item|thing|article|product|piece|pair))?"
    r"(?:[\s,]+(?:please|instead|of (?:the )?(?:two|them)))*"
    r"|(?:(?:不[对對是要]|[错錯]了)[\s，,。]*)*(?:[这這那]?一?[件个個双雙条條套样樣][\s，,。]*)?"
    r"(?:[是要退換换的我想]|[说說]的|[应應][该該]|\s)*"
    r"(?:另外?|别的|別的|其他|其它|第[一二三])[那的]?一?[件个個双雙条條套样樣]?(?:吧|呢|啊|的|哦|才对)*",
    re.IGNORECASE,
)
"""What is left of "no, the other item" without its no: another thing of those that were spoken of."""

ADDS = re.compile(r"\b(?:and|too|also|as well|plus)\b|也|还有|還有|另外", re.IGNORECASE)
RATHER = re.compile(
    r"\b(?:rather|instead|actually|wait|hold on|prefer|after all|(?:i['’]?ve |i )?changed? my mind|on second thoughts?)\b"
    r"|还是|還是|算了|不如|干脆|乾脆|改[成要为為]?|等等|等一下",
    re.IGNORECASE,
)
"""Words of somebody who now wants something else."""

AND_THEN = re.compile(
    r"\b(?:no|oh|hmm+|so|then|just|now|ok(?:ay)?|i['’]?(?:d|ll)|we['’]?(?:d|ll)|i|we|would|want|wanna|like|love|to|have|get|take|with|give"
    r"|go for|send|make|it|me|us|my|the|a|an|better|if (?:possible|that['’]?s ok(?:ay)?)|thinking about it|in fact)\b"
    r"|那|就|我们?|想|要|给|給|吧|了|啊|呀|的|好|再|不?[换換]|个|不用|不",
    re.IGNORECASE,
)
"""Words beside the value that is wanted instead."""

SIGNS = " \t\n,.;:!?…，。；：！？~～"


def another_thing(words: str) -> bool:
    """Whether words only name another thing than the one that was spoken of, and so are no wish of their own."""
    return OTHER_THING.fullmatch(words.strip(SIGNS)) is not None


def another(conversation: Conversation, understood: Understood, domain: Domain) -> StartFlow | None:
    """The flow served last once more: for another thing of the same order if the flow is about things, else for another order."""
    flow = domain.flows.get(conversation.last_flow or "")
    if flow is None or conversation.stack or quoted(conversation):
        return None
    about = domain.about[flow.name]
    things = any(domain.slots[name].subject for name in about)
    said = understood.text.strip(SIGNS)
    if not ANOTHER.fullmatch(THING.sub(" one", said) if things else said):
        return None
    anew: list[tuple[str, Value]] = [] if things else [(name, None) for name in sorted(about) if domain.slots[name].kind == "code"]
    return StartFlow(flow.name, tuple(anew)) if things or anew else None


def adds(conversation: Conversation, understood: Understood, slots: set[str]) -> bool:
    """Whether a message only adds values of these slots to what was served last, or changes one: "and the gift card too"."""
    added = ADDS.search(understood.text) is not None and nothing_else(understood, slots)
    more = added or changes(conversation, understood, slots)
    return more and not asks(understood.text) and not quoted(conversation)


def changes(conversation: Conversation, understood: Understood, slots: set[str]) -> bool:
    """Whether a message only makes another choice than before: "no wait, I'd rather have the money"."""
    chosen = [e for e in understood.entities if e.kind == "choice" and e.slot in slots and not e.tagged]
    if not chosen or not RATHER.search(understood.text):
        return False
    if any(conversation.slots.get(e.slot or "") in (None, e.value) for e in chosen):
        return False
    rest = without(understood, lambda entity: entity.slot in slots)
    return not any(c.isalnum() for c in AND_THEN.sub(" ", RATHER.sub(" ", MANNERS.sub(" ", rest))))


def quoted(conversation: Conversation) -> bool:
    """Whether the bot has just quoted an article, so that "the other one" refers to that."""
    return any(send.source is not None for send in conversation.said_before)

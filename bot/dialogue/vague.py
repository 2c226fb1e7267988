"""Detects a message that asks for help with an order, or says that something is wrong with it, without saying what."""

import re

from bot.dialogue.events import Understood
from bot.dialogue.hearing import LINKS, MANNERS, without

THING = re.compile(
    r"\b(?:orders?|parcels?|packages?|packet|delivery|deliveries|shipments?|purchases?|stuff|things? i (?:bought|ordered|got))\b"
    r"|订单|訂單|单子|單子|包裹|快递|快遞|快件|货(?!币)|貨(?!幣)|东西|東西|[买買]的|件",
    re.IGNORECASE,
)
HELP = re.compile(
    r"\bhelp(?: (?:me|us|needed|wanted))?\b|\bs\.?o\.?s\b|\bassist(?:ance)?\b"
    r"|救命|救我|求助|(?:帮|幫)(?:帮|幫)?(?:助|忙|我|下|一下)*|急[，,！!]?",
    re.IGNORECASE,
)
WRONG = re.compile(
    r"\b(?:there(?:['’]?s| is| are| must be)|(?:i|we)(?:['’]ve| have)?(?: got)?|it has|has|have|having|got|with)"
    r" (?:an?|some|big|real|huge|this) (?:\w+ )?(?:problems?|issues?|trouble)\b"
    r"|\b(?:problems?|issues?|troubles?)\b|\b(?:some ?thing|what|whats)(?:['’]s| is| has| has gone| went| seems)?(?: to be)?"
    r" (?:very |really )?(?:wrong|off|not right|the matter)"
    r"(?: (?:with|about|in))?\b|\bwent wrong\b"
    r"|(?:有|出|出现|出現|发生|發生)(?:了|点|點|些|大|个|個|什么|甚麼|啥)*(?:问题|問題|状况|狀況|毛病|差错|差錯|事)"
    r"|不对劲|不對勁|怎么回事|怎麼回事|点算|點算|怎么办|怎麼辦|出事",
    re.IGNORECASE,
)
LITTLE = re.compile(
    r"\bthere(?:['’]?s| is| are)\b|\b(?:big|huge|real|small|serious|still|another|"
    r"my|our|the|this|that|an?|i|we|it|me|us|recent|last|latest|new|"
    r"online|from you|just|really|urgent(?:ly)?|asap|quick(?:ly)?|"
    r"oh|god|omg|no|argh+|ugh+|hey|yo|anyone|somebody|someone|"
    r"can|could|you|need|want|some|any|have|has|is|are|got|in|on|of|to|from|here|now|about|with)\b"
    r"|[我你们們您的地得了啊呀呢吗嗎嘛吧哦喔哎唉这這那个個单單一好请請急快点點有要想能可以来來人谁誰呜嗚嘅喇啦]",
    re.IGNORECASE,
)
NONE = re.compile(
    r"\b(?:no|not|without|any) (?:an?|any|more)? ?(?:problems?|issues?|trouble)\b|[没沒](?:有|什么|甚麼|啥)*[问問]|[无無][问問]",
    re.IGNORECASE,
)
LONGEST = 90
"""How many characters such a message may have."""


def vague(understood: Understood) -> bool:
    """Whether the message names an order and says no more than that it needs help or that something is wrong; it may have codes."""
    text = without(understood, lambda entity: entity.kind == "code")
    named = THING.search(text) or text != understood.text
    if len(understood.text) > LONGEST or not named or NONE.search(text) or not (HELP.search(text) or WRONG.search(text)):
        return False
    for pattern in (WRONG, HELP, THING, MANNERS, LINKS, LITTLE):
        text = pattern.sub(" ", text)
    return not any(c.isalnum() for c in text)

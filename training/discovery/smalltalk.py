"""Tells requests from greetings, thanks and bare answers."""

import re
from typing import Literal

from retrieval.chunks import length

Why = Literal["small talk", "fragments", "later answers"]

SHORTEST = 2
"""The fewest words of a request without its greetings: "refund" alone may mean anything."""

GREETINGS = (
    r"(?:hi+|hey+|hello+|hiya|dear|greetings|good (?:morning|afternoon|evening|day|"
    r"night)|morning|evening)(?: (?:there|team|all|everyone|sir|madam|bot))?|"
    r"how (?:are|r) (?:you|u)(?: doing)?(?: today)?|nice to meet you|is (?:anyone|anybody|somebody|someone) (?:there|here)|are you there|"
    r"i(?:'m| am) (?:fine|good|great|doing well|well)|hallo|guten (?:tag|morgen|abend)|"
    r"bonjour|bonsoir|hola|buen[oa]s (?:d[ií]as|tardes|noches)"
)
THANKS = (
    r"(?:many |much )?(?:thanks|thank (?:you|u)|thx|thnx|ty|cheers|appreciated?|i appreciate (?:it|that|your help))"
    r"(?: (?:a lot|so much|very much|again|for (?:your|the|all your|all the) (?:help|time|assistance|support|info|information)))?|"
    r"(?:you(?:'re| are) )?(?:most |very )?welcome|good ?bye|bye+|see (?:you|ya)|take care|"
    r"(?:have|you have) an? (?:nice|good|great|wonderful|lovely|blessed) (?:day|one|evening|night|time|weekend|week)(?: ahead)?|"
    r"danke(?: sch[öo]n)?|merci|gracias|that(?:'s| is| was| will be)? (?:all|it|everything)(?: for (?:now|today))?|"
    r"nothing (?:else|more)|no(?:thing)? (?:other|more) (?:questions?|things?)"
)
ANSWERS = (
    r"ok(?:ay|ey)?|k|yes|yeah|yep|yup|no+|nope|nah|sure|fine|great|perfect|cool|good|"
    r"nice|awesome|wonderful|excellent|right|correct|exactly|"
    r"of course|alright|all right|got it|i see|understood|done|please|pls|plz|wait|"
    r"hold on|one (?:moment|second|sec)|just a (?:moment|second|sec|minute)|"
    r"sorry|oh|ah|hm+|well|so|and|too|very|much|sir|ma'?am|madam|again|not (?:now|"
    r"really|yet)|that(?:'s| is) (?:fine|great|good|right|correct|ok(?:ay)?)|"
    r"ja|nein|oui|non|s[ií]"
)
CHINESE = (
    r"(?:你们?|您|大家)好|早上好|上午好|中午好|下午好|晚上好|早安|晚安|哈喽|嗨|喂|在吗|在么|在不在|有人(?:吗|在吗)|谢谢(?:您|你|啦|了)?|谢啦|感谢|多谢|辛苦(?:了|啦|你了)?|再见|拜拜|"
    r"不客气|不用谢|没事(?:了|儿)?|没有了|没了|就这样|好的?|好吧|好呀|好滴|行|可以|是的?|对的?|嗯+|哦+|噢|啊|不是|不用(?:了)?|不要|没有|没问题|明白(?:了)?|知道了|收到|"
    r"稍等(?:一下)?|等一下|请|客服|亲|吧|啦|了|哈+|呢|呀"
)
MANNERS = re.compile(rf"(?<![\w'])(?:{GREETINGS}|{THANKS}|{ANSWERS})(?![\w'])|{CHINESE}", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]")
CODE = re.compile(r"<[A-Z_]+>|\{\{[^{}]{0,60}\}\}|\S*\d\S*|\S+@\S+|https?://\S+")
"""Numbers, codes, addresses and placeholders, which do not make a request on their own."""

ASKS = re.compile(
    r"[?？]|(?<![\w'])(?:(?:can|could|would|will|may|shall) (?:you|i|we|u)|i(?:'d| would)? (?:want|"
    r"need|like|wish|wanna|have to|must|ordered|bought|lost|forgot)|"
    r"i(?:'m| am) (?:looking|trying|having|unable|calling|writing|not able|still|locked|"
    r"here)|i (?:can(?:'?t|not)|couldn'?t|didn'?t|don'?t (?:know how|understand|see))|"
    r"how (?:do|can|does|long|much|many|come|to)|what(?:'s| is| are| do| does| happens)|"
    r"where(?:'s| is| are| do| can)|when (?:will|is|do|does|can)|"
    r"why (?:is|are|do|does|did|was|has|can'?t|won'?t)|help me|please (?:cancel|change|"
    r"check|send|give|tell|help|refund|update|book|order|close|block|show|let)|"
    r"(?:my|the) [\w ]{2,40} (?:is|are|was|has|have|does|did|do|will|can)(?:n'?t| not) )(?![\w'])"
    r"|吗|怎么|如何|为什么|为啥|什么|哪|多少|多久|几[天时号点]|能不能|可不可以|可否|是不是|有没有|我[想要需]|帮(?:我|忙|一下)|请问|麻烦|咨询|想(?:问|要|退|换|查)|需要",
    re.IGNORECASE,
)


def rest(text: str) -> str:
    """A message without greetings, thanks, bare answers, numbers and codes."""
    return MANNERS.sub(" ", CODE.sub(" ", text.replace("’", "'")))


def unfit(text: str, opens: bool) -> Why | None:
    """Why a message is no request, or None if it may be one; ``opens``: nothing was requested in its dialogue before.

    Later messages mostly answer the agent, so they only count as requests if they ask for something explicitly.
    """
    left = rest(text)
    if not WORD.search(left):
        return "small talk" if WORD.search(text) and not CODE.fullmatch(text.strip()) else "fragments"
    if length(re.sub(r"[^\w']+", " ", left)) < SHORTEST:
        return "fragments"
    return None if opens or ASKS.search(text) else "later answers"

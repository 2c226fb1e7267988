"""Messages that ask for nothing yet: openers ("can you help me?"), hesitations ("one sec"), a sorry, a laugh, a change of mind.

They count if they are the whole message, apart from manners and each other: "hi, I have a question", 等一下 我找找.
"""

import re

from bot.recognisers.asides import Clause

ABOUT = (
    r"(?: (?:(?:with|about|regarding|concerning|on|for|to) )?(?:(?:my|an?|the|this|that|our|your|one of my|you|u|it|something|"
    r"(?:recent|last|latest|online|new|current)|orders?|purchases?|things?|stuff|i (?:have )?(?:bought|ordered))(?: |$))+)?"
)
SOME = (
    r"(?:an?|one|another|some|a few|a couple of|a bit of|a little|your|any) (?:bit of |little |quick |small |short |simple |big |urgent )*"
)
ASSIST = r"(?:help|assistance|support)"
MATTER = r"(?:questions?|problems?|issues?|trouble|requests?|quer(?:y|ies)|concerns?|enquir(?:y|ies)|inquir(?:y|ies))"
OPENER = re.compile(
    rf"(?:(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody) )?(?:please )?(?:help|assist)(?: (?:me|us|needed|wanted))*"
    rf"(?: out)?{ABOUT}"
    rf"|(?:(?:i|we) )?(?:am |m |really |do |would |d |will |ll |could |might |may )*(?:need|want|require|like|use|looking for|in need of) "
    rf"(?:{SOME})?{ASSIST}{ABOUT}"
    rf"|(?:can|could|may|might) i (?:(?:get|have) (?:{SOME})?{ASSIST}|ask (?:you )?(?:{SOME}questions?|something|you)){ABOUT}"
    rf"|(?!any\b)(?:(?:i|we|ive|weve|theres|there is|there are) )?(?:still |also |just )*"
    rf"(?:(?:have|ve|had|got|have got|am having|are having) )?"
    rf"(?:{SOME})?(?:quick |small )?{MATTER}{ABOUT}"
    rf"|(?:i|we|id|wed) (?:need|want|wanted|have|would like|like) to ask (?:you )?(?:{SOME}questions?|something){ABOUT}"
    rf"|are you able to (?:help|assist)(?: me| us)?{ABOUT}|got a (?:minute|moment|sec|second)"
)
HOLD = (
    r"(?:wait+|hold (?:on|up)|hang on|bear with me|brb|be right back|h+m{2,}|u+m{2,}|u+h{2,}|e+r{2,}m*|"
    r"(?:(?:just |only )?(?:an?|one|half an?|two|a couple of) |(?:please )?(?:give|gimme) (?:me )?(?:just )?(?:an?|one|two|a few|some) )"
    r"(?:quick )?(?:secs?|seconds?|moments?|minutes?|mins?|mo|bit|tick|time|momento)|"
    r"let me (?:just |first )?(?:think|check|see|look|search|have a look|take a look|(?:find|look) (?:it|that)(?: up)?|get (?:it|that))|"
    r"(?:ill|i will|im going to) (?:(?:just |go and |have to |need to )*(?:check|look|have a look|find it|get it|look it up|look for it))|"
    r"im (?:still )?(?:looking|checking|thinking|searching)(?: for it)?|(?:still )?(?:looking for it|thinking)|"
    r"scratch (?:that|it)|on second thoughts?)"
)
SOMEBODY = (
    r"(?:my|the) (?:wife|husband|partner|girlfriend|boyfriend|mum|mom|mother|dad|father|son|daughter|boss|colleague|flatmate|landlord)"
)
ASKING = (
    rf"(?:(?:i(?:ll| will|m| am)?|let me|need to|have to|just|going to|gonna) )*(?:ask|asking|check with|checking with|talk to) {SOMEBODY}"
)
HESITATION = re.compile(
    rf"(?:(?:no|nah|yes|yeah|oh|ah|and|but|h+m|um+|uh+|er+) )*(?:{HOLD}|{ASKING})"
    rf"(?: (?:{HOLD}|{ASKING}|no|up|there|for me|for a|first|about (?:it|that)|now))*"
)
SORRY = re.compile(
    r"(?:(?:oh|im|i am|so|very|really) )*(?:sorry|sry|apologies|my (?:bad|mistake|apologies)|oops|whoops)"
    r"(?: (?:about|for) (?:that|this|it))?"
)
LAUGH = re.compile(r"l+o+l+|(?:ha){2,}h?|(?:he){2,}|lmf?ao+|rofl|x+d+|funny")
CHANGED = re.compile(r"(?:(?:no|oh|i|we|ive|weve|have|just) )*changed (?:my|our) minds?")
MANNERS = re.compile(
    r"(?:hi|hey|hello|hiya|yo|good (?:morning|afternoon|evening|day)|excuse me|pardon me|dear (?:team|sirs?|madam)|there|again|everyone|"
    r"team|guys|all)(?: (?:there|again|everyone|team|guys|all))*"
)
LIGHT = re.compile(
    r"\b(?:please|pls|plz|just|really|actually|kindly|quickly|urgently|asap|well|so|ok|okay|today|then|thanks|thank you|thx|mate|"
    r"honestly|maybe|perhaps|here|real quick)\b|(?<!^)\b(?:sorry|lol|haha)$|^(?:hi|hey|hello|sorry|excuse me|um|uh|erm?|oh)\b(?=.)"
)

ASK_CHINESE = r"(?:问|请教|咨询|请问|打听|反映|了解)"
A_LITTLE = r"(?:一下|一个|一点|一些|个|点|些|下|几个|件|小|的)*"
MATTER_CHINESE = r"(?:问题|疑问|事情|事儿?|麻烦|情况|困难)"
OPENER_CHINESE = re.compile(
    rf"(?:你们?|您|有人|谁|客服|来个?人)?(?:能不能|可不可以|可以|能|请)?(?:帮|帮帮|帮助|帮忙)(?:我们?|个?忙|一下|一?把|下)*(?:吗|么|不)?"
    rf"|我?(?:现在)?(?:很|急)?需要{A_LITTLE}(?:帮助|帮忙|协助|你们?帮忙?|您帮忙?)|求助|救命|求帮(?:助|忙)"
    rf"|(?:我(?:这边|这里|这)?)?(?:想)?(?:遇到|碰到|出|还)?(?:有|了){A_LITTLE}{MATTER_CHINESE}"
    rf"(?:想|要|需要)?(?:{ASK_CHINESE}{A_LITTLE}(?:你们?|您)?{A_LITTLE})*"
    rf"|我?的?订单(?:有|出|出现)了?{A_LITTLE}(?:问题|状况)"
    rf"|我?(?:就|还)?(?:想|要|需要)?(?:跟|向)?(?:你们?|您|客服)?{ASK_CHINESE}+(?:你们?|您)?{A_LITTLE}(?:{MATTER_CHINESE}|订单的?(?:事情?|问题)?)?"
)
HESITATION_CHINESE = re.compile(
    r"(?:不对?|哦|啊|诶|哎|先|请|你|您|那)*(?:稍等|等等|等会儿?|等一会儿?|等下|等一下|等我|稍候|慢着|且慢|别急|等)"
    r"(?:一?下|片刻|会儿?|我|等等|一会儿?)*"
    r"|(?:等)?(?:让|容)?我(?:先|再|去|来)*(?:找找|找一?下|看看|看一?下|看一看|想想|想一?下|想一想|查查|查一?下|翻翻|翻一?下|考虑一?下|考虑考虑)(?:订单号?|单号|邮件|号码)?"
    r"|(?:我)?(?:还)?在(?:找|想|看|查)|刚才(?:说)?的(?:不算|当我没说)"
)
SORRY_CHINESE = re.compile(r"(?:真的?)?(?:不好意思|抱歉|对不起|对不住)")
LAUGH_CHINESE = re.compile(r"[哈呵嘻嘿]{2,}|h{2,}|23{2,}|笑死(?:我)?")
CHANGED_CHINESE = re.compile(r"我?(?:又)?(?:改主意|改变主意|变卦|反悔)")
MANNERS_CHINESE = re.compile(r"(?:你好|您好|哈喽|嗨|喂|客服|亲|在吗|在不在|早上好|下午好|晚上好|谢谢|麻烦)+")
PARTICLES = re.compile(r"[吧啊呀了啦哦诶哎嘛哈呢哟喔]+$")
POLITE = re.compile(r"^(?:你好|您好|喂|嗨|那个|那|嗯|呃|请|麻烦|哎呀?|唉|客服|亲)+(?=.)")

TABLES = {
    True: (("opener", OPENER), ("changed_mind", CHANGED), ("hesitation", HESITATION), ("sorry", SORRY), ("laugh", LAUGH)),
    False: (
        ("opener", OPENER_CHINESE),
        ("changed_mind", CHANGED_CHINESE),
        ("hesitation", HESITATION_CHINESE),
        ("sorry", SORRY_CHINESE),
        ("laugh", LAUGH_CHINESE),
    ),
}
"""The marks with their patterns, for English (True) and Chinese (False); of several marks in a message the first counts."""

LONGEST = 80
"""Most characters of a message that asks for nothing yet."""


def wants_nothing_yet(parts: list[Clause]) -> str | None:
    """The mark of a message whose clauses all ask for nothing yet; None for any other."""
    if not parts or sum(len(part.plain) for part in parts) > LONGEST:
        return None
    said = [meaning(part.plain) for part in parts]
    marks = [mark for mark, _ in TABLES[True] if mark in said]
    if None in said or not marks:
        return None
    return "repeat" if marks == ["sorry"] and parts[-1].asks else marks[0]


def meaning(plain: str) -> str | None:
    """The mark of one tidied clause, or "manners"; None if it is neither."""
    english = plain.isascii()
    for form in (plain, lighter(plain, english)):
        if (MANNERS if english else MANNERS_CHINESE).fullmatch(form):
            return "manners"
        if mark := next((mark for mark, reads in TABLES[english] if form and reads.fullmatch(form)), None):
            return mark
    return None


def lighter(plain: str, english: bool) -> str:
    """A clause without words that only make it more polite."""
    if not english:
        return PARTICLES.sub("", POLITE.sub("", plain.replace(" ", "")))
    shorter = plain
    while (less := " ".join(LIGHT.sub(" ", shorter).split())) != shorter:
        shorter = less
    return shorter

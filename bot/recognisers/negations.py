"""Requests that are negated or taken back: "don't cancel my order", "cancel it, actually no I don't", 别取消我的订单."""

import re

from bot.dialogue.events import Entity

CANCEL = r"(?:cancel+(?:ing)?|call(?:ing)? (?:it|this|that|the order|my order) off)\b"
DONT = r"(?:do not|don'?t)"
BEFORE = r"(?<!why )(?<!you )(?<!they )(?<!u )(?<!if i )(?<!if we )"
"""Words that turn "don't" into a question, a reproach or a condition: "why don't you", "you don't", "if I don't"."""

ENGLISH = re.compile(
    rf"\b(?:"
    rf"{BEFORE}(?:{DONT}|never|let'?s not|please not|not to|(?:rather|better) not|not (?:going|trying|asking|looking|planning|here) to) "
    rf"(?:you dare |ever |go and |please |to )*{CANCEL}"
    rf"|(?:{BEFORE}(?:{DONT}|did not|didn'?t|never)|no longer|not) "
    rf"(?:really |actually |even )?(?:want(?:ing)?|wish(?:ing)?|need|intend|plan|mean|ask|"
    rf"like)(?:ed)? (?:you |anyone |me )?(?:to |for you to )?{CANCEL}"
    rf"|{BEFORE}{DONT} (?:really |actually )?want (?:it|this|that|them|(?:my|the) order|order [\w-]+|a) "
    rf"(?:to be |to get )?cancel+(?:ed|ation)\b"
    rf"|i(?: a)?'?m not cancel+ing"
    rf")(?: (?:it|this|that|them|(?:my |the |this )?order))?",
    re.IGNORECASE,
)
AGAIN = re.compile(r"(?:\b(?:please|instead|and|just|so)|[,.;!:])\s*cancel\b", re.IGNORECASE)
"""After a negated request: the same request, this time meant."""

WISH = r"\b(?:cancel|return|exchange|refund|swap|send (?:it|this|that|them) back|want to|like to)\b"
TAKEN_BACK = re.compile(
    rf"{WISH}.{{0,120}}?(?P<turn>\b(?:actually|wait|hold on|hang on|scratch that|on second thoughts?|never ?mind|nvm|forget (?:it|that))\b"
    rf"[\s,.!…-]*(?:(?:no|nope|nah|wait|actually|please|sorry)\b[\s,.!…-]*)*"
    rf"(?:i (?:do not|don'?t)(?: want (?:to|that|it))?|{DONT}(?: do (?:it|that))?|never ?mind|nvm|forget (?:it|that)|"
    rf"(?:keep|leave) (?:it|them|that)|(?<=no)|(?<=nope)|(?<=nah)|(?<=mind)|(?<=nvm)|(?<=scratch that)|(?<=forget it)|(?<=forget that)))"
    rf"[\s.!…]*$",
    re.IGNORECASE | re.DOTALL,
)
BARE = re.compile(
    rf"^(?:(?:no|ok(?:ay)?|oh|well|sorry|actually|wait|please|i'?ve changed my mind|i changed my mind)[\s,.!]+)*"
    rf"(?:(?:i|we) )?(?:{DONT}|no longer|did not|didn'?t) (?:really |actually )?(?:(?:want|wish|need|mean) to )?"
    rf"(?:return|exchange|swap|send (?:it|this|that|them) back|change)(?: (?:it|this|that|them|anything|the order|my order))?"
    rf"(?: (?:any ?more|any longer|after all|please|thanks|now))*[\s.!]*$",
    re.IGNORECASE,
)
"""A message that takes back a return, an exchange or a change, and says nothing else."""

CHINESE = re.compile(
    r"(?<!为什么)(?<!为啥)(?<!干嘛)(?<!怎么)(?<!如果)(?<!要是)(?<!万一)"
    r"(?:(?<!要)不要|(?<!想)不想|(?<!用)不用|(?<!是)不是(?:要|想)|(?<!打算)不打算|没(?:有)?(?:想|说|让你|要求|打算)(?:要|过)?|并?不是要|暂时不|先不|请勿|"
    r"(?<![特分个级性类区差告离送])别|(?<!取消)(?<![还要取就老都一直])不)"
    r"(?:再|去|给我|帮我|给|帮|要|想|急着|着急|随便|真的?|把.{0,8}?|你们?|您){0,3}"
    r"(?:取消|撤单|撤销)(?!的话|不了|吗)(?:掉|了)?(?:我的?|这个|这)?(?:订单|单子?)?"
)
CHINESE_TAKEN_BACK = re.compile(
    r"(?:取消|撤单|退货|退款|换货|退掉|换掉).{0,40}?(?P<turn>(?:(?:[，,。.！!…\s]|还是|那)+算了|[，,。.！!…\s]+(?:当我没说|我又不想了|还是别了|还是不了))(?:吧|啦)?)"
    r"[\s。.！!~]*$",
    re.DOTALL,
)
CHINESE_BARE = re.compile(
    r"^(?:我|那|就|还是|暂时|先|算了|不了|不是|[，,\s])*(?:不(?:想|要|用)?|别)(?:退货|换货|退|换|改地址|改)了?"
    r"(?:吧|啊|哈|呢|谢谢|(?:我|还是)*(?:自己|先)*留着(?:用|穿|好了)?|就这样|就算了|[，,。.！!\s])*$"
)
CHINESE_AGAIN = re.compile(r"[，,。；;！!\s]\s*(?:请|麻烦|帮我|直接|就|给我)*取消")
ENGLISH_HINT, CHINESE_HINT = re.compile(r"cancel|call", re.IGNORECASE), re.compile(r"取消|撤")
"""What a message must contain before the costlier patterns are tried."""

LONGEST = 400


def negated(text: str) -> Entity | None:
    """The words by which a message negates or takes back its request, if it does."""
    plain = text[:LONGEST].replace("’", "'")
    retracted = TAKEN_BACK.search(plain) or CHINESE_TAKEN_BACK.search(plain)
    match = negated_wish(plain) or retracted or BARE.match(plain) or CHINESE_BARE.match(plain)
    if match is None:
        return None
    start, end = match.span("turn") if "turn" in match.groupdict() else match.span()
    return Entity("choice", "negated", text[start:end], start, end, "command")


def negated_wish(plain: str) -> re.Match[str] | None:
    """The last "don't cancel" of a message, unless a "cancel" that is meant follows it."""
    for hint, pattern, again in ((ENGLISH_HINT, ENGLISH, AGAIN), (CHINESE_HINT, CHINESE, CHINESE_AGAIN)):
        if not hint.search(plain):
            continue
        found = list(pattern.finditer(plain))
        if found and not again.search(plain, found[-1].end()):
            return found[-1]
    return None

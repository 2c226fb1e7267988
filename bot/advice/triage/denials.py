"""Reads whether a symptom that a text names is present, absent or uncertain."""

import re
from collections.abc import Sequence

from bot.advice.triage.case import Answer

After = Sequence[tuple[re.Pattern[str], Answer]]
CLAUSE = re.compile(
    r"[.,;:!?。，；！？、\n]|"
    r"\b(?:but|however|although|though|except|just|only|because|due to|since|after|when|while|until|with|for (?:the|his|her)|"
    r"and (?:now|has|have|had|is|he|she|it|they|also|still|a lot))\b|"
    r"但是|但|不过|可是|而且|就(?!没|不)|只是|现在|还(?!没|不)|又"
)
LIST_ON, NOT_EITHER = re.compile(r"^\s*(?:or|nor)\b|^(?:和|或|也没|也不)"), re.compile(r"^\s*nor\b|^(?:也没|也不)")
ENGLISH_NOT = re.compile(
    r"\b(?:no|not|without|never|neither|nor|none|denies|hasn'?t|haven'?t|doesn'?t|don'?t|didn'?t|isn'?t|aren'?t|wasn'?t|free of|no longer|"
    r"no sign of|stopped)\b"
)
NOT_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot)|n'?t) (?:\w+ )?(?:stop(?:ped|ping)?|ceas\w+|let up|get rid of|got rid of|gotten rid of|shaken|shake off)\b|"
    r"\b(?:no|not)(?: any)? (?:improvement|change|better|relief|different|help)\b|"
    r"\b(?:not|n'?t) (?:(?:feel(?:ing)?|been|very|so|at all) )*(?:well|good|himself|herself|right|great)\b"
)
"""Negations that do not deny the symptom after them: "hasn't stopped coughing"."""
SO_BAD = re.compile(r"^[^.,;!?]*\b(?:like (?:this|that)|(?:this|so|that|as) (?:bad|badly|much|hard|high))\b")
"""After a symptom that was never as bad as now, and so is present."""
ENGLISH_UNSURE = re.compile(
    r"\b(?:not sure|unsure|don'?t know|do not know|can'?t tell|cannot tell|no idea|maybe|might have|possibly|perhaps)\b"
)
ENGLISH_AFTER: After = (
    (re.compile(r"^[\s:?=-]*(?:i(?:'?m| am)? )?(?:not sure|unsure|don'?t know|no idea|can'?t (?:tell|say))\s*(?:$|[,.;!])"), "unsure"),
    (re.compile(r"^[\s:?=-]*(?:yes|yeah|yep|yup)\b"), "yes"),
    (re.compile(r"^[\s:?=-]*(?:no|none|nope|nah)\s*(?:$|[,.;!]|and\b|but\b)"), "no"),
    (re.compile(r"^\W*(?:is |has |have |are |was )?(?:gone|no longer there|went away|has gone|stopped)\b"), "no"),
)
CHINESE_NOT = re.compile(
    r"(?:没有|没(?!有))(?!以前|之前|昨天|昨晚|上次|刚才|早上|原来|那么|这么|那样|睡|吃|喝|去|力|劲|办法|停|断)|无(?!力|精)|未|否认|从不|"
    r"不(?!知道|确定|清楚|舒服|适|安|振|停|止|住|好|吃|消化|那么|这么|像|睡|玩|动|爱动|想动|肯|愿)|并非|不再"
)
CHINESE_UNSURE = re.compile(r"不知道|不确定|不清楚|说不准|不好说|可能|好像|似乎")
CHINESE_AFTER: After = (
    (re.compile(r"^(?:吗|么|呢)?[？?：:，,\s]*(?:就|我|也|还|倒)?(?:不知道|不确定|不清楚|说不准|不好说)(?:$|[，。；！,.;!\s])"), "unsure"),
    (re.compile(r"^(?:吗|么)?[？?：:\s]*(?:倒是|是|也|都|一直)?有(?:的|点|一点)?(?:$|[，。；！,.;!\s])"), "yes"),
    (re.compile(r"^(?:吗|么)?[？?：:\s]*(?:倒是|也|都|已经)?(?:没有?|无)(?:了|的|过)?(?:$|[，。；！,.;!\s])"), "no"),
    (re.compile(r"^(?:已经)?(?:没了|好了|退了|消失了|停了)"), "no"),
)
"""An answer after a symptom: fever yes, cough no; 发烧有，咳嗽没有."""
BUT_IS = re.compile(r"不是[^是]+是")
SMALL_WORDS = r"(?:(?:an?|any|the|his|her)\s+)*"
COMMA, OR = re.compile(rf"\s*,\s*{SMALL_WORDS}"), re.compile(rf"\s*(?:,\s*(?:[a-z]+\s+)?)?(?:or|nor)\s+{SMALL_WORDS}")
ANYTHING = re.compile(r"\s*,?\s*(?:or |nor )?(?:anything|any of (?:that|those)|something like that)\b")
CHINESE_COMMA, CHINESE_OR = re.compile(r"\s*[，,、]\s*"), re.compile(r"\s*[，,、]?(?:或者?|或是)")
CHINESE_STOP, CHINESE_AND = re.compile(r"\s*、\s*"), re.compile(r"\s*(?:、|和|及|以及|与|跟|或者?|或是)\s*")
CHINESE_ANYTHING = re.compile(r"(?:这些|那些|之类|什么的|等等|等症状)")
"""What stands between the items of a list, before the last one, and after it."""
OFTEN = re.compile(
    r"^(?:\s*[,:(-]\s*(?:(?:about|around|almost|nearly|roughly|at least|maybe|up to|like|some)\s+)*|"
    r"(?:\s+(?!(?:but|and|he|she|they|it|is|has|just|only)\b)\w+){0,3}?\s+)"
    r"(?:(?:every|each) (?:\w+ )?(?:hours?|days?|nights?|mornings?|evenings?|times?|minutes?|feeds?|meals?)|every now|"
    r"\w+ times|(?:once|twice) (?:an?|per|every|each)\b|hourly|constantly|sometimes|often|occasionally|mostly|non-?stop|"
    r"all (?:day|night)|(?:at|during the) night|a lot)\b"
)
"""A frequency or a time: the symptom does occur, whatever the list before it denies."""
CHINESE_TOLD = (
    r"(?:每|都|有一?[点些]|有时|厉害|严重|明显|频繁|一直|总是|老是|经常|常常|偶尔|晚上|夜里|半夜|早上|白天|昨|今|前天|"
    r"开始|[一二两三四五六七八九十几多好\d]个?(?:次|回|天|周|小时|分钟|晚))"
)
CHINESE_CLOSED = re.compile(
    r"^(?:这些|那些|之类|什么的|等等|等症状)?(?:的)?(?:症状|情况|问题)?(?:[都也]?没有?)?[的了过]?\s*"
    rf"(?:$|[。；！.;!\n](?!\s*{CHINESE_TOLD})|[，,]\s*(?:但|不过|可是|就是|只是|只有|也没|也不|谢谢|请问|其他|别的|"
    rf"(?:精神|胃口|食欲|吃|喝|睡|玩|大便|小便)[^，。药不]{{0,4}}(?:好(?![多些点转几])|正常|不错|可以))(?![^，。；！,.;!\n]*{CHINESE_TOLD}))"
)
"""The end of a list, if no frequency, time or "a bit" follows."""


def said_english(text: str, start: int, end: int) -> Answer:
    """The answer that an English clause gives about the symptom at ``start:end``."""
    if after := behind(ENGLISH_AFTER, text[end:]):
        return after
    before = NOT_DENIED.sub(" ", clause(text, start, LIST_ON if not OFTEN.match(text[end:]) else NOT_EITHER))
    if ENGLISH_UNSURE.search(before):
        return "unsure"
    denied = ENGLISH_NOT.search(before)
    return "no" if denied and not (denied[0] == "never" and SO_BAD.match(text[end:])) else "yes"


def said_chinese(text: str, start: int, end: int) -> Answer:
    """The answer that a Chinese clause gives about the symptom at ``start:end``."""
    if after := behind(CHINESE_AFTER, text[end:]):
        return after
    listed = start > 0 and text[start - 1] == "、"
    goes_on = LIST_ON if CHINESE_CLOSED.match(text[end:]) else NOT_EITHER
    before = clause(text.replace("、", " ") if listed else text, start, goes_on)
    if CHINESE_UNSURE.search(before):
        return "unsure"
    return "no" if CHINESE_NOT.search(BUT_IS.sub("", re.sub(r"有没有|是不是", "", before))) else "yes"


def behind(table: After, rest: str) -> Answer | None:
    """The answer right after a symptom, if there is one."""
    return next((answer for pattern, answer in table if pattern.match(rest)), None)


def clause(text: str, start: int, goes_on: re.Pattern[str]) -> str:
    """The text before a position within its clause; a list that continues with "or" is one clause."""
    ends = list(CLAUSE.finditer(text, 0, start))
    while ends and ends[-1].group() in ",，、" and goes_on.match(text[ends[-1].end() :]):
        ends.pop()
    return text[ends[-1].end() if ends else 0 : start]


def listed_on(gaps: Sequence[str], *, chinese: bool) -> int:
    """How many symptoms after a denied one are denied with it: "no cough, fever or rash"; ``gaps`` are the texts after each of them.

    A list that has only commas is none: "no fever, cough" tells of a cough. Nor does one go on behind a comma where more is told of its
    last item: "no fever, vomiting or diarrhoea every hour" tells of both.
    """
    if chinese:
        most = listed(gaps, CHINESE_COMMA, CHINESE_OR, CHINESE_ANYTHING)
        until = listed(gaps, CHINESE_STOP, CHINESE_AND, CHINESE_ANYTHING)
        return max(most, until) if CHINESE_CLOSED.match("".join(gaps[most : most + 1])) else until
    most = listed(gaps, COMMA, OR, ANYTHING)
    if OFTEN.match("".join(gaps[most : most + 1])):
        return next((place for place, gap in enumerate(gaps[:most]) if "," in gap), most)
    return most


def listed(gaps: Sequence[str], comma: re.Pattern[str], last: re.Pattern[str], anything: re.Pattern[str]) -> int:
    """The number of further items in a list with these separators."""
    most = 0
    for place, gap in enumerate(gaps):
        if last.fullmatch(gap):
            most = place + 1
        elif anything.match(gap):
            return place
        elif not comma.fullmatch(gap):
            break
    return most

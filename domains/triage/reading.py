"""Ages in the words of parents, English and Chinese, as months."""

import re

from bot.simplified import simplified

WORDS = {
    "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
}  # fmt: skip
HAN = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "俩": 2, "仨": 3}
NUMBER = rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
OLD = r"(?:[\s-]*(?:old|of age))"
ENGLISH = re.compile(
    rf"(?<![-−–.\d])(?<!\bminus )\b{NUMBER}(?P<half>[\s-]*(?:and a half|½|1/2))?[\s-]*"
    rf"(?P<unit>years?|yrs?|yo|y/o|months?|mths?|mos?|weeks?|wks?|days?)\b(?P<old>{OLD})?"
    rf"(?P<more>\s*(?:and\s*)?(?P<months>\d+)\s*months?)?",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"(?<![-−–.\d负])(?P<number>\d+(?:\.\d+)?|[零一二两俩仨三四五六七八九十]+)\s*(?P<half>个半(?=月))?"
    r"(?P<unit>周岁|岁|个多月|个月|(?:(?<=[俩仨])|(?<=个半))月|月(?=龄|大)|个礼拜|个星期|周|星期|天)(?P<half_year>半)?"
    r"(?:[零又]?(?P<months>\d+|[一二两三四五六七八九十]+)个月)?(?P<big>龄?大)?"
)
HALF_YEAR = re.compile(r"\bhalf a year\b|半岁", re.IGNORECASE)
SINCE_BIRTH = (
    (re.compile(r"(?:才|快)?(?:满月|出月子)"), re.compile(r"刚满月|刚出月子"), 1.0),
    (re.compile(r"(?:一|快|过了?)?百天"), re.compile(r"刚过?百天|百天大"), 3.25),
)
"""What families celebrate: as an answer to the question for the age, as told without it, and the months."""
NEWBORN = re.compile(r"\bnew-?born\b|\bjust born\b|刚出生|刚生", re.IGNORECASE)
IN_MONTHS = {"y": 12.0, "m": 1.0, "w": 12 / 52.18, "d": 12 / 365.25, "岁": 12.0, "月": 1.0, "周": 12 / 52.18, "天": 12 / 365.25}
SINCE = re.compile(r"(?:for|since|last|past|about|after|every|in|within|over|了|已经)\s*(?:the\s*)?(?:last\s*|past\s*)?$", re.IGNORECASE)
LASTED = re.compile(r"^\s*(?:now|ago|了|以上|以来|前)")
OLDEST = 18 * 12
HAN_TEXT = re.compile(r"[\u4e00-\u9fff]")
ANSWERED = re.compile(
    r"^(?:嗯|啊|哦|那|他|她|它|宝宝|孩子|娃|小孩|确实|真的|倒是|目前|现在|应该|好像|可能|也|都|[，,\s])*"
    r"(?:有|没|木有|无|是|对|不|会|一直|经常|偶尔|说不|看不|太)"
)
"""How a Chinese answer to a question begins; 有 and 没有 stand in words that answer nothing, too."""


HAS = re.compile(r"(?:嗯|就是|倒是|只是|他|她|宝宝|孩子|[，,\s])*(?:有(?:一?点儿?|些)?|没有?|不)")
"""What stands before a symptom in an answer that is about that symptom alone."""


def age_months(text: str, *, bare: bool) -> float | None:
    """The age that a text states, in months; None without one. ``bare``: the text answers the question for it, so that "6 weeks" is one.

    Elsewhere days and weeks count only with "old" or 大, months and years not after "for" or before 了: "a cough for 2 years" is no age.
    """
    text = simplified(text).strip()
    if HALF_YEAR.search(text):
        return 6.0
    for at_once, told, months in SINCE_BIRTH:
        if told.search(text) or (bare and at_once.match(text)):
            return months
    for match in [*ENGLISH.finditer(text), *CHINESE.finditer(text)]:
        found = match.groupdict()
        unit = unit_of(found["unit"])
        said = bare or found.get("old") or found.get("big") or unit in ("y", "m", "岁", "月")
        lasted = SINCE.search(text[: match.start()]) or LASTED.match(text[match.end() :])
        if not said or (lasted and not (found.get("old") or found.get("big") or unit == "岁")):
            continue
        months = (value(found["number"]) + (0.5 if found["half"] or found.get("half_year") else 0)) * IN_MONTHS[unit] + value(
            found["months"] or "0"
        )
        return months if 0 <= months < OLDEST else None
    return 0.1 if NEWBORN.search(text) else None


def answers(text: str) -> bool:
    """Whether a message in which a yes, no or "I don't know" was found can be an answer."""
    return not HAN_TEXT.search(text) or bool(ANSWERED.match(text.strip()))


def unit_of(word: str) -> str:
    """The key of a unit."""
    if word[0].isascii():
        return word[0].lower()
    return "岁" if "岁" in word else "月" if "月" in word else "天" if "天" in word else "周"


def value(text: str) -> float:
    """A number in digits, English words or Chinese ones up to ninety-nine."""
    if re.fullmatch(r"[\d.]+", text):
        return float(text)
    if text.lower() in WORDS:
        return float(WORDS[text.lower()])
    tens, ten, ones = text.partition("十")
    return float((HAN.get(tens, 1) if ten else 0) * 10 + (HAN.get(ones, 0) if ten else HAN.get(text, 0)))

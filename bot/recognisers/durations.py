"""Durations: 3 days, 1 1/2 years, 5 or 6 weeks, 24 instalments, 两周, 一年半, 36期.

The value is in seconds; of a range, the lower end.
"""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import CHINESE, DIGITS, FRACTION, LEFT, WORDS, value
from bot.recognisers.regular import regular

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
SECONDS = {
    "mi": MINUTE,
    "h": HOUR,
    "da": DAY,
    "w": 7 * DAY,
    "f": 14 * DAY,
    "mo": 30 * DAY,
    "mt": 30 * DAY,
    "y": 365 * DAY,
    "in": 30 * DAY,
    "eq": 30 * DAY,
    "m": 30 * DAY,
    "de": 3650 * DAY,
}
"""Seconds of a unit, by the first letters that identify it; an instalment counts as a month."""
CHINESE_SECONDS = {
    "分": MINUTE, "刻": 15 * MINUTE, "小": HOUR, "钟": HOUR, "天": DAY, "周": 7 * DAY, "星": 7 * DAY, "礼": 7 * DAY,
    "月": 30 * DAY, "期": 30 * DAY, "季": 90 * DAY, "年": 365 * DAY,
}  # fmt: skip

PAYMENTS = r"(?:equal\s+)?(?:monthly\s+)?instal?lments?|(?:equal\s+)?monthly\s+(?:re)?payments?"
UNIT = (
    rf"(?:mins?|minutes?|hours?|hrs?|days?|weeks?|wks?|fortnights?|{PAYMENTS}|months?|mths?|mos?|years?|yrs?|y|decades?)"
    r"(?![A-Za-z_]|\d+(?!\d|\s?[mwdh]))"
)
COUNTED_ONLY = ("mo", "mos", "y")
"""Units that need a number before them: "give me a mo" asks for a moment."""
FEWEST_PAYMENTS = 3
"""Fewer are no payment plan but a stage of something, such as 二期, or the rest of a plan."""
MOST_MONTHS = 1000
"""No duration reaches so many months or years: 两千一个月 is two thousand a month."""
PLAIN = rf"(?:{FRACTION}|{DIGITS}|{WORDS})"
AND_A_HALF = r"[\s-]+and[\s-]+(?:a[\s-]+|one[\s-]+)?half"
ENGLISH_FORM = re.compile(
    rf"{LEFT}(?<!\d/)(?P<between>between\s+)?(?:(?P<number>{PLAIN})(?P<half>{AND_A_HALF})?\+?(?:\s?-?ish)?"
    rf"(?(between)\s+and\s+{PLAIN}|(?:(?:\s*[-–~/]\s*|\s+(?:to|or)\s+){PLAIN}(?:{AND_A_HALF})?)?)"
    rf"(?:[\s-]+(?:or so|odd|and a bit|full|good))?"
    rf"|(?P<half_a>(?:half|1/2|½)(?:\s+(?:of\s+)?an?)?)|(?P<quarters>(?:three[\s-]+quarters|3/4|¾)\s+of\s+an?)"
    rf"|(?P<couple>(?:an?\s+)?couple(?:\s+of)?)|(?P<a>an?)|(?=(?:year|month|week|hour)\s+and\s+a\s+half\b(?!\s+of)))"
    rf"[\s-]*(?P<unit>{UNIT})(?P<half_more>{AND_A_HALF}\b(?!\s*{UNIT}))?"
    rf"(?:\s*(?:(?<=\s)and\s+)?(?<![A-Za-z](?=[A-Za-z]))(?P<rest>{PLAIN})\s*(?P<rest_unit>{UNIT}|m\b))?",
    re.IGNORECASE,
)
NOUGHT = re.compile(r"\s*(0|zero|nil|零)[\s.!。]*", re.IGNORECASE)
"""Zero is a duration only if it is the whole answer."""
PER = re.compile(r"(?:[\d%$€£]k?|\b(?:once|twice|times|per ?cent|dollars?|euros?|pounds?|bucks|quid|grand))\s+$", re.IGNORECASE)
"""What precedes "a year" where that is a rate: "twice a year", "5 % a year"."""

SOLID = {"仨": 3.0, "俩": 2.0, "个把": 1.0, "半": 0.5}
CHINESE_NUMBER = rf"(?:{DIGITS}|{CHINESE})"
CHINESE_UNIT = (
    "分钟|刻钟|小时|钟头|天|周(?![岁年末转])|星期|礼拜|月(?![份初底末])|季度|年(?![级底初龄纪终货代])"
    "|期(?![间限望待货权刊末中初数工项房杂节的])"
)
CHINESE_FORM = re.compile(
    rf"(?<![\d年从自第小零〇一二两三四五六七八九十百千万])(?!(?:19|20)\d\d\s*[年到至~-]|[一二][零〇一二三四五六七八九]{{3}}年)"
    rf"(?P<number>{CHINESE_NUMBER}|(?<!小)半|[俩仨]|个把)(?:\s?[到至、或~～-]\s?{CHINESE_NUMBER})?"
    rf"\s?[多来几]?个?多?(?P<half>半)?\s?(?P<unit>{CHINESE_UNIT})(?P<more>半(?!个))?(?:(?P<again>{CHINESE_NUMBER})(?P=unit))?"
    rf"(?:\s?[零又]?(?:(?P<months>\d{{1,2}}|{CHINESE})\s?个月|(?P<both>[俩仨])个?月))?"
)
"""一年半 and 一年零三个月 are one duration each, and so is 三个半月; 十年八年 is at least eight years; 2019年 is a date and no duration."""


def durations(text: str) -> Iterator[Entity]:
    """Every duration in the message."""
    for match in ENGLISH_FORM.finditer(text):
        if not (match["a"] and PER.search(text, 0, match.start())) and (seconds := english(match)) is not None:
            yield Entity("duration", seconds, match[0], match.start(), match.end())
    if nought := NOUGHT.fullmatch(text):
        yield Entity("duration", 0.0, nought[1], nought.start(1), nought.end(1))
    for match in CHINESE_FORM.finditer(text):
        if not paid(text, match.start()) and (seconds := chinese(match)) is not None:
            yield Entity("duration", seconds, match[0], match.start(), match.end())


def paid(text: str, start: int) -> bool:
    """Whether the duration makes the amount before it recurring: 500块一个月."""
    return text[max(start - 1, 0) : start] in tuple("块元钱欧刀金") and regular(text, start, start)


def english(match: re.Match[str]) -> float | None:
    """The seconds of an English duration; None if it is none: "a mo", or fewer instalments than a plan has."""
    if match["number"]:
        number = value(match["number"])
    else:
        number = 0.5 if match["half_a"] else 0.75 if match["quarters"] else 2.0 if match["couple"] else 1.0
    unit = match["unit"].lower()
    if number is None or (unit in COUNTED_ONLY and not match["number"]) or ("ment" in unit and number < FEWEST_PAYMENTS):
        return None
    whole = of(unit)
    seconds = (number + (0.5 if match["half"] or match["half_more"] else 0.0)) * whole
    if match["rest"] and of(match["rest_unit"]) < whole:
        seconds += (value(match["rest"]) or 0.0) * of(match["rest_unit"])
    return seconds


def chinese(match: re.Match[str]) -> float | None:
    """The seconds of a Chinese duration; None if it is none."""
    number = SOLID.get(match["number"], value(match["number"]))
    if number is None or (match["unit"] == "期" and number < FEWEST_PAYMENTS):
        return None
    if number >= MOST_MONTHS and match["unit"] in ("月", "年", "期"):
        return None
    number += 0.5 if match["half"] or match["more"] else 0.0
    number = min(number, value(match["again"]) or number) if match["again"] else number
    months = SOLID[match["both"]] if match["both"] else value(match["months"] or "0") or 0.0
    return number * CHINESE_SECONDS[match["unit"][0]] + months * CHINESE_SECONDS["月"]


def of(unit: str) -> int:
    """The seconds of an English unit."""
    return next(seconds for begins, seconds in SECONDS.items() if unit.lower().startswith(begins))

"""Lengths of time: 3 days, two and a half years, 5 or 6 weeks, 两周, 一年半; the value is in seconds, of a range its lower end."""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import CHINESE, DIGITS, WORDS, value

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
    "de": 3650 * DAY,
}
"""By the first letters of a unit that tell it from the others."""
CHINESE_SECONDS = {
    "分": MINUTE, "刻": 15 * MINUTE, "小": HOUR, "钟": HOUR, "天": DAY, "周": 7 * DAY, "星": 7 * DAY, "礼": 7 * DAY,
    "月": 30 * DAY, "年": 365 * DAY,
}  # fmt: skip

UNIT = r"(?:mins?|minutes?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?|decades?)\b"
PLAIN = rf"(?:{DIGITS}|{WORDS})"
AND_A_HALF = r"[\s-]+and[\s-]+(?:a[\s-]+|one[\s-]+)?half"
ENGLISH_FORM = re.compile(
    rf"(?<![\w.,])(?P<between>between\s+)?(?:(?P<number>{PLAIN})(?P<half>\s*½|{AND_A_HALF})?\+?"
    rf"(?(between)\s+and\s+{PLAIN}|(?:(?:\s*[-–~]\s*|\s+(?:to|or)\s+){PLAIN}(?:{AND_A_HALF})?)?)"
    rf"|(?P<half_a>half(?:\s+an?)?)|(?P<quarters>three[\s-]+quarters\s+of\s+an?)|(?P<couple>(?:an?\s+)?couple(?:\s+of)?)|(?P<a>an?))"
    rf"[\s-]*(?P<unit>{UNIT})(?P<half_more>{AND_A_HALF}\b(?!\s*{UNIT}))?"
    rf"(?:\s+(?:and\s+)?(?P<rest>{PLAIN})\s*(?P<rest_unit>{UNIT}))?",
    re.IGNORECASE,
)
PER = re.compile(r"(?:[\d%$€£]k?|\b(?:once|twice|times|per ?cent|dollars?|euros?|pounds?|bucks|quid|grand))\s+$", re.IGNORECASE)
"""What stands before "a year" where that says how often, or how much in it."""

SOLID = {"仨": 3.0, "俩": 2.0, "个把": 1.0, "半": 0.5}
CHINESE_NUMBER = rf"(?:{DIGITS}|{CHINESE})"
CHINESE_UNIT = "分钟|刻钟|小时|钟头|天|周(?![岁年末])|星期|礼拜|月(?![份初底末])|年(?![级底初龄纪终货代])"
CHINESE_FORM = re.compile(
    rf"(?<![\d年从自第零〇一二两三四五六七八九十百千万])(?!(?:19|20)\d\d\s*[年到至~-]|[一二][零〇一二三四五六七八九]{{3}}年)"
    rf"(?P<number>{CHINESE_NUMBER}|(?<!小)半|[俩仨]|个把)(?:\s?[到至、或~～-]\s?{CHINESE_NUMBER})?"
    rf"\s?[多来几]?个?多?(?P<half>半)?\s?(?P<unit>{CHINESE_UNIT})(?P<more>半(?!个))?"
    rf"(?:\s?[零又]?(?P<months>\d{{1,2}}|{CHINESE})\s?个月)?"
)
"""一年半 and 一年零三个月 are one length of time; so is 三个半月, and not half a month. 2019年 is when, and not how long."""


def durations(text: str) -> Iterator[Entity]:
    """Every length of time in the message."""
    for match in ENGLISH_FORM.finditer(text):
        if not (match["a"] and PER.search(text, 0, match.start())) and (seconds := english(match)) is not None:
            yield Entity("duration", seconds, match[0], match.start(), match.end())
    for match in CHINESE_FORM.finditer(text):
        if (seconds := chinese(match)) is not None:
            yield Entity("duration", seconds, match[0], match.start(), match.end())


def english(match: re.Match[str]) -> float | None:
    """The seconds of an English length of time; None where a part of it is no number, or two parts do not belong together."""
    if match["number"]:
        number = value(match["number"])
    else:
        number = 0.5 if match["half_a"] else 0.75 if match["quarters"] else 2.0 if match["couple"] else 1.0
    if number is None:
        return None
    whole = of(match["unit"])
    seconds = (number + (0.5 if match["half"] or match["half_more"] else 0.0)) * whole
    if match["rest"] and of(match["rest_unit"]) < whole:
        seconds += (value(match["rest"]) or 0.0) * of(match["rest_unit"])
    return seconds


def chinese(match: re.Match[str]) -> float | None:
    """The seconds of a Chinese length of time."""
    number = SOLID.get(match["number"], value(match["number"]))
    if number is None:
        return None
    number += 0.5 if match["half"] or match["more"] else 0.0
    return number * CHINESE_SECONDS[match["unit"][0]] + (value(match["months"] or "0") or 0.0) * CHINESE_SECONDS["月"]


def of(unit: str) -> int:
    """The seconds of an English unit."""
    return next(seconds for begins, seconds in SECONDS.items() if unit.lower().startswith(begins))

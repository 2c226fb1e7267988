"""Lengths of time: 3 days, half an hour, 两周; the value is in seconds."""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import CHINESE, DIGITS, WORDS, value

HOUR = 3600
SECONDS = {"min": 60, "hour": HOUR, "hr": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR, "month": 30 * 24 * HOUR, "year": 365 * 24 * HOUR}
CHINESE_SECONDS = {
    "分": 60,
    "小": HOUR,
    "钟": HOUR,
    "天": 24 * HOUR,
    "周": 7 * 24 * HOUR,
    "星": 7 * 24 * HOUR,
    "礼": 7 * 24 * HOUR,
    "月": 30 * 24 * HOUR,
    "年": 365 * 24 * HOUR,
}
ENGLISH_FORM = re.compile(
    rf"(?<![\w.,])(?P<number>{DIGITS}|an?|half an?|{WORDS})\s*(?P<unit>min|hour|hr|day|week|month|year)(?:ute)?s?\b", re.IGNORECASE
)
PER = re.compile(r"(?:[\d%$€£]k?|\b(?:once|twice|times|per ?cent|dollars?|euros?|pounds?|bucks|quid|grand))\s+$", re.IGNORECASE)
"""What stands before "a year" where that says how often, or how much in it."""

SOLID = {"仨": 3.0, "俩": 2.0}
CHINESE_UNIT = "分钟|小时|钟头|天|周|星期|礼拜|月|年"
CHINESE_FORM = re.compile(
    rf"(?P<number>{DIGITS}|半|[俩仨]|{CHINESE})[多来几]?个?多?(?P<half>半)?(?P<unit>{CHINESE_UNIT})(?P<more>半(?!个))?"
    rf"(?:[零又]?(?P<months>\d{{1,2}}|{CHINESE})个月)?"
)
"""一年半 and 一年零三个月 are one length of time; so is 三个半月, and not half a month."""


def durations(text: str) -> Iterator[Entity]:
    """Every length of time in the message."""
    for match in ENGLISH_FORM.finditer(text):
        words = match["number"].lower()
        if words in ("a", "an") and PER.search(text, 0, match.start()):
            continue
        number = 0.5 if words.startswith("half") else 1.0 if words in ("a", "an") else value(words)
        if number is not None:
            yield Entity("duration", number * SECONDS[match["unit"].lower()], match[0], match.start(), match.end())
    for match in CHINESE_FORM.finditer(text):
        number = 0.5 if match["number"] == "半" else SOLID.get(match["number"], value(match["number"]))
        if number is not None:
            number += 0.5 if match["half"] or match["more"] else 0.0
            seconds = number * CHINESE_SECONDS[match["unit"][0]] + (value(match["months"] or "0") or 0.0) * CHINESE_SECONDS["月"]
            yield Entity("duration", seconds, match[0], match.start(), match.end())

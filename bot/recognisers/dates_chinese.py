"""Chinese dates: 明天, 下周二, 三天后, 12月3号, 上个月28号, 双十一."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.dialogue.events import Entity
from bot.recognisers.calendar import nearest_day, nearest_year, on, shifted, weekday
from bot.recognisers.numerals import value

NUMERAL = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
DIGIT = r"[\d零〇一二两三四五六七八九十百千万幺]"
"""A digit next to a date makes it a part of a code or number."""

TODAY = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "后天": 2,
    "大后天": 3,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "前天": -2,
    "大前天": -3,
}
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
HOLIDAYS = {
    "双十一": (11, 11),
    "双十二": (12, 12),
    "双11": (11, 11),
    "双12": (12, 12),
    "国庆节": (10, 1),
    "国庆": (10, 1),
    "圣诞节": (12, 25),
    "圣诞": (12, 25),
    "元旦": (1, 1),
    "五一": (5, 1),
    "平安夜": (12, 24),
}

GRAMMAR = re.compile(
    rf"(?P<today>大后天|大前天|{'|'.join(TODAY)})"
    rf"|(?:(?P<year>\d{{4}})年)?(?P<month>{NUMERAL})月(?P<day>{NUMERAL})[日号]?(?!个)"
    rf"|(?P<week>上上个?|下下个?|上个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])(?![年个])"
    rf"|(?P<number>{NUMERAL})(?P<unit>天|日|个?星期|个?礼拜|周|个月)(?:之|以)?(?P<direction>后|前)"
    rf"|(?P<which>上个?月|下个?月|这个月|"
    rf"本月)?(?<![大小短长宽窄加路街弄巷道村里院栋幢])(?<!{DIGIT})(?P<dom>{NUMERAL})[号](?![楼栋线店院幢弄门室0-9])"
    rf"|(?<!{DIGIT})(?P<holiday>{'|'.join(HOLIDAYS)})(?!路|街|广场|{DIGIT})"
)
WEEKS = {"上上": -2, "上": -1, "": 0, "这": 0, "本": 0, "下": 1, "下下": 2}
MONTHS = {"上": (-1,), "下": (1,), "这": (0,), "本": (0,), "": (-1, 0, 1)}


def dates(text: str, today: date) -> Iterator[Entity]:
    """Every date in the message."""
    for match in GRAMMAR.finditer(text):
        day = read(match, today)
        if day is not None:
            yield Entity("date", day.isoformat(), match[0], match.start(), match.end())


def read(match: re.Match[str], today: date) -> date | None:
    """The date that one match means; None if the calendar has no such day."""
    if match["today"]:
        return today + timedelta(days=TODAY[match["today"]])
    if match["month"]:
        month, day = whole(match["month"]), whole(match["day"])
        return on(int(match["year"]), month, day) if match["year"] else nearest_year(month, day, today)
    if match["weekday"]:
        week, number = (match["week"] or "").rstrip("个"), WEEKDAYS[match["weekday"]]
        day_then = weekday(today, number, WEEKS[week])
        return day_then if week or day_then >= today else day_then + timedelta(days=7)
    if match["number"]:
        unit = "month" if "月" in match["unit"] else "day" if match["unit"] in "天日" else "week"
        return shifted(today, whole(match["number"]) * (1 if match["direction"] == "后" else -1), unit)
    if match["dom"]:
        return nearest_day(whole(match["dom"]), today, MONTHS[(match["which"] or "")[:1]])
    return nearest_year(*HOLIDAYS[match["holiday"]], today)


def whole(text: str) -> int:
    """A numeral as a whole number."""
    return int(value(text) or 0)

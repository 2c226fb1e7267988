"""Durations that are given by when they began or end: since 2019, since last Tuesday, until 2040, 从2019年开始, 去年三月至今.

The value is in seconds from or to today, and the least that it can be: something that began in a year or month is counted from its end,
and something that ends in a year is counted to its beginning.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.dialogue.events import Entity
from bot.recognisers.calendar import on, shifted
from bot.recognisers.dates import MONTH, dates
from bot.recognisers.numerals import CHINESE_DIGITS, value

DAY = 24 * 3600.0
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR = r"(?:19|20)\d\d"
BEGAN = (
    r"(?:ever )?since(?: (?:about|around|early|late|the (?:beginning|start|end) of))?|"
    r"(?:started|joined|began|hired)(?: (?!since\b)\w+){0,3}?(?: in|(?= last\b))|"
    r"from(?= [a-z]+\.? (?:19|20)\d\d\b(?! ?(?:to|until|till|[-–]) ?(?!now|today)))"
)
ENGLISH = re.compile(
    rf"\b(?P<began>{BEGAN})\s+(?:(?P<month>{MONTH})\s+(?:of\s+)?(?:(?P<year>{YEAR})|(?P<whose>last|this)\s+year)"
    rf"|(?P<only_year>{YEAR})|(?P<last>last)\s+(?P<unit>year|month|week)"
    rf"|(?:last\s+)?(?P<only_month>{MONTH})(?!\s*(?:\d|the\b|(?:of\s+)?(?:the\s+)?(?:last|this)\b|of\b|the year\b)))(?![\w/-])"
    rf"|\bfrom\s+(?P<from>{YEAR})\s+(?:on\b|onwards?\b|(?:un)?till? (?:now|today)\b|to now\b)"
    rf"|\b(?:until|till|by|before)\s+(?:the (?:year|end of)\s+|(?:i|we|my|the)\s+\w+(?:\s+(?!in\b)\w+){{0,2}}\s+in\s+)?"
    rf"(?P<ends>20\d\d)(?![\w/-])",
    re.IGNORECASE,
)
SINCE = re.compile(r"\bsince\s+$", re.IGNORECASE)
HAN_YEAR = r"(?:(?:19|20)\d\d|[一二][零〇一二三四五六七八九]{3})年"
HAN_MONTH = r"(?P<{}>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?"
FROM = r"(?:自从|自|从|打)"
UP_TO_NOW = (
    r"(?:开始|起(?!码|来)|以来|至今|[干做待呆工作上班一直]{0,5}到(?:现在|今天|如今|今(?!年|天))|就|(?:才|刚)?(?:入职|参加工作|上班)(?!的?[时那])"
    r"|进的?(?:这家|现在这家|本)?(?:公司|单位|厂))"
)
CHINESE = re.compile(
    rf"(?P<from>{FROM})?\s?(?:(?P<year>{HAN_YEAR})|(?P<named>去年|前年|今年|上个?月|上(?:周|个?星期)(?![一二三四五六日天末])))(?:{HAN_MONTH.format('month')})?"
    rf"(?:\d{{1,2}}[日号])?(?:年?[初底中])?(?P<now>{UP_TO_NOW})?"
    rf"|(?:到|至)(?P<ends>20\d\d)年(?!以来|就|开始)"
)
CHINESE_FROM, CHINESE_NOW = re.compile(rf"{FROM}\s?$"), re.compile(rf"\s?{UP_TO_NOW}")
OF_MONTH = re.compile(r"\d(?:st|nd|rd|th)\b|[号日]$", re.IGNORECASE)
NAMES_MONTH = re.compile(rf"\b{MONTH}|月|/", re.IGNORECASE)
AGO = {"去年": 1, "前年": 2, "今年": 0}


def until_now(text: str, today: date) -> Iterator[Entity]:
    """Every duration that the message gives by its beginning or end."""
    for match in ENGLISH.finditer(text):
        if match["ends"]:
            yield from ended(match, today, int(match["ends"]))
        else:
            yield from begun(match, today, *period(match, today))
    if not text.isascii():
        yield from in_chinese(text, today)
    for day in dates(text, today):
        chinese = CHINESE_FROM.search(text, 0, day.start) or CHINESE_NOW.match(text, day.end)
        before = SINCE.search(text, 0, day.start)
        if before or chinese or day.text.lower().startswith("since"):
            start = before.start() if before else day.start
            then = gone_by(date.fromisoformat(str(day.value)), day.text, today)
            if then is not None and then <= today:
                yield Entity("duration", (today - then).days * DAY, text[start : day.end], start, day.end)


def gone_by(day: date, words: str, today: date) -> date | None:
    """The date moved into the past if its year or month was left open: "since the 3rd" is since the last 3rd."""
    if day <= today:
        return day
    if NAMES_MONTH.search(words):
        return on(day.year - 1, day.month, day.day)
    return shifted(day, -1, "month") if OF_MONTH.search(words) else None


def in_chinese(text: str, today: date) -> Iterator[Entity]:
    """The Chinese forms; a year or month counts only with a word for from or until now."""
    for match in CHINESE.finditer(text):
        if match["ends"]:
            yield from ended(match, today, int(match["ends"]))
        elif match["from"] or match["now"]:
            yield from begun(match, today, *chinese_period(match, today))


def begun(match: re.Match[str], today: date, first: date | None, after: date | None) -> Iterator[Entity]:
    """The time since a period: from the day after it, or from its first day if it has not ended."""
    then = first if after is None or after > today else after
    if then is not None and then <= today:
        yield Entity("duration", (today - then).days * DAY, match[0], match.start(), match.end())


def ended(match: re.Match[str], today: date, year: int) -> Iterator[Entity]:
    """The time until the beginning of a future year."""
    if year > today.year:
        yield Entity("duration", (date(year, 1, 1) - today).days * DAY, match[0], match.start(), match.end())


def period(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """The first day of the period that an English form names, and the first day after it."""
    if match["last"]:
        return last(match["unit"].lower(), today)
    if match["only_month"]:
        month = MONTHS.index(match["only_month"][:3].lower()) + 1
        return whole_month(today.year - (month > today.month), month)
    named = match["year"] or match["only_year"] or match["from"]
    year = int(named) if named else today.year - (match["whose"].lower() == "last")
    return whole_month(year, MONTHS.index(match["month"][:3].lower()) + 1) if match["month"] else (date(year, 1, 1), date(year + 1, 1, 1))


def chinese_period(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    """The first day of the period that a Chinese form names, and the first day after it."""
    named = match["named"] or ""
    if named and named not in AGO:
        return last("month" if "月" in named else "week", today)
    year = today.year - AGO[named] if named else int("".join(str(CHINESE_DIGITS.get(c, c)) for c in match["year"][:4]))
    if match["month"]:
        return whole_month(year, int(value(match["month"]) or 0))
    return date(year, 1, 1), date(year + 1, 1, 1)


def whole_month(year: int, month: int) -> tuple[date | None, date | None]:
    """The first day of a month and of the next; None if the calendar has no such month."""
    return on(year, month, 1), on(year + month // 12, month % 12 + 1, 1)


def last(unit: str, today: date) -> tuple[date, date]:
    """The first day of the previous year, month or week, and the first day after it."""
    if unit == "year":
        return date(today.year - 1, 1, 1), date(today.year, 1, 1)
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday
    this = today.replace(day=1)
    return (this - timedelta(days=1)).replace(day=1), this

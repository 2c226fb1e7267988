"""Dates: 2026-11-24, 12 March, next Tuesday, the 20th, in three days, 下周二, 三天后, 12月3号; the value is an ISO date."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.dialogue.events import Entity
from bot.recognisers import dates_chinese
from bot.recognisers.calendar import nearest_day, nearest_year, on, shifted, weekday
from bot.recognisers.numerals import WORDS, value
from bot.recognisers.spoken_dates import parse

WEEKDAYS = {
    name: i
    for i, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri", "saturday sat", "sunday sun")
    )
    for name in names.split()
}
FULL = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tues|weds|thurs|(?-i:Mon|Wed|Thu|Fri)"
SHORT = "|".join(sorted((name for name in WEEKDAYS if not name.endswith("day")), key=len, reverse=True))
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?:[12]?\d|3[01])"
UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")
LATER = ("twentieth", *(f"twenty-{unit}" for unit in UNITS), "thirtieth", "thirty-first")
ORDINALS = {word: day for day, word in enumerate((*UNITS, *TEENS, *LATER), start=1)}
SAID = "|".join(sorted((word.replace("-", "[- ]") for word in ORDINALS), key=len, reverse=True))
TODAY = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "the day before yesterday": -2, "day before yesterday": -2,
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1,
    "tommorrow": 1, "tmrw": 1, "tmr": 1, "tomoz": 1, "yesterday": -1, "yesterdy": -1, "ystrday": -1, "yday": -1, "last night": -1,
}  # fmt: skip
HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
}
COUNT = rf"(?:\d{{1,3}}|an?|a couple of|{WORDS})"

ISO = re.compile(r"(?<![\d/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d-])")
SLASHED = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])|(?<![\d/.$€£-])(\d{1,2})/(\d{1,2})(?![\d/])"
    r"(?!\s?(?:(?:of\s+)?an?\s+)?(?:years?|yrs?|months?|mths?|mos?|weeks?|wks?|days?|hours?|hrs?)\b)"
)
"""3/4 is a date; 3/4 years is a duration."""
WRITTEN = re.compile(
    rf"\b(?:the\s+)?{DAY}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}(?:,?\s+\d{{4}})?(?!\w)|\b{MONTH}\s+(?:the\s+)?{DAY}(?:st|nd|rd|"
    rf"th)?(?:,?\s+\d{{4}})?(?![\w:])",
    re.IGNORECASE,
)
SPELLED = re.compile(
    rf"\b(?:the\s+)?(?P<a>{SAID})(?:\s+of\s+|\s+(?!may\b))(?P<am>{MONTH})(?!\w)|"
    rf"\b(?P<bm>{MONTH})\s+(?:the\s+)?(?P<b>{SAID})\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    rf"\bin\s+(?P<a>{COUNT})\s+(?P<au>day|week|month)s?(?:'? time)?\b|\b(?P<b>{COUNT})\s+(?P<bu>day|week|month)s?\s+(?P<dir>ago|"
    rf"from now|from today|later)\b",
    re.IGNORECASE,
)
NAMED = re.compile(rf"\b(?P<word>{'|'.join(sorted(TODAY, key=len, reverse=True))})\b", re.IGNORECASE)
WEEKDAY = re.compile(
    rf"\b(?:(?P<which>next|last|past|this|coming|since|until|till|by|on|from)\s+)?(?:(?P<other>last|next|"
    rf"this)\s+)?(?P<day>{FULL})(?P<many>s?)\b"
    rf"|\b(?P<pre>next|last|this|since|until|till|by|on)\s+(?P<short>{SHORT})\b(?!\s+down)",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    rf"\b(?:on|by|until|till|since|from|is|its|it's)?\s*the\s+(?P<day>{DAY})(?:st|nd|rd|th)\b(?!\s+(?:time|order|day|one|item|parcel))",
    re.IGNORECASE,
)
HOLIDAY = re.compile(rf"\b(?P<word>{'|'.join(HOLIDAYS)})\b", re.IGNORECASE)


def dates(text: str, today: date) -> Iterator[Entity]:
    """Every date in the message; an open year or month makes it the one nearest to ``today``; 3/4/2026 is the third of April."""
    if not text.isascii():
        yield from dates_chinese.dates(text, today)
    small = text.lower()
    for signs, pattern, reader in READERS:
        if any(sign in small for sign in signs):
            for match in pattern.finditer(text):
                day = reader(match, today)
                if day is not None:
                    yield Entity("date", day.isoformat(), match[0].strip(), match.end() - len(match[0].lstrip()), match.end())


def iso(match: re.Match[str], today: date) -> date | None:
    """2026-11-24."""
    return on(int(match[1]), int(match[2]), int(match[3]))


def slashed(match: re.Match[str], today: date) -> date | None:
    """24/11/2026, 24.11.26, 24/11; the month comes first only if the second number is above 12."""
    first, second = int(match[1] or match[5]), int(match[3] or match[6])
    day, month = (second, first) if second > 12 else (first, second)
    if match[4]:
        return on(int(match[4]) + (2000 if len(match[4]) == 2 else 0), month, day)
    return nearest_year(month, day, today)


def written(match: re.Match[str], today: date) -> date | None:
    """12 March, March 12th 2027."""
    day = parse(match[0].lower(), today)
    return day if day is None or re.search(r"\d{4}", match[0]) else nearest_year(day.month, day.day, today)


def spelled(match: re.Match[str], today: date) -> date | None:
    """the third of December, March the twenty-first."""
    day = ORDINALS[(match["a"] or match["b"]).lower().replace(" ", "-")]
    month = parse(f"1 {(match['am'] or match['bm']).lower()}", today)
    return nearest_year(month.month, day, today) if month else None


def relative(match: re.Match[str], today: date) -> date | None:
    """in three days, two weeks ago."""
    words, unit = (match["a"] or match["b"]).lower(), (match["au"] or match["bu"]).lower()
    number = 1 if words in ("a", "an") else 2 if words == "a couple of" else int(value(words) or 0)
    return shifted(today, -number if (match["dir"] or "").lower() == "ago" else number, unit)


def named(match: re.Match[str], today: date) -> date | None:
    """tomorrow, yesterday."""
    return today + timedelta(days=TODAY[match["word"].lower()])


def day_of_week(match: re.Match[str], today: date) -> date | None:
    """Next Tuesday is in the next calendar week, Tuesday the coming one, last Tuesday the previous one; "Sundays" is no date."""
    if match["day"] and match["many"] and not match["which"] and not match["other"]:
        return None
    name = (match["day"] or match["short"]).lower()
    which = (match["other"] or match["which"] or match["pre"] or "").lower()
    number = WEEKDAYS[name]
    if which == "next":
        return weekday(today, number, 1)
    ahead = (number - today.weekday()) % 7
    if which in ("last", "past", "since"):
        return today - timedelta(days=(today.weekday() - number) % 7 or 7)
    return today + timedelta(days=ahead if which == "this" else ahead or 7)


def day_of_month(match: re.Match[str], today: date) -> date | None:
    """The 20th of the month in which it is nearest to today."""
    return nearest_day(int(match["day"]), today)


def holiday(match: re.Match[str], today: date) -> date | None:
    """Christmas Eve."""
    return nearest_year(*HOLIDAYS[match["word"].lower()], today)


Reader = Callable[[re.Match[str], date], date | None]
READERS: tuple[tuple[tuple[str, ...], re.Pattern[str], Reader], ...] = (
    (("-", "/", "."), ISO, iso),
    (("/", "."), SLASHED, slashed),
    (("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), WRITTEN, written),
    (("first", "second", "third", "th"), SPELLED, spelled),
    (("day", "week", "month"), RELATIVE, relative),
    (("day", "dy", "tom", "tmr", "night", "morning", "evening", "afternoon"), NAMED, named),
    (("day", "mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAY, day_of_week),
    (("the ",), ORDINAL, day_of_month),
    (("mas", "new year"), HOLIDAY, holiday),
)
"""For each form of date: substrings of which a message must contain one, the pattern, and its reader."""

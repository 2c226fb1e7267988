"""Numbers that operators write in words, as digits: sixty two, fifteen hundred, 三个半小时, 1.5k rpm; codes and spans are left out."""

import re

from bot.recognisers.numerals import TENS, UNITS, in_digits, value
from bot.simplified import simplified

MEASURES = r"个?(?:多|半)?(?:小时|钟头)|分钟|度|牛|开(?=[，。,\s]|$)"
"""Behind what a single Chinese numeral is a number."""
AND_A_HALF = re.compile(r"(\d+)个半(?:小时|钟头)")
HOURS = re.compile(r"(\d+)\s*(?:(?:h|hrs?|hours?|小时)\s*(?:and\s*)?(\d+)\s*(?:min(?:ute)?s?\b|分钟?)|h(\d\d)\b)", re.IGNORECASE)
"""Hours and minutes are one length of time."""
HALVES = re.compile(r"\b(\d+|an?) (?:and a half hours?|hours? and a half)\b", re.IGNORECASE)
HALF_HOUR, AN_HOUR = (
    re.compile(r"\bhalf an hour\b|(?<![个\d一二两三四五六七八九十])半个?(?:小时|钟头)", re.IGNORECASE),
    re.compile(r"\ban hour\b", re.IGNORECASE),
)
TURNS = r"(?=\s*(?:rpm|r/min|rev|转))"
THOUSANDS = (
    (re.compile(rf"(?<![\d.,])(\d)[ .\u00a0\u202f](\d{{3}}){TURNS}", re.IGNORECASE), lambda match: match[1] + match[2]),
    (re.compile(rf"(?<![\d.,])(\d+(?:\.\d+)?)\s?k{TURNS}", re.IGNORECASE), lambda match: f"{1000 * float(match[1]):g}"),
    (re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?) thousand\b", re.IGNORECASE), lambda match: f"{1000 * float(match[1]):g}"),
    (re.compile(r"(?<![\d.,])(\d{1,2}) hundred\b", re.IGNORECASE), lambda match: f"{100 * int(match[1])}"),
)
ONES = "|".join(word for word, number in UNITS.items() if 0 < number < 10)
TEENS = "|".join(word for word, number in UNITS.items() if number >= 10)
TEN = "|".join(TENS)
SMALL = rf"(?:(?:{TEN})(?:[\s-](?:{ONES}))?|{TEENS}|{ONES})"
HUNDREDS = rf"(?:{SMALL}|an?)[\s-]hundred(?:(?:\s+and)?\s+{SMALL})?"
LARGE = rf"(?:{SMALL}|an?)\s+thousand(?:(?:\s+and)?\s+(?:{HUNDREDS}|{SMALL}))?"
PAIR = rf"(?:(?:{TEN})(?:-(?:{ONES}))?|{TEENS})\s(?=(?:{TEN}|{TEENS})\b)(?:(?:{TEN})(?:[\s-](?:{ONES}))?|{TEENS})"
"""Thirteen fifty is 1350."""
ONE_BY_ONE = rf"(?:{ONES}|zero|oh)(?:\s(?:{ONES}|zero|oh))+"
IN_WORDS = re.compile(
    rf"\b(?:(?P<pair>{PAIR})|(?P<digits>{ONE_BY_ONE})|(?P<whole>{LARGE}|{HUNDREDS}|{SMALL}|zero))"
    rf"(?:\spoint\s(?P<decimals>(?:{ONES}|zero)(?:\s(?:{ONES}|zero))*))?\b",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\b(?:mw|wo|machine|mill|turbine|hall|display)(?:\s+(?:no\.?|number))?[\s#-]*\d+(?![\d.,]*\d)|\b(?:no\.|number)\s*\d+(?![\d.,]*\d)|"
    r"\b[1-5] ?(?:st|nd|rd|th)\b|\b\d{1,2}(?::\d\d| ?[ap]\.?m\.?)(?!\w)|\d{1,2}点|[一二三四五六七八九十\d]号|"
    r"(?:机器|机台|铣床)\s*\d{1,2}(?!\s*[\d.,°%℃牛转度分小])",
    re.IGNORECASE,
)
"""Codes, ordinals and times of day, whose numbers are no readings."""
ENDLESS = re.compile(r"\d{16,}")
"""More digits than any reading has; the patterns for numbers need quadratic time for them."""
SPAN = re.compile(
    r"\b(?:between|from)\s+\d[\d.,]*\s*(?:and|to)\s+\d[\d.,]*|(?<![\dA-Za-z_.,])\d+(?:[.,]\d+)?\s*(?:-|–|~|/|to|or|到|至|或)\s*\d+(?:[.,]\d+)?",
    re.IGNORECASE,
)
"""Two ends of which neither can be taken for the reading."""


def in_figures(text: str) -> str:
    """The text in simplified characters with its numbers as digits, and with blanks for what is no reading."""
    plain = HALF_HOUR.sub("30 min", ENDLESS.sub(" ", simplified(text)))
    plain = AND_A_HALF.sub(r"\1.5小时", in_digits(plain, MEASURES))
    plain = IN_WORDS.sub(digits, plain)
    plain = HALVES.sub(lambda match: f"{match[1] if match[1].isdigit() else 1}.5 hours", plain)
    plain = HOURS.sub(lambda match: f"{60 * int(match[1]) + int(match[2] or match[3])} min", AN_HOUR.sub("60 min", plain))
    for pattern, written in THOUSANDS:
        plain = pattern.sub(written, plain)
    for nothing in (CODE, SPAN):
        plain = nothing.sub(lambda match: " " * len(match[0]), plain)
    return plain


def digits(match: re.Match[str]) -> str:
    """An English number in digits; a lone "one" is more often a word."""
    if match["digits"]:
        whole = each(match["digits"])
    elif match["pair"]:
        first, second = re.split(r"\s", match["pair"], maxsplit=1)
        whole = f"{100 * (value(first) or 0) + (value(second) or 0):g}"
    elif match[0].lower() == "one":
        return match[0]
    else:
        whole = f"{value(re.sub(r'^an? ', 'one ', match['whole'].lower())) or 0:g}"
    return f"{whole}.{each(match['decimals'])}" if match["decimals"] else whole


def each(words: str) -> str:
    """Digits that are said one by one."""
    return "".join("0" if word == "oh" else str(UNITS[word]) for word in words.lower().split())

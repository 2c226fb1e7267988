"""Shares in words as the percentages that they are: 一成半, 百分之十五, 两三成, fifteen percent."""

import re

from bot.recognisers.numerals import CHINESE, CHINESE_DIGITS, ROUGH, TENS, UNITS, value
from bot.simplified import simplified

DIGIT = r"[\d一二两三四五六七八九]"
TO = r"\s*(?:到|至|或者?|-|–|~|、)?\s*"
TENTHS = re.compile(
    rf"(?<![\d.一二两三四五六七八九十百])(?:(?P<low>{DIGIT}){TO})?(?P<tenths>{DIGIT})成(?![功立本为员年长绩交份分熟人果就])"
    rf"(?:(?P<half>半)|(?P<ones>{DIGIT})(?!成))?"
)
"""三成 is 30 %, 三成半 35 %, 三成二 32 %, 两三成 and 三到五成 are ranges."""
WRITTEN = rf"(?:\d+(?:\.\d+)?|{CHINESE}(?:点[零〇一二三四五六七八九]+)?)"
HUNDREDTHS = re.compile(
    rf"百分之(?P<number>{WRITTEN})(?:{TO}(?!百分之)(?<=[到至或者~–-])(?P<high>{WRITTEN}))?(?![几多来])|"
    rf"(?P<points>{WRITTEN})\s*(?=个(?:百分)?点|[%％])"
)
SMALL = "|".join(sorted((re.escape(word) for word in (*TENS, *UNITS)), key=len, reverse=True))
WORD = rf"(?:(?:{'|'.join(TENS)})[\s-](?:{SMALL})|(?:an?|one)[\s-]hundred|{SMALL})"
SIGN = r"(?:%|％|percent\b|per[\s-]cent\b)"
IN_WORDS = re.compile(
    rf"(?<![\w.-])(?<!point )(?P<word>{WORD})(?P<half>\s+and\s+a\s+half)?(?=\s*(?:(?:to|or|and|-|–)\s*(?:{WORD}|\d+)\s*)?{SIGN})",
    re.IGNORECASE,
)
DIGITS_AND_A_HALF = re.compile(rf"(?<![\d.,])(\d{{1,3}})\s+and\s+a\s+half(?=\s*{SIGN})", re.IGNORECASE)
PART_OF_ONE = (
    (re.compile(rf"\b(?:a )?half(?: of)?(?: an?| one)?\s*{SIGN}", re.IGNORECASE), "0.5%"),
    (re.compile(rf"\b(?:a )?quarter(?: of)?(?: an?| one)?\s*{SIGN}", re.IGNORECASE), "0.25%"),
)
"""Half a percent is no half."""

PERCENT = re.compile(r"(?<![\d.,])(?<![-−–负])(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|％|percent|per[ -]cent|个(?:百分)?点)", re.IGNORECASE)
RANGE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s*(?:%|percent)?\s*(?:-|–|~|to|or|and|或者?|到|至|和)\s*\d{1,3}\s*"
    r"(?:%|％|percent|per[ -]cent|个(?:百分)?点)",
    re.IGNORECASE,
)


def in_percent(text: str) -> str:
    """The text in simplified characters, with the shares that stand in words as digits and a percent sign; ranges as ``20-30%``."""
    plain = TENTHS.sub(tenths, simplified(text))
    plain = HUNDREDTHS.sub(hundredths, plain)
    plain = DIGITS_AND_A_HALF.sub(r"\1.5", plain)
    plain = IN_WORDS.sub(lambda match: f"{whole(match['word']):g}{'.5' if match['half'] else ''}", plain)
    for pattern, share in PART_OF_ONE:
        plain = pattern.sub(share, plain)
    return plain


def tenths(match: re.Match[str]) -> str:
    """成, each of which is ten percent."""
    most = 10 * digit(match["tenths"]) + (5 if match["half"] else digit(match["ones"] or "零"))
    return f"{10 * digit(match['low'])}-{most}%" if match["low"] else f"{most}%"


def digit(character: str) -> int:
    """One digit, Arabic or Chinese."""
    return CHINESE_DIGITS[character] if character in CHINESE_DIGITS else int(character)


def hundredths(match: re.Match[str]) -> str:
    """百分之 and what follows it, or a Chinese number before a percent sign; as it stands where it cannot be read."""
    if match["points"]:
        return spelt(match["points"]) or match[0]
    low = spelt(match["number"])
    high = spelt(match["high"]) if match["high"] else ""
    if low is None or high is None:
        return match[0]
    return f"{low}-{high}%" if high else f"{low}%"


def spelt(written: str) -> str | None:
    """A number in digits, 二三十 as 20-30; None for one that cannot be told."""
    if about := re.fullmatch(rf"({ROUGH.pattern})(十?)", written):
        ten = about[2] and "0"
        return f"{digit(about[1][0])}{ten}-{digit(about[1][1])}{ten}"
    whole_part, _, decimals = written.partition("点")
    number = float(written) if re.fullmatch(r"[\d.]+", written) else value(whole_part)
    if number is None or ROUGH.search(whole_part):
        return None
    return f"{number:g}" + ("." + "".join(str(CHINESE_DIGITS[one]) for one in decimals) if decimals else "")


def whole(word: str) -> float:
    """An English number up to a hundred."""
    return 100.0 if "hundred" in word.lower() else value(word) or 0.0


def percent(text: str) -> float | None:
    """The one share that a text names, from 0; None where it names none, several, or a range."""
    plain = in_percent(text)
    found = PERCENT.findall(plain)
    return number(found[0]) / 100 if len(found) == 1 and not RANGE.search(plain) else None


def number(digits: str) -> float:
    """A number with a point or a comma before its decimals."""
    return float(digits.replace(",", "."))

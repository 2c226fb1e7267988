"""Amounts of money: $12.90, 3 500 €, 40 quid, 1.2k, fifty dollars, between 3 and 4k, 9块9, 三万五.

The value is the number, or the lower end of a range; the currency is the pack's. A recurring amount such as "2k a month" is left out.
"""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import (
    AMOUNT_WORDS,
    CHINESE,
    CHINESE_LEFT,
    DIGITS,
    GROUPED,
    IN_WAN,
    LEFT,
    MIXED_FORM,
    MIXED_UNITS,
    SCALES,
    value,
)
from bot.recognisers.regular import regular

BEFORE = r"US\$|HK\$|S\$|USD|EUR|GBP|CNY|RMB|\$|€|£|¥"
AFTER = r"(?:(?:dollars?|bucks?|euros?|quid|pounds?|usd|eur|gbp|cny|rmb|yuan)(?![A-Za-z])|\$|€|£)"
CHINESE_AFTER = r"美元|美金|欧元|英镑|人民币|刀|元|块钱?|欧"
NUMBER = rf"(?:{GROUPED}|{DIGITS})"
THOUSANDS = r"k(?![A-Za-z0-9_])"
ABOUT = r"(?:[多来几](?P<{}>[千万亿])?)?"
"""Marks of a rough number: 两千多, 十几万."""
AMOUNT_ENDS = (
    r"(?=$|[\s，。！？、；,.!?;]|左右|上下|出头|不到|以内|以上|的?(?:闲钱|存款|积蓄|本金|预算|贷款|学费|装修|现金)"
    r"|分[\d一二两三四五六七八九十半]|[\d一二两三四五六七八九十]{1,3}\s?(?:期|个?月|年)|就(?:行|够|好|可以|成)|[都也](?:行|够|好|可以|成)|[行成](?:吗|不|么|吧)|[想要放投存借贷买还怎咋够吧呢啊])"
)
"""What may follow a number of thousands without a currency; 三千个 and 一万公里 are no money, and 存了八千 is what somebody has."""
SAID_OF_MONEY = (
    r"(?=\s*(?:$|[,.!?;，。]|(?:for|over|in|from|please|pls|or so|at|now|with|by|right|maybe|then|altogether|would|will|is|should)\b"
    r"|to\s+(?:invest|put|borrow|spend|start|begin|buy|pay|get)\b))"
)
"""What may follow an English amount without a currency; "two thousand people" and "a grand piano" are no money."""

HINT = re.compile(
    rf"{BEFORE}|{AFTER}|\d\s?{THOUSANDS}|cents?\b|grand\b|thousand\b|million\b|刀|元|块|美金|英镑|人民币|欧|千|万", re.IGNORECASE
)
RANGE = r"(?:\s?[-–~]\s?|\s+(?:to|or)\s+)"
LOW = rf"(?:{NUMBER}|{AMOUNT_WORDS})"
BETWEEN = re.compile(
    rf"\b(between\s+(?:(?:{BEFORE})\s?)?{LOW}(?:\s?k)?\s?(?:{AFTER})?\s+)and(\s+(?=(?:(?:{BEFORE})\s?)?{LOW}))", re.IGNORECASE
)
CHINESE_LOW = rf"(?:{MIXED_FORM}|{NUMBER}|{CHINESE})"
CHINESE_RANGE = "[到至~～、-]"
MONEY = re.compile(
    rf"{LEFT}(?:{BEFORE})\s?(?:(?P<alow>{NUMBER})(?:\s?k)?{RANGE}(?=(?:{BEFORE})|{NUMBER}\s?(?:k|thousand|million)\b)(?:(?:{BEFORE})\s?)?)?"
    rf"(?P<a>{NUMBER})(?P<ak>\s?{THOUSANDS}|\s?thousand\b|\s?million\b)?"
    rf"|{LEFT}(?<![$€£¥])(?:(?P<blow>{LOW})(?:\s?k)?\s?(?:{AFTER})?{RANGE})?(?P<b>\b{AMOUNT_WORDS}|{NUMBER})(?P<bk>\s?k)?\s?(?:{AFTER})"
    rf"|{LEFT}(?P<c>{NUMBER}|\b{AMOUNT_WORDS})\s?cents?\b"
    rf"|{LEFT}(?:(?P<dlow>{CHINESE_LOW}){CHINESE_RANGE})?{CHINESE_LEFT}"
    rf"(?P<d>{IN_WAN}|{MIXED_FORM}|{NUMBER}|{CHINESE}|[百千万]把(?=块)){ABOUT.format('dm')}"
    rf"(?:块(?P<dd>[\d一二三四五六七八九])(?![\d天个]|十|百)|{CHINESE_AFTER})"
    rf"|{LEFT}(?:(?P<elow>{NUMBER})(?:\s?k)?{RANGE})?(?P<e>{NUMBER})(?:{THOUSANDS}|\s{THOUSANDS}{SAID_OF_MONEY})"
    rf"|{LEFT}(?<![第每剩小])(?<![存攒欠]了)(?:(?P<flow>{CHINESE_LOW}){CHINESE_RANGE})?{CHINESE_LEFT}"
    rf"(?P<f>{MIXED_FORM}|(?=[一二两三四五六七八九十百]*[十几多来]?[千万]){CHINESE}){ABOUT.format('fm')}{AMOUNT_ENDS}"
    rf"|{LEFT}(?<![\w$€£¥-])(?<!thanks )(?<!thank you )(?<!thx )(?<!one in )(?=[^\n]{{0,40}}\b(?:grand|thousand|million)\b)"
    rf"(?:(?P<glow>{LOW}){RANGE})?(?P<g>{AMOUNT_WORDS})(?<=[dn]){SAID_OF_MONEY}",
    re.IGNORECASE,
)
TOGETHER = ("一块", "一元", "一刀")
"""Not money unless 钱 follows: 一块 also means "together"."""
AS_MANY = {"百把": 100.0, "千把": 1e3, "万把": 1e4}
BIG = re.compile(r"grand|thousand|million", re.IGNORECASE)
SCALE = re.compile(r"\b(?:hundred|thousand|grand|million)\b", re.IGNORECASE)


def amounts(text: str) -> Iterator[Entity]:
    """Every amount in the message."""
    if not HINT.search(text):
        return
    text = one_range(text)
    for match in MONEY.finditer(text):
        if match[0] in TOGETHER or (match["g"] and (match["g"].lower() in SCALES or not BIG.search(match["g"]))):
            continue
        number = worth(match)
        if number is not None and not regular(text, match.start(), match.end()):
            yield Entity("money", round(number, 2), match[0], match.start(), match.end())


def one_range(text: str) -> str:
    """The text with "between 3 and 4k" as "between 3 to 4k", so that it reads as a range; every character keeps its position."""
    return BETWEEN.sub(r"\1to \2", text)


def worth(match: re.Match[str]) -> float | None:
    """The value of an amount; None if its words are no number."""
    written = next(filter(None, match.group("a", "b", "c", "d", "e", "f", "g")))
    number = AS_MANY.get(written, value(written))
    if number is None:
        return None
    if match["dd"]:
        number += (value(match["dd"]) or 0) / 10
    number *= MIXED_UNITS.get(match["dm"] or match["fm"], 1)
    number *= (1e6 if "million" in (match["ak"] or "").lower() else 1000.0) if match["ak"] or match["bk"] or match["e"] else 1.0
    if match["c"]:
        return number * 0.01
    low = next(filter(None, match.group("alow", "blow", "dlow", "elow", "flow", "glow")), None)
    return number if low is None else lower(low, number, in_thousands=bool(match["ak"] or match["bk"] or match["e"]), written=written)


def lower(low: str, high: float, *, in_thousands: bool, written: str) -> float:
    """The lower end of a range; its unit may be written only after the upper end: 3-4k, 三到五万, five or six hundred."""
    number = value(low) or high
    unit = 1000.0 if in_thousands else next((MIXED_UNITS[c] for c in reversed(written) if c in MIXED_UNITS), 1.0)
    for scale in SCALE.findall(written):
        unit *= SCALES[scale.lower()]
    if number < unit and number * unit <= high:
        number *= unit
    return min(number, high)

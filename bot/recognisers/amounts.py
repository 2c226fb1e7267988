"""Amounts of money: $12.90, 12.90 €, 40 quid, 1.2k, fifty dollars, twenty grand, 9块9, 三万五.

The value is the number, of a range its lower end; the currency is the pack's.
"""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import AMOUNT_WORDS, CHINESE, DIGITS, MIXED_FORM, MIXED_UNITS, SCALES, value

BEFORE = r"US\$|HK\$|S\$|USD|EUR|GBP|CNY|RMB|\$|€|£|¥"
AFTER = r"(?:dollars?|bucks?|euros?|quid|pounds?|usd|eur|gbp|cny|rmb|yuan)\b|\$|€|£"
CHINESE_AFTER = r"美元|美金|欧元|英镑|人民币|刀|元|块钱?|欧"
NUMBER = rf"(?:{DIGITS})"
ABOUT = r"(?:[多来几](?P<{}>[千万亿])?)?"
"""What makes a number a rough one: 两千多, 十几万."""
AMOUNT_ENDS = (
    r"(?=$|[\s，。！？、；,.!?;]|左右|上下|出头|不到|以内|以上|的?(?:闲钱|存款|积蓄|本金|预算|贷款|学费|装修|现金)"
    r"|分[\d一二两三四五六七八九十半]|[想要放投存借贷买还怎咋够吧呢啊])"
)
"""What may stand behind thousands that name no currency; 三千个 and 一万公里 are something else, and 存了八千 is what somebody has."""
SAID_OF_MONEY = (
    r"(?=\s*(?:$|[,.!?;，。]|(?:for|over|in|from|please|pls|or so|at|now|with|by|right|maybe|then|altogether|would|will|is|should)\b"
    r"|to\s+(?:invest|put|borrow|spend|start|begin|buy|pay|get)\b))"
)
"""What may stand behind an English amount that names no currency; two thousand people and a grand piano are something else."""

HINT = re.compile(rf"{BEFORE}|{AFTER}|\d\s?k\b|cents?\b|grand\b|thousand\b|million\b|刀|元|块|美金|英镑|人民币|欧|千|万", re.IGNORECASE)
RANGE = r"(?:\s?[-–~]\s?|\s+(?:to|or)\s+)"
MONEY = re.compile(
    rf"(?<![A-Za-z0-9_.,])(?:{BEFORE})\s?(?P<a>{NUMBER})(?P<ak>\s?k\b|\s?thousand\b|\s?million\b)?"
    rf"|(?<![A-Za-z0-9_.,$€£¥])(?:(?P<blow>{NUMBER}){RANGE})?(?P<b>\b{AMOUNT_WORDS}|{NUMBER})(?P<bk>\s?k)?\s?(?:{AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?P<c>{NUMBER}|\b{AMOUNT_WORDS})\s?cents?\b"
    rf"|(?<![A-Za-z0-9_.,])(?:(?P<dlow>{NUMBER}|{CHINESE})[到至~～-])?"
    rf"(?P<d>{MIXED_FORM}|{NUMBER}|{CHINESE}|[百千万]把(?=块)){ABOUT.format('dm')}(?:块(?P<dd>[\d一二三四五六七八九])(?![\d天个]|十|百)|{CHINESE_AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?:(?P<elow>{NUMBER})(?:\s?k)?{RANGE})?(?P<e>{NUMBER})(?:k\b|\sk\b{SAID_OF_MONEY})"
    rf"|(?<![A-Za-z0-9_.,第每剩小])(?<![存攒欠]了)(?:(?P<flow>{NUMBER}|{CHINESE})[到至~～-])?"
    rf"(?P<f>{MIXED_FORM}|(?=[一二两三四五六七八九十百]*[十几多来]?[千万]){CHINESE}){ABOUT.format('fm')}{AMOUNT_ENDS}"
    rf"|(?<![\w.,$€£¥-])(?<!thanks )(?<!thank you )(?<!thx )(?<!one in )(?=[^\n]{{0,40}}\b(?:grand|thousand|million)\b)"
    rf"(?P<g>{AMOUNT_WORDS})(?<=[dn]){SAID_OF_MONEY}",
    re.IGNORECASE,
)
TOGETHER = ("一块", "一元", "一刀")
"""Not money unless 钱 follows: 一块 also means together."""
AS_MANY = {"百把": 100.0, "千把": 1e3, "万把": 1e4}
BIG = re.compile(r"grand|thousand|million", re.IGNORECASE)
HUNDREDS = 100
"""From here on a number alone answers a question for an amount; below it could be anything."""
LEADING = (
    r"(?:(?:about|around|roughly|approximately|approx|maybe|perhaps|probably|say|let's say|i think|i (?:need|want)|i'd like|up to|at most|"
    r"at least|nearly|almost|just|only|some|it's|well|hm+|um+|ok(?:ay)?|make it|something like)[\s,]+)*"
)
TRAILING = r"(?:[\s,]*(?:or so|please|pls|maybe|i think|thanks?(?: you)?|in total|altogether|for now|is enough|would do|\+))*"
CHINESE_LEADING = r"(?:大概|大约|约|差不多|我|就|要|想|需要|借|贷|来|先|那|也就|最多|顶多|至少|不到|将近|快|得|嗯|[，,\s])*"
CHINESE_TRAILING = r"(?:左右|上下|吧|的?样子|够了|就行|就够|就好|就可以|呢|啊|[，,\s])*"
ALONE = re.compile(
    rf"\s*{LEADING}(?:(?P<low>{NUMBER}|{AMOUNT_WORDS}){RANGE})?(?P<high>{AMOUNT_WORDS}|{NUMBER}){TRAILING}[\s.!?]*", re.IGNORECASE
)
CHINESE_ALONE = re.compile(
    rf"{CHINESE_LEADING}(?:(?P<low>{NUMBER}|{CHINESE})[到至~～-])?(?P<high>{MIXED_FORM}|{NUMBER}|{CHINESE})(?P<w>[wW])?[多来几]?{CHINESE_TRAILING}[。！!.]*"
)


WANTED = re.compile(
    rf"\b(?:borrow(?:ing)?|lend me|loan (?:of|for)|invest(?:ing)?|put in)\s+{LEADING}(?P<number>{AMOUNT_WORDS}|{NUMBER}){SAID_OF_MONEY}"
    rf"|(?<!每月)(?<!个月)(?<!每周)(?<!每年)(?<!月定)(?:借|贷款?|投资?)(?:个|上|了|入|{CHINESE_LEADING})?"
    rf"(?P<han>\d{{3,}}|[一二两三四五六七八九]百[一二三四五六七八九]?十?)(?![\d.,个天月年期%元块万千w多几]|人|次)",
    re.IGNORECASE,
)
"""Behind a word that says that it is money: a loan of fifteen hundred, 想借8000; 每月投500 is a rate, and no sum."""


def wanted(text: str) -> Iterator[Entity]:
    """Every amount without a currency that somebody wants to borrow or invest."""
    for match in WANTED.finditer(text):
        place = "number" if match["number"] else "han"
        number = value(match[place])
        if number is not None and number >= HUNDREDS:
            yield Entity("money", number, match[place], match.start(place), match.end(place))


def amounts(text: str) -> Iterator[Entity]:
    """Every amount in the message."""
    if not HINT.search(text):
        return
    for match in MONEY.finditer(text):
        if match[0] in TOGETHER or (match["g"] and (match["g"].lower() in SCALES or not BIG.search(match["g"]))):
            continue
        number = worth(match)
        if number is not None:
            yield Entity("money", round(number, 2), match[0], match.start(), match.end())


def worth(match: re.Match[str]) -> float | None:
    """The number that an amount stands for; None where its words are none."""
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
    low = next(filter(None, match.group("blow", "dlow", "elow", "flow")), None)
    return number if low is None else lower(low, number, in_thousands=bool(match["bk"] or match["e"]), written=written)


def lower(low: str, high: float, *, in_thousands: bool, written: str) -> float:
    """The lower end of a range, whose unit may stand behind the upper end alone: 3-4k, 三到五万."""
    number = value(low) or high
    unit = 1000.0 if in_thousands else next((MIXED_UNITS[c] for c in reversed(written) if c in MIXED_UNITS), 1.0)
    if number < unit and number * unit <= high:
        number *= unit
    return min(number, high)


def alone(text: str) -> Entity | None:
    """The amount that a message is, without a currency and with nothing but words such as "about" beside it; it tells no slot."""
    match = ALONE.fullmatch(text) or CHINESE_ALONE.fullmatch(text)
    if match is None or (number := value(match["high"])) is None:
        return None
    number *= 1e4 if "w" in match.groupdict() and match["w"] else 1.0
    low = value(match["low"]) if match["low"] else None
    if low is not None:
        number = lower(match["low"], number, in_thousands=False, written=match["high"])
    if number < HUNDREDS:
        return None
    start, end = match.start("low" if match["low"] else "high"), match.end("high")
    return Entity("money", round(number, 2), text[start:end], start, end)

"""Amounts of money: $12.90, 12.90 €, 40 quid, 1.2k, fifty dollars, 三百块, 9块9; the value is the number, the currency is the pack's."""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import CHINESE, DIGITS, WORDS, value

BEFORE = r"US\$|HK\$|S\$|USD|EUR|GBP|CNY|RMB|\$|€|£|¥"
AFTER = r"(?:dollars?|bucks?|euros?|quid|pounds?|usd|eur|gbp|cny|rmb|yuan)\b|\$|€|£"
CHINESE_AFTER = r"美元|美金|欧元|英镑|人民币|刀|元|块钱?|欧"
NUMBER = rf"(?:{DIGITS})"

HINT = re.compile(rf"{BEFORE}|{AFTER}|\d\s?k\b|cents?\b|刀|元|块|美金|英镑|人民币|欧", re.IGNORECASE)
MONEY = re.compile(
    rf"(?<![A-Za-z0-9_.,])(?:{BEFORE})\s?(?P<a>{NUMBER})(?P<ak>k\b)?"
    rf"|(?<![A-Za-z0-9_.,$€£¥])(?P<b>{NUMBER}|\b{WORDS})(?P<bk>k)?\s?(?:{AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?P<c>{NUMBER}|\b{WORDS})\s?cents?\b"
    rf"|(?<![A-Za-z0-9_.,])(?P<d>{NUMBER}(?:\s?[千万亿])?|{CHINESE})(?:多|来|几)?(?:块(?P<dd>[\d一二三四五六七八九])(?![\d天个]|十|百)|{CHINESE_AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?P<e>\d+(?:\.\d+)?)k\b",
    re.IGNORECASE,
)
TOGETHER = ("一块", "一元", "一刀")
"""Not money unless 钱 follows: 一块 also means together."""


def amounts(text: str) -> Iterator[Entity]:
    """Every amount in the message."""
    if not HINT.search(text):
        return
    for match in MONEY.finditer(text):
        if match[0] in TOGETHER:
            continue
        written = match["a"] or match["b"] or match["c"] or match["d"] or match["e"]
        number = value(written)
        if number is None:
            continue
        if match["dd"]:
            number += (value(match["dd"]) or 0) / 10
        factor = 1000 if match["ak"] or match["bk"] or match["e"] else 0.01 if match["c"] else 1
        yield Entity("money", round(number * factor, 2), match[0], match.start(), match.end())

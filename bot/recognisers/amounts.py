"""Amounts of money: $12.90, 12.90 €, 40 quid, 1.2k, fifty dollars, 9块9, 三万五; the value is the number, the currency is the pack's."""

import re
from collections.abc import Iterator

from bot.dialogue.events import Entity
from bot.recognisers.numerals import CHINESE, DIGITS, MIXED_FORM, MIXED_UNITS, WORDS, value

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

HINT = re.compile(rf"{BEFORE}|{AFTER}|\d\s?k\b|cents?\b|刀|元|块|美金|英镑|人民币|欧|千|万", re.IGNORECASE)
MONEY = re.compile(
    rf"(?<![A-Za-z0-9_.,])(?:{BEFORE})\s?(?P<a>{NUMBER})(?P<ak>k\b)?"
    rf"|(?<![A-Za-z0-9_.,$€£¥])(?P<b>{NUMBER}|\b{WORDS})(?P<bk>k)?\s?(?:{AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?P<c>{NUMBER}|\b{WORDS})\s?cents?\b"
    rf"|(?<![A-Za-z0-9_.,])(?P<d>{MIXED_FORM}|{NUMBER}|{CHINESE}){ABOUT.format('dm')}(?:块(?P<dd>[\d一二三四五六七八九])(?![\d天个]|十|百)|{CHINESE_AFTER})"
    rf"|(?<![A-Za-z0-9_.,])(?P<e>\d+(?:\.\d+)?)k\b"
    rf"|(?<![A-Za-z0-9_.,第每剩])(?<![存攒欠]了)(?P<f>{MIXED_FORM}|(?=[一二两三四五六七八九十百]*[十几多来]?[千万]){CHINESE}){ABOUT.format('fm')}{AMOUNT_ENDS}",
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
        written = next(filter(None, match.group("a", "b", "c", "d", "e", "f")))
        number = value(written)
        if number is None:
            continue
        if match["dd"]:
            number += (value(match["dd"]) or 0) / 10
        number *= MIXED_UNITS.get(match["dm"] or match["fm"], 1)
        factor = 1000 if match["ak"] or match["bk"] or match["e"] else 0.01 if match["c"] else 1
        yield Entity("money", round(number * factor, 2), match[0], match.start(), match.end())

"""What customers write about losses, returns and holdings, read into numbers; None where it cannot be read for sure."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.advice.investing import tables
from bot.advice.investing.holdings import held_by, whole
from bot.errors import DataError
from bot.recognisers.numerals import in_digits
from bot.simplified import simplified

from .funds import CODE, FUND, canonical
from .market import FUNDS
from .percentages import PERCENT, RANGE, in_percent, number, percent

NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
BESIDE = r"[^\S\n]*"
HELD = re.compile(
    rf"(?<![\d.,\-−])(?P<n>{NUMBER}){BESIDE}(?:shares?|units?|pieces?|x|股|份|只)?{BESIDE}(?:of|in|的)?{BESIDE}(?:the\s+)?(?P<c>{CODE})(?![A-Za-z0-9])"
    rf"|(?P<c2>{CODE}){BESIDE}[:：=x×]?{BESIDE}(?P<n2>{NUMBER})(?![.,]?\d)",
    re.IGNORECASE,
)
LINE = re.compile(rf"\s*(?P<c>{CODE})\s*[,;:：=\t ]\s*(?P<n>{NUMBER})\s*", re.IGNORECASE)
MONEY_OR_SHARE = re.compile(r"[$€£¥%％]|\b(?:per ?cent|dollars?|usd|eur(?:os?)?|pounds?|bucks)\b|美元|美金|元|块", re.IGNORECASE)
"""Whoever writes one of these means what a holding is worth, and not how many shares it is."""
CORRECTED = re.compile(
    r"\b(?:no|not|sorry|i mean|i meant|actually|rather|wait|wrong)\b|不对|不是|应该是|说错|写错|更正|改成", re.IGNORECASE
)
YEAR = re.compile(r"\b(?:since|in|from) (?:19|20)\d\d\b|(?:19|20)\d\d年", re.IGNORECASE)
"""When something was bought, which is no number of shares."""
NONE_HELD = re.compile(
    r"\b(?:nothing|none(?! of (?:your|anyone|anybody))|no (?:funds|shares|holdings)|empty|not yet(?! (?:sure|checked|decided|counted)))\b|"
    r"没有(?!想|看|查|数|记|算)|还没(?!想|看|查|数|记|算|定)|空仓|什么都没|无(?!所谓|法|论|关|可奉告)",
    re.IGNORECASE,
)


FRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), share)
    for pattern, share in (
        (r"\b(?:nothing|no loss(?:es)?|not a (?:cent|penny)|none|zero)\b|一分(?:钱)?都?不|不能亏|不想亏|零", 0.0),
        (r"\b(?:a|one) tenth\b|十分之一", 0.10),
        (r"\b(?:a|one) fifth\b|五分之一", 0.20),
        (r"\b(?:a|one) quarter\b|四分之一", 0.25),
        (r"\b(?:a|one) third\b|三分之一", 0.30),
        (r"\bhalf\b(?! (?:a |an )?(?:year|month|day|hour))|一半", 0.50),
    )
)
"""Words for shares that are no percentages."""
BARE_RANGE = re.compile(
    r"(?<![\d.,])(?:between\s+)?(\d{1,3}(?:\.\d+)?)\s*(?:-|–|~|to|or|and|或者?|到|至|和)\s*(\d{1,3}(?:\.\d+)?)(?![\d.,])", re.IGNORECASE
)
"""Two numbers without a percent sign, of which the lower counts for a loss."""
NOT_EVEN = re.compile(r"%\s*(?:都|也)(?:不|没)|\bnot even\b", re.IGNORECASE)
NO_SHARE = re.compile(
    r"[$€£¥]|\d\s*k\b|\b(?:dollars?|usd|eur(?:os?)?|pounds?|bucks|grand|thousand|million|days?|weeks?|months?|years?|times)\b|\dx\b|"
    r"[元块万千倍次天周月年]|美金",
    re.IGNORECASE,
)
"""What makes a bare number an amount, a length of time or a multiple."""
OTHER_TIME = re.compile(
    r"\b(?:a|per|each|every) (?:day|week|month|quarter)\b|\b(?:daily|weekly|monthly)\b|每[天日周月]|一个?[天月周]|月收益", re.IGNORECASE
)
YEARS = re.compile(
    r"\b(?:in|over|within|after|for) (?:the next )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|a few|several) years\b|"
    r"(?:[2-9]|\d\d|[两二三四五六七八九十几])\s*年",
    re.IGNORECASE,
)
YEARLY = re.compile(r"\b(?:a|per|each|every) (?:year|annum)\b|\byearly\b|\bannual|\bp\.? ?a\b|每年|一年|年化|年收益", re.IGNORECASE)
COMPARED = re.compile(
    r"\b(?:above|over|beats?|beating|better than|more than) (?:the )?(?:inflation|market|index|bank|savings)|inflation (?:plus|\+)|"
    r"通胀|大盘|跑赢|跑输",
    re.IGNORECASE,
)
"""Returns of another time than a year, or beside something else."""
SHORT_OF = re.compile(
    r"\b(?:(?:less|fewer|shorter) than|under|below|almost|nearly|not (?:quite|even|as much as))\b|不到|不足|没到|将近|差不多快",
    re.IGNORECASE,
)
BELOW = re.compile(r"\bminus\b|[-−–负]\s*\d", re.IGNORECASE)


NOTHING = re.compile(
    r"\W*(?:nothing|none|zero|0|nada|zilch)(?: (?:at all|really|left|whatsoever|"
    r"unfortunately|sadly|i['’]?m afraid))*\W*|\W*(?:啊|哎|唉|额|[，,])*(?:没有?(?:了|啊|呢|的|什么|剩的?)?|零|啥(?:也|都)没(?:有|剩)?|"
    r"什么(?:也|都)没(?:有|剩)?)\W*",
    re.IGNORECASE,
)
"""An answer to the question what is left of an income; elsewhere it denies something or passes it over."""


def nothing(text: str) -> bool:
    """Whether a text answers the question what is left with "nothing"."""
    return NOTHING.fullmatch(simplified(text)) is not None


def short_of(text: str) -> bool:
    """Whether a length of time is said not to be reached."""
    return SHORT_OF.search(simplified(text)) is not None


def loss(text: str) -> float | None:
    """A loss that could be borne: a percentage, a fraction in words, or none at all; of several percentages the smallest counts."""
    plain = in_percent(text)
    found = [number(digits) / 100 for digits in (*RANGE.findall(plain), *PERCENT.findall(plain))]
    if not found and (share := bare(BARE_RANGE.sub(lambda ends: min(ends[1], ends[2], key=float), plain))) is not None:
        found = [share]
    if found:
        least = 0.0 if NOT_EVEN.search(plain) else min(found)
        return least if least <= 1 else None
    words = [share for pattern, share in FRACTIONS if pattern.search(plain)]
    return min(words) if words else None


def bare(text: str) -> float | None:
    """The share that a number without a percent sign stands for, where it is the only one and nothing makes it something else."""
    lone = re.fullmatch(r"\D{0,20}?(\d{1,3}(?:\.\d+)?)\D{0,20}", in_digits(text).strip())
    return float(lone[1]) / 100 if lone and not NO_SHARE.search(text) else None


def wanted(text: str) -> float | None:
    """A return a year, a bare number being a percentage; None for one a month, in several years, above inflation, or below nothing."""
    plain = in_percent(text)
    if OTHER_TIME.search(plain) or COMPARED.search(plain) or (YEARS.search(plain) and not YEARLY.search(plain)) or BELOW.search(plain):
        return None
    return percent(plain) if PERCENT.search(plain) else bare(YEARLY.sub(" ", plain))


def holdings(text: str) -> Mapping[str, int] | None:
    """Whole shares by fund; empty where somebody says that they hold nothing, None where a part of it cannot be read.

    Lines of a CSV file of holdings, or of past trades, are read as such.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [row for line in lines if (row := LINE.fullmatch(line))]
    if lines and len(rows) == len(lines):
        return added(rows)
    if len(lines) > 1 and (table := from_table(text)) is not None:
        return table
    plain = in_digits(simplified(text), "[股份只]")
    matches = list(HELD.finditer(plain))
    if not matches:
        return {} if NONE_HELD.search(plain) and not FUND.search(plain) else None
    found, rest = added(matches), YEAR.sub("", HELD.sub("", plain))
    put_right = len(matches) > len(found) and CORRECTED.search(rest)
    unread = MONEY_OR_SHARE.search(plain) or FUND.search(rest) or re.search(r"\d", rest)
    return None if put_right or unread else found


def added(matches: Iterable[re.Match[str]]) -> dict[str, int]:
    """Shares by fund, those of one fund together."""
    found: dict[str, int] = {}
    for match in matches:
        parts = match.groupdict()
        code = canonical(parts["c"] or parts["c2"])
        found[code] = found.get(code, 0) + int((parts["n"] or parts["n2"]).replace(",", ""))
    return found


def from_table(text: str) -> Mapping[str, int] | None:
    """What lines with a header come to, in whole shares; None where they are no holdings or trades, or of other funds than these."""
    try:
        held = whole(held_by(tables.parsed(text.strip(), Path("holdings"))))
    except (DataError, ValueError):
        return None
    known = {canonical(name): count for name, count in held.items()}
    return known if known.keys() <= FUNDS.keys() else None

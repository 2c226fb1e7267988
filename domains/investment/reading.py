"""What customers write about limits, holdings and returns, read into numbers; None where it cannot be read for sure."""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.advice.investing import tables
from bot.advice.investing.holdings import held_by, whole
from bot.advice.investing.limits import Limit
from bot.errors import DataError

from .market import FUNDS

CODE = "|".join(sorted(FUNDS, key=len, reverse=True)).replace("SP500", "S&?P ?500")
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
PERCENT = re.compile(r"(?<![\d.,])(?<![-−–负])(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|％|percent|per cent|个点)|百分之(\d{1,3})", re.IGNORECASE)
RANGE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s*(?:%|percent)?\s*(?:-|–|~|to|or|and|或者?|到|至|和)\s*\d{1,3}\s*(?:%|％|percent|per cent)",
    re.IGNORECASE,
)
MOST = re.compile(
    r"at most|no more than|not more than|max|up to|under|below|less than|limit|cap|最多|不超过|不要超过|至多|不高于|上限|以内",
    re.IGNORECASE,
)
LEAST = re.compile(r"at least|no less than|not less than|min(?:imum)?\b|or more|至少|不少于|不低于|最少", re.IGNORECASE)
NOTHING_OF = re.compile(r"\b(?:no|without|not any|exclude|nothing in|leave out)\b|不要|不买|排除|剔除", re.IGNORECASE)
EACH = re.compile(r"each|every|per fund|any (?:one|single)|one fund|single fund|a fund|per position|每|单只|单个|任何一只", re.IGNORECASE)
NO_LIMITS = re.compile(r"(?:no|none|no limits?|without limits?|没有|没有限制|不限|无)?[.!。！]?", re.IGNORECASE)
FUND = re.compile(CODE, re.IGNORECASE)
CLAUSES = re.compile(r"[,;.，；。、\n](?!\d)|\band\b|\bbut\b|和|以及|并且")
BESIDE = r"[^\S\n]*"
HELD = re.compile(
    rf"(?<![\d.,\-−])(?P<n>{NUMBER}){BESIDE}(?:shares?|units?|pieces?|x|股|份|只)?{BESIDE}(?:of|in|的)?{BESIDE}(?:the\s+)?(?P<c>{CODE})(?![A-Za-z0-9])"
    rf"|(?P<c2>{CODE}){BESIDE}[:：=x×]?{BESIDE}(?P<n2>{NUMBER})(?![.,]?\d)",
    re.IGNORECASE,
)
LINE = re.compile(rf"\s*(?P<c>{CODE})\s*[,;:：=\t ]\s*(?P<n>{NUMBER})\s*", re.IGNORECASE)
YEAR = re.compile(r"\b(?:since|in|from) (?:19|20)\d\d\b|(?:19|20)\d\d年", re.IGNORECASE)
"""When something was bought, which is no number of shares."""
NONE_HELD = re.compile(r"\b(?:nothing|none|no (?:funds|shares|holdings)|empty|not yet)\b|没有|还没|空仓|什么都没|无", re.IGNORECASE)


FRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), share)
    for pattern, share in (
        (r"\b(?:nothing|no loss(?:es)?|not a (?:cent|penny)|none|zero)\b|一分(?:钱)?都?不|不能亏|不想亏|零", 0.0),
        (r"\ba tenth\b|一成|十分之一", 0.10),
        (r"\ba fifth\b|两成|二成|五分之一", 0.20),
        (r"\ba quarter\b|四分之一", 0.25),
        (r"\ba third\b|三成|三分之一", 0.30),
        (r"\bhalf\b|一半|五成", 0.50),
    )
)
"""Words for shares; 三成 is 30 %."""


def canonical(code: str) -> str:
    """A fund's code as the price file has it."""
    return "SP500" if code.upper().startswith("S") and "500" in code else code.upper()


def limits(text: str | None, language: str) -> tuple[Limit, ...] | None:
    """Limits such as "at most 30 % in one fund, at least 20 % USMV, no VLUE"; None where a part of it cannot be read."""
    if NO_LIMITS.fullmatch((text or "").strip()):
        return ()
    found = []
    for clause in filter(str.strip, CLAUSES.split(text or "")):
        limit = one_limit(clause.strip(), language)
        if limit is None:
            return None
        found.append(limit)
    return tuple(found)


def one_limit(clause: str, language: str) -> Limit | None:
    """One limit; None where the clause is none."""
    named = tuple(dict.fromkeys(canonical(code) for code in FUND.findall(clause)))
    share = percent(clause)
    name = " + ".join(named) or ("每只基金" if language == "zh" else "each fund")
    if share is None:
        return Limit(name, named, high=0.0) if named and NOTHING_OF.search(clause) else None
    most, least = MOST.search(clause), LEAST.search(clause)
    if share > 1 or (most is None) == (least is None) or not (named or EACH.search(clause)):
        return None
    low, high = (share, None) if least else (None, share)
    return Limit(name, named or tuple(FUNDS), low, high, each=not named)


def percent(text: str) -> float | None:
    """The one share that a text names, from 0; None where it names none or several."""
    found = [first or second for first, second in PERCENT.findall(text)]
    return number(found[0]) / 100 if len(found) == 1 else None


def number(digits: str) -> float:
    """A number with a point or a comma before its decimals."""
    return float(digits.replace(",", "."))


def loss(text: str) -> float | None:
    """A loss that could be borne: a percentage, a fraction in words, or none at all; of several percentages the smallest counts."""
    found = [number(digits) / 100 for digits in (*RANGE.findall(text), *(first or second for first, second in PERCENT.findall(text)))]
    if not found and (bare := re.fullmatch(r"\D{0,20}?(\d{1,3})\D{0,10}", text.strip())):
        found = [float(bare[1]) / 100]
    if found:
        return min(found) if min(found) <= 1 else None
    words = [share for pattern, share in FRACTIONS if pattern.search(text)]
    return min(words) if words else None


def wanted(text: str) -> float | None:
    """A return a year; a bare number counts as a percentage."""
    share = percent(text)
    if share is None and (bare := re.fullmatch(r"(?!.*\bminus\b)[^\d−–负-]{0,20}(\d{1,3}(?:\.\d+)?)\D{0,20}", text.strip())):
        share = float(bare[1]) / 100
    return share


def holdings(text: str) -> Mapping[str, int] | None:
    """Whole shares by fund; empty where somebody says that they hold nothing, None where a part of it cannot be read.

    Lines of a CSV file of holdings, or of past trades, are read as such.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [LINE.fullmatch(line) for line in lines]
    if len(lines) > 1 and not all(rows) and (table := from_table(text)) is not None:
        return table
    found: dict[str, int] = {}
    matches = [row for row in rows if row] if all(rows) else list(HELD.finditer(text))
    for match in matches:
        parts = match.groupdict()
        code = canonical(parts["c"] or parts["c2"])
        found[code] = found.get(code, 0) + int((parts["n"] or parts["n2"]).replace(",", ""))
    rest = "" if all(rows) else YEAR.sub("", HELD.sub("", text))
    if found:
        return None if FUND.search(rest) or re.search(r"\d", rest) else found
    return {} if NONE_HELD.search(text) and not FUND.search(text) else None


def from_table(text: str) -> Mapping[str, int] | None:
    """What lines with a header come to, in whole shares; None where they are no holdings or trades, or of other funds than these."""
    try:
        held = whole(held_by(tables.parsed(text.strip(), Path("holdings"))))
    except (DataError, ValueError):
        return None
    known = {canonical(name): count for name, count in held.items()}
    return known if known.keys() <= FUNDS.keys() else None

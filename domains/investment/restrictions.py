"""What customers write about limits on their funds; None where a part of it cannot be read for sure."""

import re

from bot.advice.investing.limits import Limit

from .funds import FUND, canonical
from .market import FUNDS
from .percentages import in_percent, percent

BEYOND = r"(?:more|higher|over|above|exceed)"
NOT = r"(?:\b(?:no|not|never|cannot)|n['’]t)"
MOST = re.compile(
    rf"{NOT} (?:\w+ ){{0,2}}?{BEYOND}\b|"
    r"\b(?:at most|maximum|max|up to|under|below|less than|limit(?:ed)?|cap(?:ped)?)\b|"
    r"最多|(?:不|别)[要能可得许想]*以?(?:超过|高于|多于)|至多|上限|以内|以下",
    re.IGNORECASE,
)
LEAST = re.compile(
    rf"{NOT} (?:(?:go|fall|drop|be|get) )?(?:less than|lower than|under|below)\b|\b(?:at least|minimum|min|or more)\b|"
    r"至少|起码|最少|以上|(?:不|别)[要能可得许想]*以?(?:少于|低于)",
    re.IGNORECASE,
)
"""Looked for first: "not below 20 %" holds a "below", and means the contrary."""
FREE = r"(?:limits?|restrictions?|constraints?|preferences?|requirements?|wishes)"
NOTHING_OF = re.compile(
    rf"\bno\b(?! (?:{FREE}|minimum|maximum|cap|problem|objections?|issues?|need)\b)|\b(?:without|not any|nothing in)\b|"
    r"(?<!not )(?<!n't )(?<!n’t )(?<!never )\b(?:exclude|leave out)\b|"
    r"(?<!是)不要(?!排除|剔除|限制)|不买|(?<![不别])(?<!不要)(?<!不用)(?:排除|剔除)",
    re.IGNORECASE,
)
"""What keeps a fund out; whoever has no problem with one, or does not exclude it, keeps it in."""
EXCEPT = re.compile(r"\b(?:except|apart from|other than|besides|aside from|unless)\b|除[了外开去非]", re.IGNORECASE)
"""A limit of which something is taken out is none that can be kept by the funds it names."""
EACH = re.compile(r"each|every|per fund|any (?:one|single)|one fund|single fund|a fund|per position|每|单只|单个|任何一只", re.IGNORECASE)
CLAUSES = re.compile(r"(?<!\bmax)(?<!\bmin)[,;.，；。、\n](?!\d)|\band\b|\bbut\b|和|以及|并且", re.IGNORECASE)
SAVE = re.compile(rf"^no {FREE} (?:except|apart from|other than)(?: for| that)?\s*", re.IGNORECASE)
"""Before the limits of somebody who has no others."""
NO_LIMITS = re.compile(
    r"(?:(?:i|we) have |there (?:are|is) )?(?:no|none|nope|nothing|without|not any)"
    rf"(?: (?:thanks?|thank you|at all|really|special))?(?: (?:(?:particular|special|other|further|such) )?{FREE})?"
    r"(?: (?:on (?:any|each|either) (?:one )?funds?|from my side|from me|at all|(?:that )?i can think of|please|thanks?|thank you))*[\s!]*",
    re.IGNORECASE,
)
ANY_FUND = r"(?:随便|随意|无所谓|都行|都可以|怎么都行|哪只(?:基金)?都(?:行|可以)|[您你](?:配就好|看着办))"
NO_LIMITS_CHINESE = re.compile(
    r"(?:我|这个?|也|都|就|暂时|目前|倒|真)*(?:没有?|无|不)(?:啥|什么|任何|特别|特殊|别|其他|用|需要|必|要|设|加|做|的)*"
    rf"(?:限制?|要求|上限|约束|限定)?(?:的|了|吧|啊|呢|哈|{ANY_FUND}|[\s!！~])*|{ANY_FUND}(?:的|了|吧|啊|[\s!！~])*"
)
OTHERWISE = re.compile(
    r"(?:otherwise|apart from that|everything else|the rest|any (?:of the |other )?funds?|thank you|thanks?)?\s*"
    r"(?:(?:is|are) )?(?:free|fine|ok(?:ay)?|anything goes)?[\s!]*|"
    rf"(?:其他|其它|别的|剩下|其余|另外)?(?:的|基金|几只)*(?:就|都|倒)?(?:{ANY_FUND}|行|可以|不限|没有?(?:限制|要求))(?:了|吧)?[\s!！]*|谢谢",
    re.IGNORECASE,
)
"""What leaves the rest free, or says nothing, beside limits or the word that there are none."""


def limits(text: str | None, language: str) -> tuple[Limit, ...] | None:
    """Limits such as "at most 30 % in one fund, at least 20 % USMV, no VLUE"; None where a part of it cannot be read."""
    plain = in_percent((text or "").strip())
    found: list[Limit] = []
    said = not plain
    for clause in map(str.strip, CLAUSES.split(SAVE.sub("", plain))):
        free = NO_LIMITS.fullmatch(clause) or NO_LIMITS_CHINESE.fullmatch(clause)
        said = said or bool(free)
        if free or OTHERWISE.fullmatch(clause):
            continue
        listed = found and found[-1].high == 0.0 and FUND.fullmatch(clause)
        limit = one_limit(f"no {clause}" if listed else clause, language)
        if limit is None:
            return None
        found.append(limit)
    return tuple(found) if found or said else None


def one_limit(clause: str, language: str) -> Limit | None:
    """One limit; None where the clause is none."""
    named = tuple(dict.fromkeys(canonical(code) for code in FUND.findall(clause)))
    share = percent(clause)
    name = " + ".join(named) or ("每只基金" if language == "zh" else "each fund")
    if EXCEPT.search(clause):
        return None
    if share is None:
        return Limit(name, named, high=0.0) if named and NOTHING_OF.search(clause) else None
    least = LEAST.search(clause)
    most = MOST.search(LEAST.sub(" ", clause))
    if share > 1 or (most is None) == (least is None) or not (named or EACH.search(clause)):
        return None
    low, high = (share, None) if least else (None, share)
    return Limit(name, named or tuple(FUNDS), low, high, each=not named)

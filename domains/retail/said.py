"""What customers have said already and need not be asked: a new address, a company, a missing part."""

import re

from bot.actions import ActionCall
from bot.simplified import simplified

from .addresses import found_address, tidied
from .companies import found_company
from .shop import Result

LATELY = 4
"""Messages of the customer that are looked back upon."""

MISSING = re.compile(
    r"(?:(?:缺|少)的(?:就|应该)?是(?!什么|啥|哪)|\b(?:what(?:'?s| is) missing|the missing (?:part|piece|bit|thing)) (?:is|are) )"
    r"(?P<part>[^，。！？,.!?]{2,60})",
    re.IGNORECASE,
)


def read_address(call: ActionCall, address: str | None = None) -> Result:
    """The new address where the customer has said it already: lately, or just now where one was known before."""
    for words in reversed(call.said[-1:] if address else call.said[-LATELY:]):
        if span := found_address(words):
            return {"address": tidied(words[slice(*span)])}
    return {}


def read_company(call: ActionCall, company: str | None = None) -> Result:
    """The company where the customer has named one already; of one that was put right the later name."""
    for words in reversed(call.said[-LATELY:]):
        if company and company in words:
            return {}
        if name := found_company(words):
            return {"company": name}
    return {}


def read_part(call: ActionCall) -> Result:
    """The missing part where the customer has just said in so many words what is missing."""
    found = MISSING.search(simplified(call.said[-1])) if call.said else None
    return {"part": call.said[-1][found.start("part") : found.end("part")].strip()} if found else {}

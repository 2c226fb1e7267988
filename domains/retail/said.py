"""What customers have said already and need not be asked: a new address, a company or none, a missing part, that nothing came."""

import re
from collections.abc import Sequence
from hashlib import sha256

from bot.actions import ActionCall
from bot.simplified import simplified

from .addresses import found_address, tidied
from .companies import for_oneself, found_company, printed
from .shop import Result

LATELY = 4
"""Messages of the customer that are looked back upon."""

JUST_NOW = 2
"""Messages in which a wish was said: it and the order code that was asked for."""

JOINED = re.compile(r"[\s,，、;；]*(?:\b(?:and|with|for|on|to)|和|还有|另外)?\s*$", re.IGNORECASE)
"""Words that lead over to the next order."""

CODE = re.compile(r"(?<!\d)(?:HL[- ]?)?(\d{6})(?!\d)", re.IGNORECASE)

MISSING = re.compile(
    r"(?:(?:缺|少)的(?:就|应该)?是(?!什么|啥|哪)|\b(?:what(?:'?s| is) missing|the missing (?:part|piece|bit|thing)) (?:is|are) )"
    r"(?P<part>[^，。！？,.!?]{2,60})",
    re.IGNORECASE,
)

NEVER_CAME = re.compile(
    r"\b(?:order|parcel|package|delivery|shipment|it|they|nothing|anything)(?: [a-z]+){0,3}?(?: never|n['’]?t| not)(?: [a-z]+)?"
    r" (?:arrived?|came|come|turn(?:ed)? up|show(?:ed)? up)\b"
    r"|\b(?:never|didn['’]?t|haven['’]?t|not)(?: even| ever)? (?:got|gotten|get|received?)"
    r" (?:it|them|anything|(?:my|the|this|that) (?:order|parcel|package|delivery))\b"
    r"|(?:没有?|未)收到(?:货|东西|包裹|快递)|(?:包裹|快递|货|东西)(?:一直|根本|还|都)*(?:没有?|未)(?:收?到)",
    re.IGNORECASE,
)
"""Words of customers who want their money for what never came: there is nothing that they could send back."""


def moment(order_code: str, said: Sequence[str]) -> str:
    """Where the conversation about an order stands: the same until the customer writes again; a digest, for it is kept in the shop."""
    return sha256("\n".join((order_code, *said)).encode()).hexdigest()[:16]


def read_address(call: ActionCall, address: str | None = None, order_code: str | None = None) -> Result:
    """The new address where the customer has said it already: lately, or just now where one was known before.

    Of a message with addresses for several orders the one that stands with this order.
    """
    for said in reversed(call.said[-1:] if address else call.said[-LATELY:]):
        words = beside_code(said, order_code)
        if span := found_address(words):
            return {"address": tidied(words[slice(*span)])}
    return {}


def beside_code(words: str, order_code: str | None) -> str:
    """The part of a message about several orders that belongs to one of them: from its code to the next, or from the one before to it."""
    codes = list(CODE.finditer(words))
    place = next((i for i, found in enumerate(codes) if order_code and order_code.endswith(found[1])), None)
    if place is None or len({found[1] for found in codes}) < 2:
        return words
    before = found_address(words[: codes[0].start()]) is not None
    start = (codes[place - 1].end() if place else 0) if before else codes[place].end()
    end = codes[place].start() if before else (codes[place + 1].start() if place + 1 < len(codes) else len(words))
    own = JOINED.sub("", words[start:end])
    return own if found_address(own) else words


def read_company(call: ActionCall, company: str | None = None) -> Result:
    """The company where the customer has named one already, as it is to be printed; of one that was put right the later name.

    Or that there is none, where the customer has just said so: 个人, "just for me".
    """
    for place, words in enumerate(reversed(call.said[-LATELY:])):
        if company and company in words and not for_oneself(company):
            return {"company": name} if (name := printed(company)) != company else {}
        if place < JUST_NOW and for_oneself(words) and company in (None, words.strip()):
            return {"company": None, "company_wanted": False}
        if name := found_company(words):
            return {"company": printed(name)}
    return {}


def read_arrival(call: ActionCall) -> Result:
    """Whether the customer has just said that the order never came."""
    return {"never_came": any(NEVER_CAME.search(simplified(words)) for words in call.said[-JUST_NOW:])}


def read_part(call: ActionCall) -> Result:
    """The missing part where the customer has just said in so many words what is missing."""
    found = MISSING.search(simplified(call.said[-1])) if call.said else None
    return {"part": call.said[-1][found.start("part") : found.end("part")].strip()} if found else {}

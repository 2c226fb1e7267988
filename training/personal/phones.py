"""Finds phone numbers: of any country after a plus, of the language's countries without one, and anything called a phone number."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from training.personal.detections import Detection

DIGITS = re.compile(r"(?<![A-Za-z0-9@$€£¥#_])(?<!\d[.,])(?<![A-Za-z0-9]-)[+(]{0,2}\d(?:[ ().\-/]{0,3}\d){5,29}(?![A-Za-z0-9@%€£]|[.,]\d)")
GROUP = re.compile(r"[+(]{0,2}\d+")
EXTENSION = re.compile(r",? ?(?:ext\.?|extension|转) ?\d{1,5}(?!\d)|x\d{1,5}(?!\d)", re.IGNORECASE)
DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?: \d{1,2})?")
SAID = re.compile(
    r"(?:\b(?:phone|telephone|tel|mobile|mob|cell|handy|call|ring|text|reach|whats ?app|viber|contact|fax|dial|sms|ph|"
    r"(?:my|his|her|our|their|wrong|right|new|old|other|home|work) numbers?)\b|"
    r"电话|手机|号码|联系|致电|座机|打|拨|短信|传真)[^\d\n]{0,40}$",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\b(?:phone|telephone|mobile|cell|contact|callback)(?: \w+)? (?:number|no)\b|number (?:can|may|should|to) (?:we|i|reach|call)|"
    r"电话|手机|联系方式|号码",
    re.IGNORECASE,
)
CHINESE_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}")
AMERICAN = re.compile(r"(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}")
WITH_ZERO = ("GB", "IE", "AU")
"""Countries whose national numbers begin with a zero and have one length, so that they are recognised in any language."""

SAID_ZERO = (*WITH_ZERO, "DE", "FR", "CN", "NL", "ZA", "IT", "AT", "CH")

PLANS = (
    "zh CN HK TW, en US GB AU, de DE AT CH, fr FR BE CH, es ES MX, it IT, pt PT BR, nl NL BE, pl PL, da DK, sv SE, no NO, cs CZ, "
    "ja JP, ko KR, ru RU, tr TR"
)
HOME = {plan.split()[0]: tuple(plan.split()[1:]) for plan in PLANS.split(", ")}
"""The countries whose numbers are written without a country code, by language."""

SHARED = frozenset(
    (PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL)
)
"""Types of company numbers, which are kept."""

FEWEST, MOST = 7, 15


def phones(text: str, language: str, asked: str = "") -> Iterator[Detection]:
    """Every personal phone number; hotlines are kept. ``asked``: the message that this one answers."""
    wanted = bool(ASKED.search(asked))
    for match in DIGITS.finditer(text):
        said = wanted or bool(SAID.search(text[max(0, match.start() - 60) : match.start()]))
        for start, end in parts(match):
            found = phone(text, start, end, said, language)
            if found:
                yield found
                break


def parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The whole run of digits, and runs without the first or last group, which may not belong to it: ``at 5 07700 900123``."""
    groups = [(match.start() + group.start(), match.start() + group.end()) for group in GROUP.finditer(match[0])]
    yield match.span()
    if len(groups) > 2 and DATE.match(match[0]):
        yield groups[3][0] if len(groups) > 3 else groups[-1][0], match.end()
    if len(groups) > 1:
        yield groups[1][0], match.end()
        yield match.start(), groups[-2][1]


def phone(text: str, start: int, end: int, said: bool, language: str) -> Detection | None:
    """The phone number in these digits, if they fit a country's plan, or are called a number and look like one."""
    written = text[start:end]
    digits = re.sub(r"\D", "", written)
    if not FEWEST <= len(digits) <= MOST or DATE.fullmatch(written):
        return None
    known = planned(written, digits, said, language)
    if known is None and not (said and looks_dialled(written, digits)) and not written.lstrip("(").startswith("+"):
        return None
    extension = EXTENSION.match(text, end)
    return Detection(None if known in SHARED else "PHONE", start, extension.end() if extension else end)


def planned(written: str, digits: str, said: bool, language: str) -> int | None:
    """The type of a valid number; bare digits need a zero, a plus or a word for phone before them, or they may well be an order's."""
    if CHINESE_MOBILE.fullmatch(written):
        return kind(digits, ("CN",))
    if written.lstrip("(").startswith(("+", "00")):
        return kind(written, (None, "GB"))
    if digits.startswith("0"):
        return kind(written, (*HOME.get(language, ()), *(SAID_ZERO if said else WITH_ZERO))) if len(digits) >= 9 else None
    grouped = not written.isdigit()
    if AMERICAN.fullmatch(written):
        return kind(written, ("US", "CN"))
    return kind(written, HOME.get(language, ("US",))) if said or (grouped and language not in ("en", "zh")) else None


@lru_cache(maxsize=4096)
def kind(written: str, regions: tuple[str | None, ...]) -> int | None:
    """The type of a number in the first of these countries where it is valid."""
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return int(phonenumbers.number_type(number))
    return None


def looks_dialled(written: str, digits: str) -> bool:
    """Whether digits that are called a number are written like one, unlike ``12 x 30`` or a date."""
    return len(digits) >= FEWEST and not re.search(r"\d[./]\d{1,2}[./]\d", written)

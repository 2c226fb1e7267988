"""Finds personal numbers: cards, accounts, national identities, dates of birth."""

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.us import ssn

from training.personal.detections import Detection

CARD = re.compile(r"(?<![\dA-Za-z])(?<!\d[ -])\d(?:[ -]?\d){12,18}(?![ -]?\d|[A-Za-z])")
FOURS = re.compile(r"(?<![\dA-Za-z])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?!\d|[A-Za-z])")
ISSUED = re.compile(
    r"4\d{12}(?:\d{3})?|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35\d{14}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}"
)
"""Visa, Mastercard, American Express, Discover, JCB, Diners, UnionPay."""

CARD_SAID = re.compile(r"(?:\bcard|\bvisa\b|master ?card|\bamex\b|\bmaestro\b|卡)[^\d\n]{0,24}$", re.IGNORECASE)
CHECK = re.compile(r"(?:\b(?:cvv2?|cvc2?|security code)|安全码)(?: is|是)?\s?[:：]?\s?(\d{3,4})(?!\d)", re.IGNORECASE)

COUNTRIES = (
    "15 NO, 16 BE, 18 DK FI NL, 19 SI, 20 AT EE LT LU, 21 CH HR LI LV, 22 BG DE GB IE RS, 23 AE GI IL, 24 AD CZ ES RO SA SE SK, "
    "25 PT, 26 IS TR, 27 FR GR IT MC SM, 28 CY HU PL, 29 UA, 31 MT"
)
LENGTHS = {country: int(part.split()[0]) for part in COUNTRIES.split(", ") for country in part.split()[1:]}
"""The length of an IBAN by country."""

IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])")
IBAN_SAID = re.compile(r"iban[^\d\n]{0,12}$", re.IGNORECASE)

ACCOUNT = re.compile(
    r"\b(?:account|acct|acc|a/c|routing|sort ?code)\b(?:[ -]?(?:number|no|nr|code)\b\.?)?(?: (?:is|was|ends?))?\s?[:#]?\s?"
    r"(\d(?:[ -]?\d){5,16})(?![ -]?\d|[A-Za-z])|"
    r"(?:账号|帐号|账户|帐户)(?:是|为)?\s?[:：]?\s?(\d(?:[ -]?\d){7,24})(?!\d|[A-Za-z])",
    re.IGNORECASE,
)

RESIDENT = re.compile(r"(?<![0-9A-Za-z])\d{6} ?\d{8} ?\d{3}[\dXx](?![0-9A-Za-z])")
SOCIAL = re.compile(r"(?<![\d-])\d{3}([ -])\d{2}\1\d{4}(?![\d-])")
GERMAN = re.compile(r"(?<![\d ])\d{2} \d{3} \d{3} \d{3}(?! ?\d)")
INSURED = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2} \d{2} \d{2} \d{2} [A-D](?![A-Za-z0-9])")
ID_SAID = re.compile(
    r"(?:\b(?:ssn|social(?: security)?|passport|driv(?:er'?s|ing) licen[cs]e|national id|id(?:entity)? card|identity|id (?=num|no)|"
    r"tax id|tax(?=payer| (?:num|no))|tin|steuer-?(?:id|nummer)|idnr|nat(?:ional)?\.? ins(?:urance)?|nino|nie|dni|nif|bsn|pesel|nhs|"
    r"medicare)\b(?:[ -]?(?:number|card|no|nr|num|is|was|#|it'?s)\b\.?){0,3}[\s:#]{0,3}|"
    r"(?:身份证|护照|驾驶证|驾照|通行证|社保卡?)(?:号码?|是|为|[:：\s]){0,4})"
    r"(?P<id>[A-Za-z]{0,3}\d[A-Za-z0-9]*(?:[ -](?:[A-Za-z]?\d[A-Za-z0-9]*|[A-Z](?![A-Za-z]))){0,5})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
FEWEST_DIGITS = 5

MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DAY = (
    r"(?:(?:19|20)\d\d(?P<a>[./-])\d{1,2}(?P=a)\d{1,2}|\d{1,2}(?P<b>[./-])\d{1,2}(?P=b)(?:(?:19|20)\d\d|\d\d)|"
    r"(?:19|20)?\d\d年\d{1,2}月(?:\d{1,2}[日号]?)?|(?:19|20)\d\d[01]\d[0-3]\d|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? (?:19|20)\d\d|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\d)"
)
BORN = re.compile(
    r"(?:\b(?:d\.?o\.?b\.?|date of birth|birth ?da(?:te|y)|born)\b|出生(?:日期|年月|于)?|生日|生于)"
    rf"(?:[\s:：,(=-]|\b(?:is|was|on|in|the|my|i'?m)\b|是|为|在){{0,6}}(?P<day>{DAY})",
    re.IGNORECASE,
)
BORN_THEN = re.compile(r"(?<!\d)((?:19|20)?\d\d年(?:\d{1,2}月)?(?:\d{1,2}[日号])?)(?=出生|生的|生人)")


def cards(text: str) -> Iterator[Detection]:
    """Card numbers that pass Luhn's check and an issuer's range, or are called card numbers; and security codes."""
    for pattern in (CARD, FOURS):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            said = CARD_SAID.search(text[max(0, match.start() - 40) : match.start()])
            if said or (ISSUED.fullmatch(digits) and luhn.is_valid(digits)):
                yield Detection("CARD", match.start(), match.end())
    for match in CHECK.finditer(text):
        yield Detection("CARD", match.start(1), match.end(1))


def ibans(text: str) -> Iterator[Detection]:
    """IBANs of their country's length with valid check digits, or anything called an IBAN."""
    for match in IBAN.finditer(text):
        length = LENGTHS.get(match[1].upper(), 0)
        end = after(text, match.start(), length)
        if not end or text[end : end + 1].isalnum():
            continue
        said = IBAN_SAID.search(text[max(0, match.start() - 20) : match.start()])
        if said or iban.is_valid(text[match.start() : end], check_country=False):
            yield Detection("IBAN", match.start(), end)


def accounts(text: str) -> Iterator[Detection]:
    """Account numbers without check digits that are called so: a bank's, or the shop's for a customer."""
    for match in ACCOUNT.finditer(text):
        group = match.lastindex or 1
        yield Detection("ACCOUNT", match.start(group), match.end(group))


def after(text: str, start: int, length: int) -> int:
    """Where ``length`` letters and digits end, not counting single blanks and dashes; 0 if there are fewer."""
    counted, at = 0, start
    while counted < length and at < len(text):
        if text[at].isascii() and text[at].isalnum():
            counted += 1
        elif text[at] not in " -" or text[at - 1] in " -":
            return 0
        at += 1
    return at if length and counted == length else 0


def identities(text: str) -> Iterator[Detection]:
    """National identity numbers by form and check digits, and whatever is called a passport, licence or tax number."""
    checks = ((RESIDENT, ric.is_valid), (SOCIAL, ssn.is_valid), (GERMAN, idnr.is_valid), (INSURED, bool))
    for pattern, valid in checks:
        for match in pattern.finditer(text):
            if valid(match[0]):
                yield Detection("ID", match.start(), match.end())
    for match in ID_SAID.finditer(text):
        if sum(c.isdigit() for c in match["id"]) >= FEWEST_DIGITS:
            yield Detection("ID", match.start("id"), match.end("id"))


def births(text: str) -> Iterator[Detection]:
    """Dates of birth with a year; a birthday without a year is kept."""
    for match in BORN.finditer(text):
        yield Detection("DATE_OF_BIRTH", match.start("day"), match.end("day"))
    for match in BORN_THEN.finditer(text):
        yield Detection("DATE_OF_BIRTH", match.start(1), match.end(1))

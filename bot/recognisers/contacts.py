"""E-mail addresses and phone numbers."""

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from bot.dialogue.events import Entity

EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
DIGITS = re.compile(r"(?<![A-Za-z0-9_@])\+?\(?\d[\d ().-]{5,18}\d(?![A-Za-z0-9_])")
"""``\\b`` would not do: Chinese puts no space around a number."""

REGIONS = {"en": ("US", "GB"), "zh": ("CN", "HK")}
MOST = 5
"""Candidates for phone numbers that are tried in one message."""


def emails(text: str) -> Iterator[Entity]:
    """Every e-mail address, in lower case."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Entity("email", match[0].lower(), match[0], match.start(), match.end())


def regions(languages: Sequence[str], own: str = "") -> tuple[str, ...]:
    """The countries to try for a phone number without a country code: the pack's own, then those of the languages."""
    spoken = [region for language in languages for region in REGIONS.get(language, ())] or ["US"]
    return tuple(dict.fromkeys([own, *spoken] if own else spoken))


def phones(text: str, countries: Sequence[str]) -> Iterator[Entity]:
    """Every valid phone number in the form +14155550123; without a country code, the first of ``countries`` where it is valid counts."""
    for match in list(DIGITS.finditer(text))[:MOST]:
        if sum(c.isdigit() for c in match[0]) < 8 and not match[0].startswith("+"):
            continue
        for region in (None,) if match[0].startswith("+") else countries:
            try:
                number = phonenumbers.parse(match[0], region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                yield Entity("phone", written, match[0], match.start(), match.end())
                break

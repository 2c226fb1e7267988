"""What puts the reading right that was told last, and names none: "no, 50" behind the next question, 不对，50, "50, not 62"."""

import re

from .checking import Check
from .figures import in_figures
from .reading import readings

BOUNDED = r"(?!\s+(?:more|less|higher|lower|greater|fewer|longer|idea|clue|one|way|need|problem|display|gauge|sensor|reading))"
BEGINS = re.compile(
    r"^\W*(?:(?:oh|ah|um+|uh|hm+|well|hang on|hold on|wait|no|sorry|the last one|that one|that|it)[\s,.!:…-]+)*?"
    rf"(?:(?:no{BOUNDED}|nope|nah|sorry(?! (?:for|about|to)\b)|oops|wrong|wait(?! (?:an?|one)\b)|actually|"
    r"correction|i mean|i meant(?: to say)?|i mis\w+|misread|typo|scratch that|"
    r"my mistake|rather|make (?:it|that)|should (?:be|have been|read)|(?:was|is) (?:really|actually)|not(?=\s+\d))\b|"
    r"不对|不是(?=[\s，,。！的]|\d|$)|错了?|[说写看打输报记抄读]错|应该是|应为|改[成为]|更正|口误)",
    re.IGNORECASE,
)
ENDS = re.compile(r"\d[\s,，]*(?:not|instead of|rather than|sorry|i mean|i meant|不是|而不是)", re.IGNORECASE)
"""How a message begins, or goes on behind its number, that puts something right."""


def righted(check: Check, text: str) -> Check | None:
    """The check with another number for the reading that was told last; None where the message puts none right, or names its reading."""
    plain = in_figures(text.strip())
    last = next(reversed(check.readings), None)
    if last is None or not (BEGINS.match(plain) or ENDS.search(plain)) or readings(text):
        return None
    more = readings(text, last)
    return check.told(more) if more.get(last, check.readings[last]) != check.readings[last] else None

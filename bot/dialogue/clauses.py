"""Splits a message into the parts that may each hold a wish."""

import re

from bot.dialogue.events import Understood
from bot.dialogue.hearing import WISH_WORDS, han, without

BETWEEN = r"[.,;:!?。，；：！？、\n]+(?!\d)|\b(?:and|also|plus|then|but|btw|besides)\b|还有|還有|另外|顺便|順便|然后|然後|以及"
LISTED = r"(?<!\S)\d{1,2}[.)]?\s(?=[^\W\d])"
BOUNDARY = re.compile(BETWEEN, re.IGNORECASE)
"""What separates one wish from the next."""

LIST_BOUNDARY = re.compile(f"{BETWEEN}|{LISTED}", re.IGNORECASE)
"""The same, or the number of an item in a list, which may also be a mere number: a part that begins there is read before it counts."""

PART_WORDS, PART_CHARACTERS = 2, 3
"""How many words, or Chinese characters, a part needs to be a wish of its own."""

HOLDS = re.compile(
    r"(?:(?:no|oh|ok(?:ay)?|ah|um+|hey|but|and|sorry|please|actually|just)[\s,]*)*"
    r"(?:wait+|hold (?:on|up)|hang on|stop|(?:one|just a|a|half a) (?:sec(?:ond)?|moment|minute|min|mo)|bear with me)"
    r"(?:[\s,]*(?:a|one|please|up|there|now|sec(?:ond)?|moment|minute|min))*"
    r"|(?:不对?|哦|啊|诶|哎|先|请|你|您|那)*(?:稍等|等等|等会儿?|等一会儿?|等一?下|稍候|慢着|且慢|别急)(?:一?下)?",
    re.IGNORECASE,
)
"""Matches a part that only asks the bot to wait, which is no wish."""

CODED = re.compile(r"[一-鿿].*\d{5}|\d{5}.*[一-鿿]")
"""Matches a Chinese word with a code, which is a wish however short: 查HL-204518."""

MOST_PARTS = 10
"""How many parts of one message are read."""


def clauses(text: str) -> list[tuple[int, str]]:
    """The parts of a message that may each hold a wish, as (offset, text); empty if there are fewer than two."""
    found, at = [], 0
    for start, end in [*(match.span() for match in LIST_BOUNDARY.finditer(text)), (len(text), len(text))]:
        part = text[at:start]
        long_enough = len(part.split()) >= PART_WORDS or han(part) >= PART_CHARACTERS
        if (long_enough or CODED.search(part)) and not HOLDS.fullmatch(part.strip()):
            found.append((at + len(part) - len(part.lstrip()), part.strip()))
        at = end
    return found[:MOST_PARTS] if len(found) > 1 else []


def wish_like(understood: Understood) -> int:
    """How many parts of the message are long enough to be a wish of their own, not counting recognised values."""
    parts = BOUNDARY.split(without(understood, lambda entity: entity.slot is not None))
    return sum(len(part.split()) >= WISH_WORDS - 1 or han(part) >= WISH_WORDS for part in parts)

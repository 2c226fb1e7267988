"""Where one wish of a message may end and the next begin."""

import re

BOUNDARY = re.compile(
    r"[.,;:!?。，；：！？、\n]+(?!\d)|\b(?:and|also|plus|then|but|btw|besides)\b|还有|還有|另外|顺便|順便|然后|然後|以及|(?<!\S)\d{1,2}[.)]?\s(?=[^\W\d])",
    re.IGNORECASE,
)
WORDS, CHARACTERS = 2, 3
"""Words, or Chinese characters, from which on a part may be a wish of its own."""

HOLDS = re.compile(
    r"(?:(?:no|oh|ok(?:ay)?|ah|um+|hey|but|and|sorry|please|actually|just)[\s,]*)*"
    r"(?:wait+|hold (?:on|up)|hang on|stop|(?:one|just a|a|half a) (?:sec(?:ond)?|moment|minute|min|mo)|bear with me)"
    r"(?:[\s,]*(?:a|one|please|up|there|now|sec(?:ond)?|moment|minute|min))*"
    r"|(?:不对?|哦|啊|诶|哎|先|请|你|您|那)*(?:稍等|等等|等会儿?|等一会儿?|等一?下|稍候|慢着|且慢|别急)(?:一?下)?",
    re.IGNORECASE,
)
"""A part that only asks for a moment, which wants nothing."""

CODED = re.compile(r"[一-鿿].*\d{5}|\d{5}.*[一-鿿]")
"""A Chinese word and a code, which are a wish however short: 查HL-204518."""

MOST = 10
"""Parts of one message that are looked at."""


def clauses(text: str) -> list[tuple[int, str]]:
    """The parts of a message that may each be a wish, with their places; empty where there are not at least two."""
    found, at = [], 0
    for start, end in [*(match.span() for match in BOUNDARY.finditer(text)), (len(text), len(text))]:
        part = text[at:start]
        long = len(part.split()) >= WORDS or sum("一" <= c <= "鿿" for c in part) >= CHARACTERS
        if (long or CODED.search(part)) and not HOLDS.fullmatch(part.strip()):
            found.append((at + len(part) - len(part.lstrip()), part.strip()))
        at = end
    return found[:MOST] if len(found) > 1 else []

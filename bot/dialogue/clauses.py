"""Where one wish of a message may end and the next begin."""

import re

BOUNDARY = re.compile(
    r"[.,;:!?。，；：！？、\n]+(?!\d)|\b(?:and|also|plus|then|but|btw|besides)\b|还有|還有|另外|顺便|順便|然后|然後|以及|(?<!\S)\d{1,2}[.)]?\s(?=[^\W\d])",
    re.IGNORECASE,
)
WORDS, CHARACTERS = 2, 3
"""Words, or Chinese characters, from which on a part may be a wish of its own."""

MOST = 10
"""Parts of one message that are looked at."""


def clauses(text: str) -> list[tuple[int, str]]:
    """The parts of a message that may each be a wish, with their places; empty where there are not at least two."""
    found, at = [], 0
    for start, end in [*(match.span() for match in BOUNDARY.finditer(text)), (len(text), len(text))]:
        part = text[at:start]
        if len(part.split()) >= WORDS or sum("一" <= c <= "鿿" for c in part) >= CHARACTERS:
            found.append((at + len(part) - len(part.lstrip()), part.strip()))
        at = end
    return found[:MOST] if len(found) > 1 else []

"""How a text is tidied before any model sees it, in training and in serving."""

import re
import unicodedata

LONGEST = 2000
"""Characters of a text that count: more than any model here reads."""

BLANK = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def tidy(text: str) -> str:
    """Compatibility forms unified (full-width letters, ligatures), control and direction marks and repeated blanks made one blank."""
    return BLANK.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST])).strip()

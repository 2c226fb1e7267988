"""Tidies a text before any model sees it, in training and in serving."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

Ranges = Sequence[tuple[int, int]]
"""Parts of a text as (start, end), the end exclusive."""

LONGEST = 2000
"""Characters of a text that are kept: more than any model here reads."""

BLANK = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def tidy(text: str) -> str:
    """The text in NFKC form, with each run of blanks, control and direction marks as one blank."""
    return BLANK.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST])).strip()


def origins(text: str) -> list[tuple[int, int]]:
    """The (start, end) in the text that each character of the tidied text comes from; empty if that cannot be told."""
    tidied, cut = tidy(text), text[:LONGEST]
    if tidied == text:
        return [(place, place + 1) for place in range(len(text))]
    made, places = "", []
    starts = [place for place, character in enumerate(cut) if place == 0 or not unicodedata.combining(character)]
    for start, end in pairwise([*starts, len(cut)]):
        for character in unicodedata.normalize("NFKC", cut[start:end]):
            blank = BLANK.fullmatch(character) is not None
            if not blank or (made and made[-1] != " "):
                made += " " if blank else character
                places.append((start, end))
    return places[: len(tidied)] if made.rstrip() == tidied else []


def tidied(text: str, ranges: Ranges) -> Ranges:
    """Ranges of a text mapped to the tidied text; (0, 0) for a range that cannot be mapped."""
    if tidy(text) == text:
        return ranges
    places = origins(text)
    inside = [[at for at, (begins, _) in enumerate(places) if start <= begins < end] for start, end in ranges]
    return [(some[0], some[-1] + 1) if some else (0, 0) for some in inside]

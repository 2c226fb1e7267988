"""Detects the script of a text, which decides the encoder that reads it and the language that it counts as."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Group = Literal["latin", "other"]

LANGUAGES: dict[str, tuple[str, ...]] = {
    "han": ("zh",),
    "kana": ("ja",),
    "hangul": ("ko",),
    "cyrillic": ("ru", "uk", "bg", "sr", "mk", "be"),
    "greek": ("el",),
    "arabic": ("ar", "fa", "ur"),
    "hebrew": ("he",),
    "thai": ("th",),
    "devanagari": ("hi", "mr", "ne"),
}
"""Languages by script, Latin excepted; every language that is not listed counts as written in Latin letters."""

SYLLABIC = frozenset({"han", "kana", "hangul", "thai"})
UNICODE_NAMES = {"CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana", "KATAKANA-HIRAGANA": "kana"}
READ_AT_MOST = 2000
NOT_WORDS = re.compile(r"https?://[!-~]+|[!-~]+@[!-~]+|(?<![A-Za-z])[A-Za-z]{1,4}[-\s#]*\d[\d\s-]{2,}")
"""Links, addresses and codes such as ``HL-204518``, whose letters say nothing about the language."""

LATIN = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=65536)
def script_of(character: str) -> str:
    """The script of a lower-case letter (``latin``, ``han``, ...); empty for any other character."""
    if character.isascii():
        return "latin" if character.isalpha() else ""
    if not character.isalpha():
        return ""
    plain = unicodedata.normalize("NFKC", character)[0]  # full-width and ornamental letters are letters of their script
    if plain.isascii():
        return "latin" if plain.isalpha() else ""
    name = unicodedata.name(plain, "").split(" ")[0]
    return UNICODE_NAMES.get(name, name.lower())


@lru_cache(maxsize=512)
def weights(text: str) -> Counter[str]:
    """How much of a text is in each script, counted in words, or in characters for scripts without word breaks.

    Several parts of a turn ask the same of the same text, so the last answers are kept; nobody may change them.
    """
    counts: Counter[str] = Counter()
    read = NOT_WORDS.sub(" ", text[:READ_AT_MOST])
    if read.isascii():  # most texts, and quickly
        return Counter({"latin": words}) if (words := len(LATIN.findall(read))) else counts
    previous = ""
    for character in read:
        script = script_of(character)
        if script and (script in SYLLABIC or script != previous):
            counts[script] += 1
        previous = script
    return counts


def group_of(text: str) -> Group | None:
    """The language group that reads a text; None if it has no letters."""
    counts = weights(text)
    if not counts:
        return None
    return "latin" if 2 * counts["latin"] >= counts.total() else "other"


def language_of(text: str, languages: Sequence[str]) -> str:
    """The language of a text among a pack's ``languages``, by script alone; empty if it cannot be told.

    Chinese is ``zh`` in any pack. Text in Latin letters counts as the pack's first Latin-script language.
    """
    counts = weights(text)
    if not counts:
        return ""
    script = "latin" if 2 * counts["latin"] >= counts.total() else max((s for s in counts if s != "latin"), key=lambda s: counts[s])
    if counts["kana"] and script == "han" and "ja" in languages:
        script = "kana"
    if script == "han":
        return "zh"
    return next((name for name in languages if fits(name.partition("-")[0], script)), "")


@lru_cache(maxsize=1024)
def fits(language: str, script: str) -> bool:
    """Whether a language, without its region, is written in this script."""
    if script != "latin":
        return language in LANGUAGES.get(script, ())
    return not any(language in others for others in LANGUAGES.values())

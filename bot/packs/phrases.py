"""Compiles phrases of safety rules, such as ``hurt ... staff``, into regular expressions."""

import re
from collections.abc import Iterable

from bot.dialogue.safety import plain
from bot.simplified import written_as

GAP = re.compile(r"\.\.\.|…")
BETWEEN = 4
"""The most words that ``...`` may stand for; in Chinese, twice as many characters."""


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases in a ``plain`` text; non-Chinese ones begin with a blank, so that few places are tried."""
    chinese: set[str] = set()
    others: set[str] = set()
    for phrase in phrases:
        (chinese if is_chinese(phrase) else others).add(one_phrase(phrase))
    worded = rf" (?:{'|'.join(longest_first(others))})(?= )"
    return re.compile("|".join(([worded] if others else []) + [either_script(phrase) for phrase in longest_first(chinese)]))


def longest_first(phrases: set[str]) -> list[str]:
    """The phrases in the order in which they are tried: longest first, then by alphabet."""
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def is_chinese(phrase: str) -> bool:
    """Whether a phrase contains Chinese and so has no blanks between words."""
    return any("㐀" <= c <= "鿿" for c in phrase)


def either_script(phrase: str) -> str:
    """A pattern for a Chinese phrase in traditional as well as simplified characters, whichever the pack uses."""
    every = (written_as(character) for character in phrase)
    return "".join(characters if len(characters) == 1 else f"[{characters}]" for characters in every)


def one_phrase(phrase: str) -> str:
    """A phrase as a regular expression; its words are separated by blanks unless it is Chinese."""
    pieces = [[found for one in part.split() if (found := word(one))] for part in GAP.split(phrase)]
    if is_chinese(phrase):
        return rf".{{0,{2 * BETWEEN}}}?".join("".join(words) for words in pieces)
    return rf"(?: [^ ]+){{0,{BETWEEN}}} ".join(" ".join(words) for words in pieces if words)


def word(written: str) -> str:
    """One word of a phrase; an asterisk at its end stands for the rest of the word."""
    return re.escape(plain(written).strip()) + (r"\w*" if written.endswith("*") else "")

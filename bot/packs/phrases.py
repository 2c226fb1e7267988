"""Phrases of safety rules, ``hurt ... staff``, as what finds them in a customer's words."""

import re
from collections.abc import Iterable

from bot.dialogue.safety import plain
from bot.simplified import written_as

GAP = re.compile(r"\.\.\.|…")
BETWEEN = 4
"""Words that ``...`` in a phrase may stand for, at most; of Chinese, twice as many characters."""


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a text that was made ``plain``; that of others begins with a blank, so that few places are tried."""
    chinese: set[str] = set()
    others: set[str] = set()
    for phrase in phrases:
        (chinese if is_chinese(phrase) else others).add(one_phrase(phrase))
    worded = rf" (?:{'|'.join(longest_first(others))})(?= )"
    return re.compile("|".join(([worded] if others else []) + [either_script(phrase) for phrase in longest_first(chinese)]))


def longest_first(phrases: set[str]) -> list[str]:
    """Phrases in the order in which they are tried."""
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def is_chinese(phrase: str) -> bool:
    """Whether a phrase is Chinese, which has no blanks between its words."""
    return any("㐀" <= c <= "鿿" for c in phrase)


def either_script(phrase: str) -> str:
    """A Chinese phrase that finds itself in traditional characters as well as in simplified ones, whichever the pack wrote."""
    every = (written_as(character) for character in phrase)
    return "".join(characters if len(characters) == 1 else f"[{characters}]" for characters in every)


def one_phrase(phrase: str) -> str:
    """A phrase as a regular expression: words with blanks between them, but for Chinese."""
    pieces = [[found for one in part.split() if (found := word(one))] for part in GAP.split(phrase)]
    if is_chinese(phrase):
        return rf".{{0,{2 * BETWEEN}}}?".join("".join(words) for words in pieces)
    return rf"(?: [^ ]+){{0,{BETWEEN}}} ".join(" ".join(words) for words in pieces if words)


def word(written: str) -> str:
    """One word of a phrase; an asterisk at its end stands for the rest of the word."""
    return re.escape(plain(written).strip()) + (r"\w*" if written.endswith("*") else "")

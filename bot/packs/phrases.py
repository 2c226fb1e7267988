"""Phrases of safety rules, ``hurt ... staff``, as what finds them in a customer's words."""

import re
from collections.abc import Iterable

from bot.dialogue.safety import plain

GAP = re.compile(r"\.\.\.|…")
BETWEEN = 4
"""Words that ``...`` in a phrase may stand for, at most; of Chinese, twice as many characters."""


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a text that was made ``plain``."""
    return re.compile("|".join(sorted({one_phrase(phrase) for phrase in phrases}, key=len, reverse=True)))


def one_phrase(phrase: str) -> str:
    """A phrase as a regular expression: whole words, but for Chinese, which has no blanks between them."""
    pieces = [[found for one in part.split() if (found := word(one))] for part in GAP.split(phrase)]
    chinese = any("㐀" <= c <= "鿿" for c in phrase)
    if chinese:
        return rf".{{0,{2 * BETWEEN}}}?".join("".join(words) for words in pieces)
    return rf"(?<= ){rf'(?: [^ ]+){{0,{BETWEEN}}} '.join(' '.join(words) for words in pieces if words)}(?= )"


def word(written: str) -> str:
    """One word of a phrase; an asterisk at its end stands for the rest of the word."""
    return re.escape(plain(written).strip()) + (r"\w*" if written.endswith("*") else "")

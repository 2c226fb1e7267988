"""Codes of a pack's own form, in any spelling: HL-204518, hl 204 518, #204518, 订单204518, and spoken digit by digit."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.dialogue.domain import Slot
from bot.dialogue.events import Entity

LEFT_OUT = frozenset(" \t-#_\u2010\u2011\u2012\u2013\u2014\u2015\u00a0")
"""What a pattern does not see."""

SPOKEN = {"zero": "0", "oh": "0", "o": "0", "nought": "0"} | {
    word: str(n) for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], start=1)
}
ONE = "|".join(SPOKEN)
DICTATED = re.compile(rf"\b(?:{ONE})(?:[\s,-]+(?:{ONE})\b){{3,20}}|[零〇一二三四五六七八九幺]{{4,20}}", re.IGNORECASE)
MOST = 100
"""Candidates that are looked at in one message."""

CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1"}


class Squashed:
    """A message in capitals without what is left out; ``starts`` and ``ends`` say where each character was written."""

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        at = 0
        for match in islice(DICTATED.finditer(text), MOST):
            self.plain(text, at, match.start(), chars)
            for word in re.finditer(rf"\b(?:{ONE})\b|[零〇一二三四五六七八九幺]", match[0], re.IGNORECASE):
                chars.append(SPOKEN.get(word[0].lower()) or CHINESE[word[0]])
                self.starts.append(match.start() + word.start())
                self.ends.append(match.start() + word.end())
            at = match.end()
        self.plain(text, at, len(text), chars)
        self.text = "".join(chars)

    def plain(self, text: str, start: int, end: int, chars: list[str]) -> None:
        """Take over a part that is written as it is."""
        kept = [i for i in range(start, end) if text[i] not in LEFT_OUT]
        part = "".join([text[i] for i in kept])
        upper = part.upper()
        chars.append(upper if len(upper) == len(part) else part)
        self.starts += kept
        self.ends += [i + 1 for i in kept]


class Codes:
    """Finds the values of one code slot."""

    def __init__(self, slot: Slot) -> None:
        self.slot, self.pattern = slot, re.compile(slot.pattern or r"(?!)")
        self.template = slot.template or "{code}"

    def find(self, text: str, squashed: Squashed) -> Iterator[tuple[Entity, bool]]:
        """Every code, and whether it stands bare, without the letters or words that mark it."""
        for match in islice(self.pattern.finditer(squashed.text), MOST):
            first, last = match.start(), match.end("code") - 1
            if last < match.start("code"):
                continue
            start, end = squashed.starts[first], squashed.ends[last]
            bare = match.start("code") == match.start()
            if whole(text, start, end, bare):
                value = self.template.replace("{code}", match["code"])
                if text[start - 1 : start] == "#":
                    start -= 1
                yield Entity("code", value, text[start:end], start, end, self.slot.name), bare


def whole(text: str, start: int, end: int, bare: bool) -> bool:
    """Whether a code stands for itself and is no part of a longer number, a word, an amount or an address."""
    before, after = text[max(start - 3, 0) : start], text[end : end + 3]
    if re.search(r"[A-Za-z0-9]$", before) or re.match(r"[A-Za-z0-9]|[.,]\d|-\d", after):
        return False
    if not bare:
        return True
    groups = len(re.findall(r"[\s\-]+", text[start:end]))
    spelled = not text[start].isdigit() or bool(re.fullmatch(r"\d(?:[ \-]\d)+", text[start:end]))
    return (
        (groups <= 1 or spelled)
        and not re.search(r"\d[\s-]*$|[$€£¥+@/.,]$", before)
        and not re.match(r"[\s-]*\d|[@/:%]|\s?(?:斤|公斤|kg|cm)", after)
    )

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
HAN = "[零〇一二两三四五六七八九幺]"
DICTATED = re.compile(rf"\b(?:{ONE})(?:[\s,-]+(?:{ONE})\b){{3,20}}|{HAN}(?:[\s、-]?{HAN}){{3,20}}", re.IGNORECASE)
DIGIT = re.compile(rf"\b(?:{ONE})\b|{HAN}", re.IGNORECASE)
ALIKE = re.compile(r"[OIL|](?![A-HJKMNP-Z])")
"""A letter that may stand for a digit, after a digit or at the beginning of a word."""

DIGITS = str.maketrans("OIL|", "0111")
MOST = 100
"""Candidates that are looked at in one message."""

CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1", "两": "2"}
GLUED_BEFORE = re.compile(r"(?:order|track|cancel|return|code|number)$", re.IGNORECASE)
GLUED_AFTER = re.compile(
    r"(?:pls|plz|please|thx|thanks|thank|ty|is|was|has|hasn|where|when|what|why|how|not|and|but|now|asap|cancel|return|track)(?![a-z])",
    re.IGNORECASE,
)
"""Words that customers write without a space before or after a code."""


class Squashed:
    """A message in capitals without what is left out; ``starts`` and ``ends`` say where each character was written."""

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.dictated: dict[int, int] = {}
        at = 0
        for match in islice(DICTATED.finditer(text), MOST):
            self.plain(text, at, match.start(), chars)
            for word in DIGIT.finditer(match[0]):
                self.dictated[len(self.starts)] = match.start()
                chars.append(SPOKEN.get(word[0].lower()) or CHINESE[word[0]])
                self.starts.append(match.start() + word.start())
                self.ends.append(match.start() + word.end())
            at = match.end()
        self.plain(text, at, len(text), chars)
        self.text = "".join(chars)
        self.alike = ALIKE.sub(lambda letter: self.as_digit(letter, text), self.text)

    def as_digit(self, letter: re.Match[str], text: str) -> str:
        """A letter as the digit that it looks like, where it follows a digit, another such letter after one, or the sign after a prefix."""
        start, squashed = letter.start(), letter.string
        follows = re.search(r"[0-9][OIL|]?$", squashed[max(start - 2, 0) : start]) or text[self.starts[start] - 1] in "-#"
        return letter[0].translate(DIGITS) if start and follows else letter[0]

    def goes_on(self, first: int, last: int) -> bool:
        """Whether digits that were dictated in one breath go on before or after these."""
        runs = self.dictated
        return (first in runs and runs.get(first - 1) == runs[first]) or (last in runs and runs.get(last + 1) == runs[last])

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
        matches = list(islice(self.pattern.finditer(squashed.text), MOST))
        if squashed.alike != squashed.text:
            matches += [m for m in islice(self.pattern.finditer(squashed.alike), MOST) if mistyped(m, text, squashed)]
        for match in matches:
            first, code, last = match.start(), match.start("code"), match.end("code") - 1
            if last < code or squashed.goes_on(code, last):
                continue
            start, end = squashed.starts[first], squashed.ends[last]
            bare = code == first
            if whole(text, start, end, bare):
                value = self.template.replace("{code}", match["code"])
                if text[start - 1 : start] == "#":
                    start -= 1
                yield Entity("code", value, text[start:end], start, end, self.slot.name), bare


def mistyped(match: re.Match[str], text: str, squashed: Squashed) -> bool:
    """Whether a code is written in one word with a letter that looks like a digit."""
    first, last = match.start("code"), match.end("code") - 1
    written, bare = text[squashed.starts[first] : squashed.ends[last]], first == match.start()
    changed = match[0] != squashed.text[match.start() : match.end()]
    return (
        changed
        and re.fullmatch(r"\S+", written) is not None
        and not (bare and written[0].isalpha())
        and len(re.findall(r"\d", written)) > 3
    )


def whole(text: str, start: int, end: int, bare: bool) -> bool:
    """Whether a code stands for itself and is no part of a longer number, a word, an amount or an address."""
    before, after = text[max(start - 8, 0) : start], text[end : end + 8]
    if re.search(r"[A-Za-z0-9]$", before) and (bare or not GLUED_BEFORE.search(before)):
        return False
    if re.match(r"[A-Za-z0-9]|[.,]\d{1,3}(?!\d)|-\d", after) and not GLUED_AFTER.match(after):
        return False
    if not bare:
        return True
    groups = len(re.findall(r"[\s\-]+", text[start:end]))
    spelled = not text[start].isdigit() or bool(re.fullmatch(r"\d(?:[ \-]\d)+", text[start:end]))
    return (
        (groups <= 1 or spelled)
        and not re.search(r"\d[\s-]*$|[$€£¥+@/]$|(?<!\d{6})(?<=\d)[.,]$", before)
        and not re.match(r"[\s-]*\d|[@/:%]|\s?(?:斤|公斤|kg|cm)", after)
    )

"""Codes in a pack's own pattern, however they are written: HL-204518, hl 204 518, #204518, 订单204518, or digit by digit in words."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.dialogue.domain import Slot
from bot.dialogue.events import Entity

LEFT_OUT = frozenset(" \t-#_\u2010\u2011\u2012\u2013\u2014\u2015\u00a0")
"""Characters that are removed before a pattern is matched."""

SPOKEN = {"zero": "0", "oh": "0", "o": "0", "nought": "0"} | {
    word: str(n) for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], start=1)
}
ONE = "|".join(SPOKEN)
HAN = "[零〇一二两三四五六七八九幺]"
DICTATED = re.compile(rf"\b(?:{ONE})(?:[\s,-]+(?:{ONE})\b){{3,20}}|{HAN}(?:[\s、-]?{HAN}){{3,20}}", re.IGNORECASE)
DIGIT = re.compile(rf"\b(?:{ONE})\b|{HAN}", re.IGNORECASE)
ALIKE = re.compile(r"[OIL|](?![A-HJKMNP-Z])")
"""A letter that may be a mistyped digit; see ``Squashed.as_digit`` for where it counts as one."""

DIGITS = str.maketrans("OIL|", "0111")
TWO_DIGITS = re.compile(r"\d\d")
MOST = 100
"""The most candidates that are tried in one message."""

REACH = 40
"""How many characters before its end a code that a number follows may begin."""

CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1", "两": "2"}
GLUED_BEFORE = re.compile(r"(?:order|track|cancel|return|code|number)$", re.IGNORECASE)
GLUED_AFTER = re.compile(
    r"(?:pls|plz|please|thx|thanks|thank|ty|is|was|has|hasn|where|when|what|why|how|not|and|but|now|asap|cancel|return|track)(?![a-z])",
    re.IGNORECASE,
)
"""Words that customers write before or after a code without a space."""


class Squashed:
    """A message in capitals without ``LEFT_OUT``; ``starts`` and ``ends`` map each character back to the message.

    ``dictated`` maps each digit that was spelled out as a word to the start of its series; ``alike`` is the text with letters that look
    like digits replaced.
    """

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
        """The digit that a letter looks like, if it follows a digit, another such letter, or the sign behind a prefix; else the letter."""
        start, squashed = letter.start(), letter.string
        follows = re.search(r"[0-9][OIL|]?$", squashed[max(start - 2, 0) : start]) or text[self.starts[start] - 1] in "-#"
        return letter[0].translate(DIGITS) if start and follows else letter[0]

    def breaks(self, text: str) -> Iterator[int]:
        """Places between two digits that the customer wrote with a blank between them."""
        if not TWO_DIGITS.search(self.text):
            return
        for i in range(1, len(self.starts)):
            if self.starts[i] - self.ends[i - 1] and self.text[i - 1 : i + 1].isdigit() and text[self.ends[i - 1]].isspace():
                yield i

    def goes_on(self, first: int, last: int) -> bool:
        """Whether these characters are only a part of a longer series of dictated digits."""
        runs = self.dictated
        return (first in runs and runs.get(first - 1) == runs[first]) or (last in runs and runs.get(last + 1) == runs[last])

    def plain(self, text: str, start: int, end: int, chars: list[str]) -> None:
        """Append the characters of ``text[start:end]`` that are kept."""
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
        """Every code, and whether it is bare: written without the letters or words that mark it."""
        matches = list(islice(self.pattern.finditer(squashed.text), MOST))
        if squashed.alike != squashed.text:
            matches += [m for m in islice(self.pattern.finditer(squashed.alike), MOST) if mistyped(m, text, squashed)]
        matches += self.before_numbers(text, squashed)
        for match in matches:
            first, code, last = match.start(), match.start("code"), match.end("code") - 1
            if last < code or squashed.goes_on(code, last):
                continue
            start, end = squashed.starts[first], squashed.ends[last]
            bare = code == first
            if whole(text, start, end, bare):
                value = self.template.replace("{code}", match["code"].zfill(self.slot.digits))
                if text[start - 1 : start] == "#":
                    start -= 1
                yield Entity("code", value, text[start:end], start, end, self.slot.name), bare

    def before_numbers(self, text: str, squashed: Squashed) -> Iterator[re.Match[str]]:
        """Codes that a blank and another number follow: in "MW-07 1300 rpm" the pattern sees more digits, and may reject the code."""
        for end in islice(squashed.breaks(text), MOST):
            yield from (m for m in self.pattern.finditer(squashed.text, max(end - REACH, 0), end) if m.end() == end)


def mistyped(match: re.Match[str], text: str, squashed: Squashed) -> bool:
    """Whether a match needs letters read as digits, and is plausible: written as one word with more than three real digits."""
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
    """Whether a code is not a part of a longer number, a word, an amount or an address."""
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

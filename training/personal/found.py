"""Where in a text personal data stands, and what was found first there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["EMAIL", "PHONE", "CARD", "IBAN", "ACCOUNT", "NAME", "ADDRESS", "ID", "IP", "URL", "DATE_OF_BIRTH", "HANDLE", "PASSWORD"]

SAME_WIDTH = (
    {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
    | {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), 0x20)
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D), 0x2D)
    | {0x2019: 0x27, 0xFF20: 0x40, 0xFF0B: 0x2B, 0xFF0E: 0x2E}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of text; without a kind it only looks personal (an order code, a hotline), and nothing else is found in it."""

    kind: Kind | None
    start: int
    end: int


class Taken:
    """What was found in one text: a later find keeps out of the earlier ones."""

    def __init__(self, length: int) -> None:
        self.used = bytearray(length)
        self.all: list[Found] = []

    def add(self, found: Iterable[Found]) -> None:
        """Keep what lies in free parts."""
        for one in found:
            if one.end > one.start and not any(self.used[one.start : one.end]):
                self.used[one.start : one.end] = b"\1" * (one.end - one.start)
                self.all.append(one)

    def personal(self) -> Iterator[Found]:
        """What must go, in the order of the text."""
        return iter(sorted((one for one in self.all if one.kind), key=lambda one: one.start))


def folded(text: str) -> str:
    """Full-width letters and digits, unusual blanks and dashes as ASCII; every position stays where it is."""
    return text if text.isascii() else text.translate(SAME_WIDTH)

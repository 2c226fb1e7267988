"""Finds of personal data in a text, and the rule that earlier finds win over later ones."""

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
class Detection:
    """One span of text; without a kind it is not personal (an order code, a hotline), and protects its span from later finds."""

    kind: Kind | None
    start: int
    end: int


class Detections:
    """The finds in one text; later finds must not overlap earlier ones."""

    def __init__(self, length: int) -> None:
        self.used = bytearray(length)
        self.all: list[Detection] = []

    def add(self, found: Iterable[Detection]) -> None:
        """Keep the finds that do not overlap earlier ones."""
        for one in found:
            if one.end > one.start and not any(self.used[one.start : one.end]):
                self.used[one.start : one.end] = b"\1" * (one.end - one.start)
                self.all.append(one)

    def personal(self) -> Iterator[Detection]:
        """The personal finds, in the order of the text."""
        return iter(sorted((one for one in self.all if one.kind), key=lambda one: one.start))


def folded(text: str) -> str:
    """A text with full-width letters and digits, unusual blanks and dashes as ASCII; all offsets stay valid."""
    return text if text.isascii() else text.translate(SAME_WIDTH)

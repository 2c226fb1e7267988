"""Positions in a message: folding that keeps them, and which of them have been recognised."""

from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue.events import Entity
from bot.simplified import simplified

HEAD, TAIL = 1000, 500

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}


def folded(text: str) -> str:
    """The text with full-width characters as ASCII and traditional Chinese as simplified; every character keeps its position."""
    return text if text.isascii() else simplified(text.translate(FULL_WIDTH))


class Taken:
    """The entities found so far; a later recogniser cannot claim characters that an earlier one has."""

    def __init__(self, length: int) -> None:
        self.entities: list[Entity] = []
        self.used = bytearray(length)

    def free(self, entity: Entity) -> bool:
        """Whether no earlier entity overlaps this one."""
        return not any(self.used[entity.start : entity.end])

    def add(self, found: Iterable[Entity]) -> None:
        """Add the entities that overlap no earlier one."""
        for entity in found:
            if self.free(entity):
                self.used[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
                self.entities.append(entity)


def parts(text: str) -> tuple[tuple[int, str], ...]:
    """The parts to search for amounts, dates and names, each with its offset: the whole message, or head and tail of a long one."""
    if len(text) <= HEAD + TAIL:
        return ((0, text),)
    return ((0, text[:HEAD]), (len(text) - TAIL, text[-TAIL:]))


def moved(entities: Iterable[Entity], by: int) -> Iterable[Entity]:
    """Entities of a part of the message, shifted to their positions in the whole."""
    return entities if by == 0 else (replace(e, start=e.start + by, end=e.end + by) for e in entities)

"""Where in a message something was recognised, and what was recognised first there."""

from collections.abc import Iterable
from dataclasses import replace

from bot.dialogue.events import Entity
from bot.simplified import simplified

HEAD, TAIL = 1000, 500

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}


def folded(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, traditional Chinese as simplified; every position stays where it is."""
    return text if text.isascii() else simplified(text.translate(FULL_WIDTH))


class Taken:
    """The parts of a message that have been recognised: what comes later keeps out of them."""

    def __init__(self, length: int) -> None:
        self.entities: list[Entity] = []
        self.used = bytearray(length)

    def free(self, entity: Entity) -> bool:
        """Whether nothing was recognised where the entity stands."""
        return not any(self.used[entity.start : entity.end])

    def add(self, found: Iterable[Entity]) -> None:
        """Keep what lies in free parts."""
        for entity in found:
            if self.free(entity):
                self.used[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
                self.entities.append(entity)


def parts(text: str) -> tuple[tuple[int, str], ...]:
    """The parts of a message that are read for amounts, days and names, with where they begin: a very long one's head and tail."""
    if len(text) <= HEAD + TAIL:
        return ((0, text),)
    return ((0, text[:HEAD]), (len(text) - TAIL, text[-TAIL:]))


def moved(entities: Iterable[Entity], by: int) -> Iterable[Entity]:
    """Entities of a part of the message, with their places in the whole."""
    return entities if by == 0 else (replace(e, start=e.start + by, end=e.end + by) for e in entities)

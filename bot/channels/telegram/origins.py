"""Delivery ids of customers' messages, from which a line's message on Telegram is found again."""

import re
from dataclasses import dataclass

FORM = re.compile(r"(\d{1,20})-(\d{1,20})(?:-(\d{1,20}))?")


@dataclass(frozen=True, slots=True)
class Origin:
    """The update and the message that a line came with, and the topic in which that message stands; as text, its delivery id."""

    update: int
    message: int
    thread: int | None = None

    def __str__(self) -> str:
        return f"{self.update}-{self.message}" + (f"-{self.thread}" if self.thread is not None else "")


NOWHERE = Origin(0, 0)


def origin(delivery_id: str) -> Origin:
    """Where a line came from; zeros for a delivery id that is not Telegram's."""
    found = FORM.fullmatch(delivery_id)
    return Origin(int(found[1]), int(found[2]), int(found[3]) if found[3] else None) if found else NOWHERE

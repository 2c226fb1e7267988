"""What may be suggested, before it is chosen from."""

from dataclasses import dataclass

from bot.suggesting.suggestion import Source


@dataclass(frozen=True, slots=True)
class Offer:
    """A reply with its gaps open; ``fit``: by how much it is above what is worth a look, ``at``: when it was last sent (0: never)."""

    wording: str
    text: str
    source: Source
    title: str = ""
    times: int = 0
    fit: float = 0.0
    at: float = 0.0

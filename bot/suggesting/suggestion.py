"""A suggested reply, and the hash that identifies a wording."""

import hashlib
from dataclasses import dataclass
from typing import Literal

Source = Literal["team", "article", "past_answer"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that an operator may insert; ``gaps`` are those still to be filled in, as they stand in ``text``.

    ``wording`` identifies the reply with open gaps; ``times`` is how often the team has sent it.
    """

    wording: str
    text: str
    gaps: tuple[str, ...]
    source: Source
    title: str = ""
    times: int = 0


def wording(text: str) -> str:
    """The hash of a text, which does not reveal it; texts that differ in spaces and capitals only have the same one."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:32]

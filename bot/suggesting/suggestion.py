"""A suggested reply, and by what wordings are told apart."""

import hashlib
from dataclasses import dataclass
from typing import Literal

Source = Literal["team", "article", "past_answer"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that an operator may take over; ``gaps`` are the names of what is still to be filled in, as they stand in ``text``.

    ``wording`` is the key of the reply before anything was filled in; ``times``: how often the team has sent it.
    """

    wording: str
    text: str
    gaps: tuple[str, ...]
    source: Source
    title: str = ""
    times: int = 0


def wording(text: str) -> str:
    """The key of a wording: the same for texts that differ in spaces and capitals only, and nothing that tells what was written."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:32]

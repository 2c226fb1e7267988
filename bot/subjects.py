"""Finds what a question is about by the names of the pack's things, since a passage about the kettle answers nothing about the lamp.

Vectors and words rank "Does the moka pot work on induction?" first for a question about a skillet too, as only the name differs.
"""

from collections.abc import Iterable

from bot.dialogue.domain import Domain
from bot.recognisers.choices import Choices
from bot.recognisers.spans import folded
from retrieval.index import Index

Things = frozenset[tuple[str, object]]
"""Pairs of a slot and a value of it."""


class Subjects:
    """The things named by those slots of a pack that are marked ``subject``."""

    def __init__(self, domain: Domain) -> None:
        self.choices = Choices([slot for slot in domain.slots.values() if slot.subject])

    def named(self, text: str) -> Things:
        """The things that a text names."""
        return frozenset((entity.slot or "", entity.value) for entity in self.choices.find(folded(text)))

    def of_passages(self, index: Index) -> tuple[tuple[Things, Things], ...]:
        """For each passage of an index, the things that its heading names and all that it names."""
        return tuple((self.named(chunk.question), self.named(chunk.searched)) for chunk in index.chunks)


def elsewhere(asked: Things, passages: Iterable[tuple[Things, Things]]) -> list[int]:
    """The positions of passages whose heading names other things of the kinds asked about, and which name none of those asked about."""
    kinds = {slot for slot, _ in asked}
    return [place for place, (heading, every) in enumerate(passages) if any(slot in kinds for slot, _ in heading) and not asked & every]

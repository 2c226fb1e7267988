"""The methods of the memory store about annotations."""

from bot.store.annotations import Annotation
from bot.store.memory_outbox import Kept


class MemoryAnnotations:
    """Implements ``bot.annotating.AnnotationStore``; what belongs to a conversation that is gone counts as gone."""

    kept: dict[str, Kept]

    def __init__(self) -> None:
        self.notes: dict[tuple[str, int], Annotation] = {}

    async def annotate(self, one: Annotation) -> bool:
        """Keep an annotation in place of an earlier one of the same turn; False where the turn is gone."""
        there = one.conversation_id in self.kept and any(log.turn == one.turn for log in self.kept[one.conversation_id].turns)
        if there:
            self.notes[one.conversation_id, one.turn] = one
        return there

    async def take_back(self, conversation_id: str, turn: int) -> bool:
        """Delete the annotation of a turn; whether there was one."""
        return self.notes.pop((conversation_id, turn), None) is not None

    async def annotations(self, conversation_id: str) -> list[Annotation]:
        """The annotations of a conversation, in the order of its turns."""
        return sorted((one for one in self.notes.values() if one.conversation_id == conversation_id), key=lambda one: one.turn)

    async def annotated(self, pack: str, since: float = 0.0) -> list[Annotation]:
        """The annotations of a pack that were made since (seconds since the epoch), the first first."""
        found = (one for one in self.notes.values() if one.pack == pack and one.at >= since and one.conversation_id in self.kept)
        return sorted(found, key=lambda one: (one.at, one.conversation_id, one.turn))

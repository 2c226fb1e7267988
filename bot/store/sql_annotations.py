"""The methods of ``SqlStore`` about annotations, which run the statements of ``annotations``."""

from bot.store import annotations
from bot.store.annotations import Annotation
from bot.store.database import Database


class SqlAnnotations:
    """Implements ``bot.annotating.AnnotationStore``."""

    database: Database

    async def annotate(self, one: Annotation) -> bool:
        """Keep an annotation in place of an earlier one of the same turn; False where the turn is gone."""
        return await self.database.write(annotations.annotate(one))

    async def take_back(self, conversation_id: str, turn: int) -> bool:
        """Delete the annotation of a turn; whether there was one."""
        return await self.database.write(annotations.take_back(conversation_id, turn))

    async def annotations(self, conversation_id: str) -> list[Annotation]:
        """The annotations of a conversation, in the order of its turns."""
        return await self.database.read(annotations.of_conversation(conversation_id))

    async def annotated(self, pack: str, since: float = 0.0) -> list[Annotation]:
        """The annotations of a pack that were made since (seconds since the epoch), the first first."""
        return await self.database.read(annotations.of_pack(pack, since))

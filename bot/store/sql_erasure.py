"""The methods of ``SqlStore`` about whole conversations, which run the statements of ``erasure``."""

from collections.abc import Collection

from bot.errors import UnknownConversation
from bot.store import erasure
from bot.store.database import Database
from bot.store.erasure import Copy, Deletion, Erased, Wanted
from bot.store.records import Summary


class SqlErasure:
    """Implements ``bot.erasing.Erasable``."""

    database: Database

    async def found(self, wanted: Wanted, limit: int = 100) -> list[Summary]:
        """At most ``limit`` conversations, those that changed last first."""
        return await self.database.read(erasure.found(wanted, limit))

    async def number(self, wanted: Wanted) -> int:
        """How many conversations there are."""
        return await self.database.read(erasure.number(wanted))

    async def copied(self, conversation_id: str) -> Copy:
        """Everything that is kept of a conversation; raises UnknownConversation. It is read under a lock, so no turn is half in it."""
        copy = await self.database.write(erasure.copied(conversation_id))
        if copy is None:
            raise UnknownConversation(f"There is no conversation {conversation_id}.")
        return copy

    async def erase(self, ids: Collection[str], by: str, at: float) -> Erased:
        """Delete conversations at once, and record who wanted it; ids that there are not count for nothing."""
        return await self.database.write(erasure.erase(ids, by, at))

    async def erase_idle(self, wanted: Wanted, by: str, at: float, limit: int) -> Erased:
        """Delete at most ``limit`` conversations for their age; ``wanted`` says since when they are idle."""
        return await self.database.write(erasure.erase_idle(wanted, by, at, limit))

    async def deletions(self, conversation_id: str | None = None, limit: int = 100) -> list[Deletion]:
        """What is on record of deletions, of one conversation or of all, the last first."""
        return await self.database.read(erasure.recorded(conversation_id, limit))

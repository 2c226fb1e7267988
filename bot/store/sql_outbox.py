"""The outbox methods of ``SqlStore``, which run the statements of ``outbox``."""

from bot.errors import Cause
from bot.store import outbox, queries
from bot.store.database import Database
from bot.store.records import Backlog, Fate, Outgoing, Retried, Undelivered, Unsent


class SqlOutbox:
    """Implements ``bot.delivery.Outbox``, ``bot.dead_letters.DeadLetters`` and ``bot.gauges.Waiting``."""

    database: Database

    async def outgoing(self, now: float, limit: int = 1000, lapsed: bool = True) -> list[str]:
        """At most ``limit`` conversations whose next line may be tried at ``now`` and is claimed by nobody.

        With ``lapsed`` also those in which a claim on it has run out.
        """
        return await self.database.read(outbox.ready(now, limit, lapsed))

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        """Claim the conversation's next line for ``owner`` until ``until``; None if there is none that may be tried now."""
        return await self.database.write(outbox.claim(conversation_id, owner, now, until))

    async def hold(self, outgoing: Outgoing, owner: str, until: float) -> bool:
        """Let a claim last until ``until``, or give it back with 0; False, and nothing stored, if this owner no longer holds it."""
        return await self.database.write(outbox.hold(outgoing, owner, until))

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        """Store the fate of a claimed line; False, and nothing stored, if this owner no longer holds the claim."""
        return await self.database.write(outbox.settle(outgoing, owner, fate, now))

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """At most ``limit`` lines that were given up, the latest first."""
        return await self.database.read(outbox.undelivered(limit))

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines of a conversation that were given up, were dismissed, or wait for another try after one that failed."""
        return await self.database.read(outbox.unsent(conversation_id))

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Queue a line that was given up again, as if it had not been tried, with those that were given up with it.

        The bot's own lines stay as they are while a person has the conversation.
        """
        return await self.database.write(outbox.retry(conversation_id, seq))

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int:
        """Dismiss a line that was given up, with those that were given up with it; the number of lines, 0 if it was not given up."""
        return await self.database.write(outbox.dismiss(conversation_id, seq, now))

    async def retry_all(self, cause: Cause, limit: int = 500) -> int:
        """Queue all lines of one cause again, in the conversations of the earliest ``limit`` of them; the number of lines queued."""
        return await self.database.write(outbox.retry_all(cause, limit))

    async def backlog(self) -> Backlog:
        """How much waits, and since when; answered from indexes, however much is stored."""
        return await self.database.read(queries.backlog)

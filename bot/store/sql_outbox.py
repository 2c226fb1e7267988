"""The outbox as ``SqlStore`` has it, over what ``outbox`` says of tables, and how much waits."""

from bot.errors import Cause
from bot.store import outbox, queries
from bot.store.database import Database
from bot.store.records import Backlog, Fate, Outgoing, Retried, Undelivered, Unsent


class SqlOutbox:
    """What a channel has to send: ``bot.delivery.Outbox``, ``bot.letters.Kept``, and ``bot.gauges.Waiting``."""

    database: Database

    async def outgoing(self, now: float, limit: int = 1000) -> list[str]:
        """Conversations whose next line to be sent may be tried by ``now``, and is claimed by nobody."""
        return await self.database.read(outbox.ready(now, limit))

    async def claim(self, conversation_id: str, owner: str, now: float, until: float) -> Outgoing | None:
        """The conversation's next line to be sent, nobody else's until then; None where there is none, or not yet."""
        return await self.database.write(outbox.claim(conversation_id, owner, now, until))

    async def settle(self, outgoing: Outgoing, owner: str, fate: Fate, now: float) -> bool:
        """Keep what came of a claimed line; False where it is not claimed by this owner any more, and nothing is kept."""
        return await self.database.write(outbox.settle(outgoing, owner, fate, now))

    async def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """Lines that were given up, the latest first."""
        return await self.database.read(outbox.undelivered(limit))

    async def unsent(self, conversation_id: str) -> list[Unsent]:
        """Lines of a conversation that were given up, or wait for another try after one that failed."""
        return await self.database.read(outbox.unsent(conversation_id))

    async def retry(self, conversation_id: str, seq: int) -> Retried:
        """Let a line that was given up wait again, as if it had not been tried, with those that were given up with it.

        Lines of the bot stay as they are while a person has the conversation.
        """
        return await self.database.write(outbox.retry(conversation_id, seq))

    async def dismiss(self, conversation_id: str, seq: int, now: float) -> int:
        """Put up with it that a line was given up, with those that were given up with it; how many, 0 where it was not."""
        return await self.database.write(outbox.dismiss(conversation_id, seq, now))

    async def retry_all(self, cause: Cause, limit: int = 500) -> int:
        """The same for all lines of one cause in the conversations of the earliest ``limit``; how many, 0 where none may be tried."""
        return await self.database.write(outbox.retry_all(cause, limit))

    async def backlog(self) -> Backlog:
        """How much waits, and since when; the indexes of what waits answer that, however much is stored."""
        return await self.database.read(queries.backlog)

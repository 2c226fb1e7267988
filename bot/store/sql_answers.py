"""The methods of ``SqlStore`` about suggested replies, which run the statements of ``answers``."""

from collections.abc import Collection

from bot.store import answers
from bot.store.answers import SentAnswer, Standing
from bot.store.database import Database


class SqlAnswers:
    """Implements ``bot.suggesting.Answers``."""

    database: Database

    async def sent_answers(self, pack: str) -> list[SentAnswer]:
        """The answers of a pack's operators that are kept, the latest first."""
        return await self.database.read(answers.sent(pack))

    async def standings(self, pack: str) -> dict[str, Standing]:
        """What came of the pack's suggested replies, by wording."""
        return await self.database.read(answers.standings(pack))

    async def keep_answer(self, one: SentAnswer, shown: Collection[str]) -> None:
        """Keep an answer and count the wordings ``shown`` meanwhile; nothing where its conversation was deleted."""
        await self.database.write(answers.keep(one, shown))

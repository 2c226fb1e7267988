"""The methods of the memory store about suggested replies."""

from collections import defaultdict
from collections.abc import Collection

from bot.store.answers import MOST_SENT, MOST_WORDINGS, SentAnswer, Standing
from bot.store.memory_outbox import Kept


class MemoryAnswers:
    """Implements ``bot.suggesting.Answers``; what belongs to a conversation that is gone counts as gone."""

    kept: dict[str, Kept]

    def __init__(self) -> None:
        self.answers: dict[str, list[SentAnswer]] = defaultdict(list)
        self.counted: dict[str, dict[str, Standing]] = defaultdict(dict)

    async def sent_answers(self, pack: str) -> list[SentAnswer]:
        """The answers of a pack's operators that are kept, the latest first."""
        self.answers[pack] = [one for one in self.answers[pack] if one.conversation_id in self.kept]
        return self.answers[pack][::-1]

    async def standings(self, pack: str) -> dict[str, Standing]:
        """What came of the pack's suggested replies, by wording."""
        return dict(self.counted[pack])

    async def keep_answer(self, one: SentAnswer, shown: Collection[str]) -> None:
        """Keep an answer and count the wordings ``shown`` meanwhile; nothing where its conversation was deleted."""
        if one.conversation_id not in self.kept:
            return
        self.answers[one.pack] = [*self.answers[one.pack], one][-MOST_SENT:]
        counted = self.counted[one.pack]
        for wording in sorted({*shown, one.origin} - {""}):
            was, used = counted.pop(wording, Standing()), wording == one.origin
            counted[wording] = Standing(was.offered + (wording in shown), was.used + used, one.at if used else was.used_at)
        while len(counted) > MOST_WORDINGS:
            del counted[next(iter(counted))]

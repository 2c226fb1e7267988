"""Reads questions with the model that serves their pack, and remembers how it read those that operators have answered."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence

import structlog

from bot.asking.understanding import AskingUnderstander
from bot.dialogue.events import Understood
from bot.engine import Serving, Understander
from bot.errors import FrontdeskError
from bot.registry.live import Live
from bot.search import PassageRetriever
from bot.store.answers import SentAnswer
from bot.suggesting import gaps
from bot.suggesting.similarity import ComparedQuestion, read
from bot.suggesting.team import Answered

REMEMBERED = 5000
"""The most questions of a pack that are remembered as they were read."""

PAUSE = 0.5
"""Seconds that a request for suggestions waits for questions to be read, as is necessary after a start or a change of the model."""

log = structlog.get_logger("suggesting")

Key = tuple[str, str]
"""The version of a model, and the question that it read."""


class QuestionReader:
    """Reads on the threads that understand customers' messages; bound to one event loop."""

    def __init__(self, clock: Callable[[], float], most: int = REMEMBERED) -> None:
        self.clock, self.most = clock, most
        self.known: dict[str, OrderedDict[Key, ComparedQuestion]] = defaultdict(OrderedDict)
        """The remembered questions of each pack, the least recently used first."""
        self.tasks: dict[str, asyncio.Task[None]] = {}
        """The task of each pack that is reading questions at the moment."""

    async def read(self, serving: Serving, text: str) -> tuple[Understood, ComparedQuestion]:
        """Read a text with the pack's own model, never with a language model."""
        understander: Understander = serving.understander
        if isinstance(understander, AskingUnderstander):
            understander = understander.reader
        understood, vector = await understander.understand(text, self.clock())
        subjects = serving.retriever.subjects if isinstance(serving.retriever, PassageRetriever) else None
        return understood, read(understood, vector, subjects.named(text) if subjects else frozenset())

    async def answered(self, live: Live, serving: Serving, sent: Sequence[SentAnswer]) -> list[Answered]:
        """The answers of one pack with their questions as ``serving`` reads them; a question that is still to be read is None.

        If some are still to be read, a task reads them, and goes on after the ``PAUSE`` that this waits for it.
        """
        if not sent:
            return []
        pack = sent[0].pack
        known = self.known[pack]
        if any((serving.model, one.asked) not in known for one in sent):
            if pack not in self.tasks:
                self.tasks[pack] = asyncio.create_task(self.catch_up(pack, live, sent))
                self.tasks[pack].add_done_callback(lambda _: self.tasks.pop(pack))
            await asyncio.wait({self.tasks[pack]}, timeout=PAUSE)
        return [(one, known.get((serving.model, one.asked))) for one in sent]

    async def catch_up(self, pack: str, live: Live, sent: Sequence[SentAnswer]) -> None:
        """Read the questions that are not remembered, one after the other, so that a customer's message waits for one of them at most."""
        known = self.known[pack]
        try:
            with live.active.lent() as serving:
                for one in sent:
                    key = (serving.model, one.asked)
                    if key not in known:
                        known[key] = (await self.read(serving, gaps.without(one.asked).strip()))[1]
                    known.move_to_end(key)
        except FrontdeskError as error:
            log.debug("not_caught_up", pack=pack, error=type(error).__name__)
        while len(known) > self.most:
            known.popitem(last=False)

    async def close(self) -> None:
        """Stop reading; to be called before the models are closed."""
        for task in tuple(self.tasks.values()):
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

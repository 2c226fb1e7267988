"""Asks a language model about a message, with a circuit breaker and a cache of answers."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog

from bot.asking import question
from bot.asking.answer import Answer, read
from bot.asking.breaker import Breaker
from bot.dialogue.domain import Domain
from bot.dialogue.events import Understood
from bot.errors import LanguageModelError

KEPT = 256
"""Answers that are cached: a repeated turn decides the same, and a message that is read again costs no request."""

log = structlog.get_logger("asking")


class Server(Protocol):
    """Has ``model`` write JSON that follows a schema; raises LanguageModelError."""

    model: str

    async def complete(self, instructions: str, question: str, schema: Mapping[str, Any]) -> str: ...


class LanguageModel:
    """One model for all packs; ``tell`` gets the outcome of each message and the seconds it took, None if the server was not asked."""

    def __init__(self, server: Server, breaker: Breaker, tell: Callable[[str, float | None], None]) -> None:
        self.server, self.breaker, self.tell = server, breaker, tell
        self.kept: OrderedDict[tuple[str, str], Answer] = OrderedDict()

    @property
    def name(self) -> str:
        """The model's name."""
        return self.server.model

    async def ask(self, understood: Understood, domain: Domain, language: str) -> Answer | None:
        """The model's answer about a message, perhaps cached; None if it failed or the breaker is open."""
        asked = question.question(understood, language)
        key = (f"{domain.name} {domain.version}", asked)
        if key in self.kept:
            return self.kept[key]
        if not self.breaker.lets_through():
            self.tell("left_alone", None)
            return None
        began = time.perf_counter()
        answer = await self.answer(asked, domain, language)
        self.tell(answer.verdict if answer else "failed", time.perf_counter() - began)
        return self.keep(key, answer) if answer else None

    async def answer(self, asked: str, domain: Domain, language: str) -> Answer | None:
        """Ask and parse the answer; None after a failure, which is logged without what the customer or the model wrote."""
        try:
            written = await self.server.complete(question.instructions(domain, language), asked, question.schema(domain))
            answer = read(written, domain)
        except LanguageModelError as error:
            self.breaker.failed(error.retry_after)
            log.warning("language_model_failed", model=self.name, pack=domain.name, reason=str(error))
            return None
        self.breaker.succeeded()
        return answer

    def keep(self, key: tuple[str, str], answer: Answer) -> Answer:
        """Cache an answer and drop the oldest one if there are too many."""
        self.kept[key] = answer
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return answer

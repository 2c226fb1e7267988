"""A pack's models for suggested replies: readers that count words, an index of a few articles and past answers, and a store."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.dialogue.conversation import Conversation, Utterance
from bot.dialogue.domain import Slot
from bot.dialogue.effects import Author
from bot.dialogue.events import Score, Understood
from bot.engine import Serving
from bot.errors import ModelError
from bot.registry.live import Live, Loaded
from bot.search import PassageRetriever
from bot.store.memory import MemoryStore
from bot.store.records import Message
from bot.suggesting import InsertedSuggestion, Suggester, Suggestion
from bot.turn import Vector
from retrieval.chunks import Chunk, embed
from retrieval.index import Index
from tests.dialogue.shop import DOMAIN, reading
from tests.retrieval.words import article, vector, vectors

CODE = replace(DOMAIN.slots["order_code"], pattern="HL-?(?P<code>[0-9]{6})", template="HL-{code}")
SHOP = replace(
    DOMAIN,
    slots={**DOMAIN.slots, "order_code": CODE, "name": Slot("name", "text", "ask_name"), "budget": Slot("budget", "money", "ask_budget")},
    labels={"order_code": {"en": "order code", "zh": "订单号"}},
)
PERSON, HELLO = "I want a person", "hello there"
ARTICLE = "Delivery to Canada costs $12.50 and takes about two weeks."
PASSAGES = (
    article("costs#1", "Delivery costs", ARTICLE, question="What does delivery to Canada cost?"),
    article("costs#2", "运费", "寄到加拿大的运费是12.50美元，大约两周到。", question="寄到加拿大运费多少？", language="zh"),
    Chunk(
        "h-1#1",
        "Is the blue kettle in stock?",
        "Hi Anna, the blue kettle is in stock, and I keep one back under HL-204518 for you.",
        "answer",
        "en",
        question="is the blue kettle in stock",
    ),
    Chunk("h-1#2", "And the red one?", "Yes, that one is there too, as I said.", "answer", "en", question="is the red kettle there"),
    Chunk(
        "h-2#1", "Where is my parcel?", "Your parcel left our warehouse on 3 December.", "answer", "en", question="where is my parcel now"
    ),
)


@dataclass
class Reader:
    """Understands by words, after a ``pause`` in seconds; ``away``: then it does not answer."""

    away: bool = False
    pause: float = 0.0
    read: list[str] = field(default_factory=list)

    async def understand(self, text: str, at: float, lines: Sequence[Utterance] = ()) -> tuple[Understood, Vector]:
        if self.away:
            raise ModelError("the encoder is gone")
        self.read.append(text)
        await asyncio.sleep(self.pause)
        best = {PERSON: "human_agent", HELLO: "greeting"}.get(text)
        intents = (Score(best, 0.95),) if best else ()
        return replace(reading()(text), intents=intents), vector(text)


class Team:
    """Operators of the small shop: ``answer`` sends, ``suggested`` asks what there is to a customer's words."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store, self.reader = store or MemoryStore(), Reader()
        retriever = PassageRetriever({"latin": Index.build(PASSAGES, embed(PASSAGES, vectors))})
        serving = Serving(SHOP, self.reader, retriever, self, "m1")  # type: ignore[arg-type]
        self.counted: list[str] = []
        self.now = 1000.0
        live = Live(Loaded("m1", serving, lambda: None))
        self.suggester = Suggester(self.store, {"shop": live}, lambda pack, outcome: self.counted.append(outcome), lambda: self.now)
        self.talks = 0

    async def begin(self, language: str = "en", **slots: str | float) -> Conversation:
        self.talks += 1
        conversation = Conversation(f"c{self.talks}", "shop", "operator", language, slots=slots, operator="Mia")
        await self.store.create(conversation, "web", 1.0)
        return conversation

    async def suggested(self, asked: str, language: str = "en", **slots: str | float) -> list[Suggestion]:
        return list(await self.suggester.suggest(await self.begin(language, **slots), lines(f"customer: {asked}")))

    async def texts(self, asked: str, language: str = "en", **slots: str | float) -> list[str]:
        return [one.text for one in await self.suggested(asked, language, **slots)]

    async def answer(
        self, asked: str, said: str, *taken: Suggestion, language: str = "en", seen: bool = True, **slots: str | float
    ) -> Conversation:
        """What an operator sends in a conversation of its own, with what is ``taken`` put into the composer before.

        ``seen``: whether they have what is suggested before their eyes.
        """
        conversation, before = await self.begin(language, **slots), lines(f"customer: {asked}")
        shown = {one.wording for one in await self.suggester.suggest(conversation, before)} if seen else set()
        self.now += 1
        await self.suggester.learn(conversation, before, said, [InsertedSuggestion(one.wording, one.text) for one in taken], shown)
        return conversation


def lines(*said: str) -> list[Message]:
    """Lines written as "author: text"."""
    authors: dict[str, Author | str] = {"customer": "customer", "bot": "bot", "operator": "operator", "system": "system"}
    split = [one.partition(": ")[::2] for one in said]
    return [Message(n, authors[author], text, float(n), n) for n, (author, text) in enumerate(split, start=1)]  # type: ignore[arg-type]

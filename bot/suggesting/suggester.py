"""Suggests replies to the operator who holds a conversation, and learns from what operators send."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import structlog

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Understood
from bot.dialogue.language import tells_nothing
from bot.engine import Serving
from bot.errors import FrontdeskError
from bot.inference.script import fits, language_of
from bot.registry.live import Live
from bot.search import PassageRetriever
from bot.store.answers import SentAnswer, Standing
from bot.store.records import Message
from bot.suggesting import gaps, team
from bot.suggesting.candidate import Candidate
from bot.suggesting.chat import chat
from bot.suggesting.names import people
from bot.suggesting.origin import InsertedSuggestion, how, nearest
from bot.suggesting.passages import passages, public
from bot.suggesting.ranking import chosen
from bot.suggesting.reading import QuestionReader
from bot.suggesting.similarity import ComparedQuestion, rarities
from bot.suggesting.suggestion import Suggestion, wording
from bot.suggesting.unanswered import unanswered
from retrieval.errors import RetrievalError

Outcome = Literal["offered", "used", "edited"]

SECONDS = 3.0
"""Time limit of a request for suggestions: after that long, the operator has begun to write."""

REMEMBERED = 5000
"""The most suggestions that are remembered until one of them is sent."""

NAMED_IN = 100
"""How many of a conversation's last lines are searched for names."""

MOST_WAITING = 8
"""Requests that may wait; only one is served at a time, so that a customer's message waits for one encoder pass of it at most."""

SURE = 0.5
"""The probability from which on a message is taken for a mere greeting, thanks or call for a person; the question came before it."""

log = structlog.get_logger("suggesting")


class Answers(Protocol):
    """The part of a store that keeps answers: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def sent_answers(self, pack: str) -> list[SentAnswer]: ...

    async def standings(self, pack: str) -> dict[str, Standing]: ...

    async def keep_answer(self, one: SentAnswer, shown: Collection[str]) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class OpenQuestion:
    """A question that nobody has answered yet.

    ``whole`` is what the customer wrote. ``kept`` has gaps in the place of what belongs to the customer, and ``compared`` leaves these out.
    """

    whole: ComparedQuestion
    kept: str
    compared: ComparedQuestion


class Suggester:
    """Suggests with the models that serve the packs of this process; ``count`` is told what becomes of suggestions.

    Bound to one event loop.
    """

    def __init__(
        self,
        store: Answers,
        packs: Mapping[str, Live],
        count: Callable[[str, Outcome], None] = lambda pack, outcome: None,
        clock: Callable[[], float] = time.time,
        seconds: float = SECONDS,
    ) -> None:
        self.store, self.packs, self.count, self.clock, self.seconds = store, packs, count, clock, seconds
        self.questions = QuestionReader(clock)
        self.offered: OrderedDict[str, str] = OrderedDict()
        """Texts with open gaps by their wording, the oldest first."""
        self.articles: tuple[object, str] = (None, "")
        """A retriever, and what its articles say."""
        self.turn, self.waiting = asyncio.Lock(), 0

    async def suggest(self, conversation: Conversation, messages: Sequence[Message]) -> tuple[Suggestion, ...]:
        """Replies to the question that nobody has answered, best first; empty if none fits, or if models or store fail or are too slow."""
        if not unanswered(messages) or conversation.pack not in self.packs or self.waiting > MOST_WAITING:
            return ()
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds), self.turn:
                with self.packs[conversation.pack].active.lent() as serving:
                    return await self.found(serving, conversation, messages)
        except (FrontdeskError, RetrievalError, TimeoutError) as error:
            log.debug("no_suggestions", conversation=conversation.id, error=type(error).__name__)
            return ()
        finally:
            self.waiting -= 1

    async def found(self, serving: Serving, conversation: Conversation, messages: Sequence[Message]) -> tuple[Suggestion, ...]:
        """The suggestions, by what the operators sent, what the index holds, and how often each reply was taken."""
        asked = await self.asked(serving, conversation, messages)
        if asked is None:
            return ()
        conversation = spoken(conversation, asked.whole.text, serving.domain)
        sent = [one for one in await self.store.sent_answers(conversation.pack) if one.language == conversation.language]
        standings = await self.store.standings(conversation.pack)
        answered = await self.questions.answered(self.packs[conversation.pack], serving, sent)
        retriever, at = serving.retriever, self.clock()
        stranger = Conversation("", conversation.pack, language=conversation.language)

        def share(text: str) -> str | None:
            shared = gaps.masked(text, stranger, serving.domain, at, around=gaps.Around(self.said_to_all(serving)))
            return None if gaps.own_case(shared, serving.domain, conversation.language) else shared

        def choose() -> list[Candidate]:
            of_wording = team.wordings(answered)
            candidates = list(team.from_team(asked.compared, of_wording, rarities(one for _, one in answered if one is not None)))
            if isinstance(retriever, PassageRetriever):
                candidates += passages(retriever, asked.whole, share, conversation.language)
            return chosen(candidates, of_wording, standings, (one.text for one in messages if one.author != "customer"))

        candidates = await asyncio.to_thread(choose)
        self.remember({one.wording: one.text for one in candidates})
        return tuple(suggestion(one, conversation, serving) for one in candidates)

    def remember(self, offered: Mapping[str, str]) -> None:
        """Remember offered texts with open gaps by their wording, since they come back with filled ones."""
        self.offered.update(offered)
        while len(self.offered) > REMEMBERED:
            self.offered.popitem(last=False)

    def said_to_all(self, serving: Serving) -> str:
        """The text of the pack's articles, joined once for each model."""
        if self.articles[0] is not serving.retriever:
            text = public(serving.retriever) if isinstance(serving.retriever, PassageRetriever) else ""
            self.articles = (serving.retriever, text)
        return self.articles[1]

    async def asked(self, serving: Serving, conversation: Conversation, messages: Sequence[Message]) -> OpenQuestion | None:
        """The customer's latest question; None if there is only small talk, a call for a person, or values such as a number."""
        around = gaps.Around(people=named(messages))
        for run in unanswered(messages):
            understood, whole = await self.questions.read(serving, run)
            if not beside_the_point(understood, serving):
                kept = gaps.masked(run, conversation, serving.domain, self.clock(), tagged(understood), around)
                plain = gaps.without(kept).strip()
                if not any(letter.isalnum() for letter in plain):
                    return None
                return OpenQuestion(whole, kept, whole if plain == run else (await self.questions.read(serving, plain))[1])
        return None

    async def close(self) -> None:
        """Stop reading questions; to be called before the models are closed."""
        await self.questions.close()

    async def learn(
        self,
        conversation: Conversation,
        messages: Sequence[Message],
        said: str,
        began: Sequence[InsertedSuggestion] = (),
        shown: Collection[str] = (),
    ) -> None:
        """Keep an answer that an operator sent after these ``messages``, unless it is only chat or there was no question.

        ``began`` are the suggestions that the operator inserted, ``shown`` the wordings of those on the screen. Nothing is learnt if a
        model or the store fails or is too slow.
        """
        if not unanswered(messages) or conversation.pack not in self.packs:
            return
        try:
            async with asyncio.timeout(self.seconds):
                with self.packs[conversation.pack].active.lent() as serving:
                    sent = await self.sent(serving, conversation, messages, said, (*began, *typed(said, shown)))
                if sent is not None:
                    await self.store.keep_answer(sent, shown)
        except (FrontdeskError, TimeoutError) as error:
            log.debug("nothing_learnt", conversation=conversation.id, error=type(error).__name__)

    async def sent(
        self, serving: Serving, conversation: Conversation, messages: Sequence[Message], said: str, began: Sequence[InsertedSuggestion]
    ) -> SentAnswer | None:
        """The answer as it is kept; None if it is only chat or there was no question."""
        asked = await self.asked(serving, conversation, messages)
        understood, _ = await self.questions.read(serving, said)
        first = nearest(said, began)
        template = "" if first is None else self.offered.get(first.wording, first.text if wording(first.text) == first.wording else "")
        around = gaps.Around(f"{self.said_to_all(serving)}\n{template}", named(messages))
        conversation = spoken(conversation, said, serving.domain)
        text = gaps.masked(said, conversation, serving.domain, self.clock(), tagged(understood), around)
        became = how(said, text, first)
        if became != "own":
            self.count(conversation.pack, "used" if became == "as_it_was" else "edited")
        if asked is None or chat(text):
            return None
        kept = template if template and became == "as_it_was" else text
        origin = "" if first is None else first.wording
        about = (conversation.id, conversation.pack, conversation.language)
        return SentAnswer(*about, asked.kept, kept, wording(kept), origin, became, self.clock())


def typed(said: str, shown: Collection[str]) -> Iterator[InsertedSuggestion]:
    """A suggestion on the screen whose exact words the operator typed, as if it had been inserted."""
    if wording(said) in shown:
        yield InsertedSuggestion(wording(said), said)


def spoken(conversation: Conversation, text: str, domain: Domain) -> Conversation:
    """The conversation with the language of a text in another script: an operator may change the language, which no turn records."""
    language = language_of(text, domain.languages)
    changed = language in domain.languages and latin(language) != latin(conversation.language) and not tells_nothing(text)
    return replace(conversation, language=language) if changed else conversation


def latin(language: str) -> bool:
    """Whether a language is written in Latin letters."""
    return fits(language.partition("-")[0], "latin")


def beside_the_point(understood: Understood, serving: Serving) -> bool:
    """Whether a message only asks for a person, greets or thanks."""
    best = understood.intents[0] if understood.intents else None
    intent = serving.domain.intents.get(best.name) if best is not None and best.value >= SURE else None
    return intent is not None and (intent.human or intent.reply is not None)


def named(messages: Sequence[Message]) -> frozenset[str]:
    """The people whom the customer or the operator has named in the last lines."""
    return people(one.text for one in messages[-NAMED_IN:] if one.author in {"customer", "operator"})


def tagged(understood: Understood) -> list[Entity]:
    """The values that the model tagged, which the recognisers do not find."""
    return [entity for entity in understood.entities if entity.tagged]


def suggestion(one: Candidate, conversation: Conversation, serving: Serving) -> Suggestion:
    """A candidate with its gaps filled from this conversation."""
    text = gaps.filled(one.text, conversation, serving.domain)
    return Suggestion(one.wording, text, gaps.left(text, conversation, serving.domain), one.source, one.title, one.times)

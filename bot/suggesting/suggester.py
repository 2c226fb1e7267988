"""Suggests replies to whoever holds a conversation, and learns from what they send; belongs to one event loop."""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import structlog

from bot.asking.understanding import AskingUnderstander
from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Domain
from bot.dialogue.events import Entity, Understood
from bot.dialogue.step import tells_nothing
from bot.engine import Serving, Understander
from bot.errors import FrontdeskError
from bot.inference.script import fits, language_of
from bot.registry.live import Live
from bot.search import PassageRetriever
from bot.store.answers import Sent, Standing
from bot.store.records import Message
from bot.suggesting import gaps, team
from bot.suggesting.beginning import Began, how, nearest
from bot.suggesting.chat import chat
from bot.suggesting.choosing import chosen
from bot.suggesting.likeness import Read, rarities, read
from bot.suggesting.names import people
from bot.suggesting.offer import Offer
from bot.suggesting.passages import passages, public
from bot.suggesting.suggestion import Suggestion, wording
from bot.suggesting.unanswered import unanswered
from retrieval.errors import RetrievalError

Outcome = Literal["offered", "used", "edited"]
Place = tuple[str, str]
"""A model and a question."""

SECONDS = 3.0
"""After which there are no suggestions: the operator has begun to write by then."""

READING = 0.5
"""Of these, for kept questions that were not read since the process or the model is new; the others are read afterwards."""

KEPT = 5000
"""Questions of a pack that are remembered as they were read, and suggestions as they were offered."""

NAMED_IN = 100
"""Lines of a conversation that are looked through for names."""

MOST_WAITING = 8
"""Requests that may wait: one is served at a time, so that customers' messages wait for one pass of it at most."""

SURE = 0.5
"""Probability from which on a message only asks for a person, greets or thanks, so that the question stands before it."""

log = structlog.get_logger("suggesting")


class Answers(Protocol):
    """The part of a store that keeps answers: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def sent_answers(self, pack: str) -> list[Sent]: ...

    async def standings(self, pack: str) -> dict[str, Standing]: ...

    async def keep_answer(self, one: Sent, shown: Collection[str]) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a customer wants to know: as they wrote it, and ``kept`` without what belongs to them."""

    whole: Read
    kept: str
    compared: Read


class Suggester:
    """Suggests for the packs that this process serves, with the models that serve them; ``count`` is told what comes of suggestions."""

    def __init__(
        self,
        store: Answers,
        packs: Mapping[str, Live],
        count: Callable[[str, Outcome], None] = lambda pack, outcome: None,
        clock: Callable[[], float] = time.time,
        seconds: float = SECONDS,
        most: int = KEPT,
    ) -> None:
        self.store, self.packs, self.count, self.clock, self.seconds, self.most = store, packs, count, clock, seconds, most
        self.known: dict[str, OrderedDict[Place, Read]] = defaultdict(OrderedDict)
        """By pack, so that no pack pushes out what another needs."""
        self.offered: OrderedDict[str, str] = OrderedDict()
        self.articles: tuple[object, str] = (None, "")
        self.turn, self.waiting = asyncio.Lock(), 0
        self.behind: dict[str, asyncio.Task[None]] = {}
        """By pack, what reads the kept questions that are not read yet."""

    async def suggest(self, conversation: Conversation, messages: Sequence[Message]) -> tuple[Suggestion, ...]:
        """Replies to what the customer has asked and nobody has answered, best first; none where nothing fits or the models are late."""
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
        """What is suggested for the customer's words."""
        asked = await self.asked(serving, conversation, messages)
        if asked is None:
            return ()
        conversation = spoken(conversation, asked.whole.text, serving.domain)
        sent = [one for one in await self.store.sent_answers(conversation.pack) if one.language == conversation.language]
        standings = await self.store.standings(conversation.pack)
        answered = await self.answered(serving, sent)
        retriever, at = serving.retriever, self.clock()
        stranger = Conversation("", conversation.pack, language=conversation.language)

        def share(text: str) -> str | None:
            shared = gaps.masked(text, stranger, serving.domain, at, around=gaps.Around(self.said_to_all(serving)))
            return None if gaps.own_case(shared, serving.domain, conversation.language) else shared

        def choose() -> list[Offer]:
            of_wording = team.wordings(answered)
            offers = list(team.from_team(asked.compared, of_wording, rarities(one for _, one in answered if one is not None)))
            if isinstance(retriever, PassageRetriever):
                offers += passages(retriever, asked.whole, share, conversation.language)
            return chosen(offers, of_wording, standings, (one.text for one in messages if one.author != "customer"))

        offers = await asyncio.to_thread(choose)
        self.remember({one.wording: one.text for one in offers})
        return tuple(suggestion(one, conversation, serving) for one in offers)

    def remember(self, offered: Mapping[str, str]) -> None:
        """Keep in mind what was offered, with its gaps open, until it comes back filled in."""
        self.offered.update(offered)
        while len(self.offered) > self.most:
            self.offered.popitem(last=False)

    def said_to_all(self, serving: Serving) -> str:
        """What the pack's articles say; put together once for each model."""
        if self.articles[0] is not serving.retriever:
            text = public(serving.retriever) if isinstance(serving.retriever, PassageRetriever) else ""
            self.articles = (serving.retriever, text)
        return self.articles[1]

    async def asked(self, serving: Serving, conversation: Conversation, messages: Sequence[Message]) -> Asked | None:
        """The latest of the customer's words that ask something; None where they only want a person, greet, or send a number."""
        around = gaps.Around(people=named(messages))
        for run in unanswered(messages):
            understood, whole = await self.read(serving, run)
            if not beside_the_point(understood, serving):
                kept = gaps.masked(run, conversation, serving.domain, self.clock(), tagged(understood), around)
                plain = gaps.without(kept).strip()
                if not any(letter.isalnum() for letter in plain):
                    return None
                return Asked(whole, kept, whole if plain == run else (await self.read(serving, plain))[1])
        return None

    async def read(self, serving: Serving, text: str) -> tuple[Understood, Read]:
        """A text as the pack's model reads it, on its threads; a language model is not asked."""
        understander: Understander = serving.understander
        if isinstance(understander, AskingUnderstander):
            understander = understander.reader
        understood, vector = await understander.understand(text, self.clock())
        subjects = serving.retriever.subjects if isinstance(serving.retriever, PassageRetriever) else None
        return understood, read(understood, vector, subjects.named(text) if subjects else frozenset())

    async def answered(self, serving: Serving, sent: Sequence[Sent]) -> list[team.Answered]:
        """Answers with their questions as they are compared; those that there is no time to read now are read afterwards."""
        if not sent:
            return []
        pack = sent[0].pack
        known = self.known[pack]
        if any(place(serving, one) not in known for one in sent):
            if pack not in self.behind:
                self.behind[pack] = asyncio.create_task(self.catch_up(pack, sent))
                self.behind[pack].add_done_callback(lambda _: self.behind.pop(pack))
            await asyncio.wait({self.behind[pack]}, timeout=READING)
        return [(one, known.get(place(serving, one))) for one in sent]

    async def catch_up(self, pack: str, sent: Sequence[Sent]) -> None:
        """Read the questions that were not read yet, one after the other, so that customers wait for one of them at most."""
        known = self.known[pack]
        try:
            with self.packs[pack].active.lent() as serving:
                for one in sent:
                    if place(serving, one) not in known:
                        known[place(serving, one)] = (await self.read(serving, gaps.without(one.asked).strip()))[1]
                    known.move_to_end(place(serving, one))
        except FrontdeskError as error:
            log.debug("not_caught_up", pack=pack, error=type(error).__name__)
        while len(known) > self.most:
            known.popitem(last=False)

    async def close(self) -> None:
        """Read nothing more; before the models are let go."""
        for task in tuple(self.behind.values()):
            task.cancel()
        await asyncio.gather(*self.behind.values(), return_exceptions=True)

    async def learn(
        self, conversation: Conversation, messages: Sequence[Message], said: str, began: Sequence[Began] = (), shown: Collection[str] = ()
    ) -> None:
        """Keep an answer that was sent after these ``messages``; ``shown``: the wordings that stood there to be taken.

        Chat is not kept, nor what answers nothing. Where a model or the store is away, nothing is learnt.
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
        self, serving: Serving, conversation: Conversation, messages: Sequence[Message], said: str, began: Sequence[Began]
    ) -> Sent | None:
        """The answer as it is kept; None where there was no question."""
        asked = await self.asked(serving, conversation, messages)
        understood, _ = await self.read(serving, said)
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
        return Sent(*about, asked.kept, kept, wording(kept), origin, became, self.clock())


def place(serving: Serving, one: Sent) -> Place:
    """Under what a question is known as a model has read it."""
    return serving.model, one.asked


def typed(said: str, shown: Collection[str]) -> Iterator[Began]:
    """The suggestion whose words an operator has typed instead of taking it."""
    if wording(said) in shown:
        yield Began(wording(said), said)


def spoken(conversation: Conversation, text: str, domain: Domain) -> Conversation:
    """The conversation in the language of a text, if that is in another script: people at the desk change it, and no turn notes that."""
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
    """Who is named in the last lines of a conversation, by the customer or by a person at the desk."""
    return people(one.text for one in messages[-NAMED_IN:] if one.author in {"customer", "operator"})


def tagged(understood: Understood) -> list[Entity]:
    """Values that the model found besides the recognisers."""
    return [entity for entity in understood.entities if entity.tagged]


def suggestion(one: Offer, conversation: Conversation, serving: Serving) -> Suggestion:
    """An offer for this conversation."""
    text = gaps.filled(one.text, conversation, serving.domain)
    return Suggestion(one.wording, text, gaps.left(text, conversation, serving.domain), one.source, one.title, one.times)

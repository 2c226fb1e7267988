"""Fakes written by hand, for tests that need a part of Frontdesk and not the whole."""

import asyncio
import itertools
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.bus.local import LocalBus
from bot.dead_letters import DeadLetters
from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.domain import Domain
from bot.dialogue.effects import AskRating, Button, Send
from bot.dialogue.events import ConversationClosed, CustomerRated, Event, MessageReceived, OperatorJoined, OperatorReleased, OperatorSaid
from bot.errors import ActionError, Overloaded, StoreUnavailable, UnknownConversation
from bot.pictures import PNG
from bot.store.memory import MemoryStore
from bot.store.records import Backlog, Channel, Message, Summary, TurnLog

Said = Send | AskRating
AWAY = "database is locked"


def echo(text: str, choice: str | None) -> Iterable[Said]:
    """Says what was said."""
    yield Send(f"You said: {choice or text}" if text.strip() else "Please write a few words.")


def a_domain(name: str = "retail", languages: tuple[str, ...] = ("en", "zh")) -> Domain:
    """A pack without intents, flows and replies."""
    return Domain(name, "v1", {"en": "Harbour Lane", "zh": "海湾小铺"}, languages, {}, {}, {}, {}, {})


class FakeReception:
    """Keeps conversations in memory and answers at once with what ``answer`` says; may be shared by servers that follow each other."""

    def __init__(self, answer: Callable[[str, str | None], Iterable[Said]] = echo, greeting: str = "Hello!") -> None:
        self.answer, self.greeting = answer, greeting
        self.domains: dict[str, Domain] = {}
        self.lines: dict[str, list[Message]] = {}
        self.summaries: dict[str, Summary] = {}
        self.keys: list[str] = []
        self.events: list[Event] = []
        self.overloaded = self.away = False
        self.delay = 0.0
        self.letters = DeadLetters(MemoryStore(), LocalBus())
        self.followers: defaultdict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(list)
        self.numbers = itertools.count(1)

    async def picture(self, conversation_id: str, seq: int) -> bytes:
        line = next((line for line in self.lines.get(conversation_id, ()) if line.seq == seq and line.drawing), None)
        if line is None:
            raise ActionError("there is no picture")
        return PNG + line.text.encode()

    async def open(self, pack: str, channel: Channel, language: str | None = None, conversation_id: str | None = None) -> str:
        if self.overloaded:
            raise Overloaded("Too many messages are waiting. Please try again in 3 seconds.", 3)
        conversation_id = conversation_id or secrets.token_hex(16)
        if conversation_id not in self.lines:
            self.lines[conversation_id] = []
            self.summaries[conversation_id] = Summary(conversation_id, pack, channel, "bot", language or "en", time.time(), time.time())
            self.add(conversation_id, [Send(self.greeting, (Button("Track my order", "intent:track_order"),))], turn=0)
        return conversation_id

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        if conversation_id not in self.lines:
            raise UnknownConversation(conversation_id)
        await self.check()
        if self.overloaded:
            raise Overloaded("Too many messages are waiting. Please try again in 3 seconds.", 3)
        if key in self.keys:
            return False
        self.keys.append(key)
        self.events.append(event)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.handle, conversation_id, event)
        else:
            self.handle(conversation_id, event)
        return True

    def handle(self, conversation_id: str, event: Event) -> None:
        """The turn of ``event``; may be called from another thread, as the desk would act meanwhile."""
        match event:
            case MessageReceived(text=text, choice=choice):
                turn = next(self.numbers)
                own = Message(len(self.lines[conversation_id]) + 1, "customer", text, event.at, turn, delivery_id=event.delivery_id)
                self.lines[conversation_id].append(own)
                self.add(conversation_id, self.answer(text, choice), turn)
            case CustomerRated(score=score):
                self.set(conversation_id, rating=score)
                self.add(conversation_id, [Send("Thank you for the rating.")])
            case ConversationClosed():
                self.set(conversation_id, mode="closed")
                self.add(conversation_id, [Send("Thank you for talking to us."), AskRating("How was this conversation?")])
            case OperatorJoined(operator=operator):
                self.set(conversation_id, mode="operator", operator=operator)
                self.add(conversation_id, [Send(f"{operator} has joined the conversation.", author="system")])
            case OperatorSaid(operator=operator, text=text):
                self.add(conversation_id, [Send(text, author="operator", reply=operator)])
            case OperatorReleased():
                self.set(conversation_id, mode="bot", operator=None)

    def set(self, conversation_id: str, **fields: object) -> None:
        self.summaries[conversation_id] = replace(self.summaries[conversation_id], updated_at=time.time(), **fields)  # type: ignore[arg-type]

    def add(self, conversation_id: str, said: Iterable[Said], turn: int | None = None) -> None:
        lines, now = self.lines[conversation_id], time.time()
        for one in said:
            number, of = len(lines) + 1, turn if turn is not None else lines[-1].turn
            if isinstance(one, AskRating):
                lines.append(Message(number, "bot", one.text, now, of, kind="rating"))
            else:
                line = Message(number, one.author, one.text, now, of, one.buttons, one.reply, one.source)
                lines.append(replace(line, drawing=one.drawing))
        for loop, changed in (*self.followers[conversation_id], *self.followers["any"]):
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool:
        handled = key in self.keys and seconds >= self.delay
        await asyncio.sleep(min(self.delay, seconds))
        return handled

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        await self.check()
        return [line for line in self.lines[conversation_id] if line.seq > after][:limit]

    def latest(self, conversation_id: str, after: int) -> list[Message] | None:
        """None: its wakes bring nothing."""
        return None

    async def follow(self, conversation_id: str) -> AsyncIterator[None]:
        changed = asyncio.Event()
        one = (asyncio.get_running_loop(), changed)
        self.followers[conversation_id].append(one)
        try:
            while True:
                yield
                await changed.wait()
                changed.clear()
        finally:
            self.followers[conversation_id].remove(one)

    async def summary(self, conversation_id: str) -> Summary:
        if conversation_id not in self.summaries:
            raise UnknownConversation(conversation_id)
        return self.summaries[conversation_id]

    async def last(self, conversation_id: str) -> int:
        await self.check()
        return len(self.lines[conversation_id])

    async def check(self) -> None:
        if self.away:
            raise StoreUnavailable(AWAY)

    async def backlog(self) -> Backlog:
        await self.check()
        return Backlog(queued=len(await self.conversations(mode="queued")))

    async def conversation(self, conversation_id: str) -> Conversation:
        summary = await self.summary(conversation_id)
        return Conversation(conversation_id, summary.pack, summary.mode, summary.language)

    async def turns(self, conversation_id: str) -> list[TurnLog]:
        await self.summary(conversation_id)
        return []

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]:
        return [s for s in self.summaries.values() if pack in (None, s.pack) and mode in (None, s.mode)][:limit]

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        return frozenset(id for id, lines in self.lines.items() if any(word in line.text.lower() for line in lines))

    def follow_all(self) -> AsyncIterator[None]:
        return self.follow("any")


@asynccontextmanager
async def nothing_runs() -> AsyncIterator[None]:
    """The life of an application without a worker."""
    yield

"""The entrance for channels and the desk: an event is stored before it is acknowledged, and what was said can be read or followed."""

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Protocol

from bot import bus as topics
from bot import keys
from bot.annotating import AnnotationStore, Annotator
from bot.bus import Bus, Ticks
from bot.dead_letters import DeadLetters, DeadLetterStore
from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.domain import Domain
from bot.dialogue.events import ConversationOpened, Event, MessageReceived
from bot.dialogue.step import opening
from bot.erasing import Erasable, Eraser
from bot.errors import ActionError, PackError
from bot.pictures import NO_PICTURES, Pictures
from bot.store.head import Head
from bot.store.records import Backlog, Channel, Inbound, Message, Stored, Summary, TurnLog

GREETING_SECONDS = 10.0
"""How long ``open`` waits for the greeting; a slower one arrives after ``open`` has returned."""

POLL = 0.5
"""Seconds between two looks at the store while waiting for an answer: a wake may be lost, or another process may run the turn."""

WATCHED = 10_000
"""The most accepted events that are watched before somebody waits for their answer; the oldest are dropped first."""


class Records(DeadLetterStore, Erasable, AnnotationStore, Protocol):
    """What the reception needs of a store: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def create(
        self, conversation: Conversation, channel: Channel, at: float, most: int | None = None, first: Inbound | None = None
    ) -> Stored: ...

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> Stored: ...

    async def handled(self, key: str) -> bool: ...

    async def head(self, conversation_id: str) -> Head: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]: ...

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]: ...

    async def backlog(self) -> Backlog: ...

    async def check(self) -> None: ...


class Reception:
    """Serves the packs in ``domains``; customers are turned away once ``max_waiting`` events are unanswered.

    ``letters`` gives access to lines that were not delivered, ``eraser`` deletes conversations, ``annotator`` keeps what
    operators say that customers meant, ``pictures`` draws pictures beside lines.
    """

    def __init__(
        self,
        store: Records,
        bus: Bus,
        domains: Mapping[str, Domain],
        max_waiting: int = 1000,
        clock: Callable[[], float] = time.time,
        *,
        pictures: Pictures = NO_PICTURES,
    ) -> None:
        self.pictures = pictures
        self.store, self.bus, self.domains, self.max_waiting, self.clock = store, bus, domains, max_waiting, clock
        self.letters, self.eraser = DeadLetters(store, bus), Eraser(store, bus)
        self.annotator = Annotator(store, bus, domains, clock)
        self.watched: OrderedDict[str, Ticks] = OrderedDict()

    async def open(self, pack: str, channel: Channel, language: str | None = None, conversation_id: str | None = None) -> str:
        """Begin a conversation, wait for its greeting and return its id; a conversation that already exists is not changed.

        Raises PackError for a pack that is not served, and Overloaded.
        """
        if pack not in self.domains:
            raise PackError(pack, None, "", f"this pack is not served; served are: {', '.join(sorted(self.domains))}")
        conversation_id = conversation_id or uuid.uuid4().hex
        now, key = self.clock(), keys.key(conversation_id, "opened")
        conversation, opened = opening(conversation_id, self.domains[pack], language), ConversationOpened(now, language)
        first = Inbound(key, conversation_id, opened)
        if not await self.keep(first, self.store.create(conversation, channel, now, self.max_waiting, first)):
            await self.receive(conversation_id, opened, key)
        await self.wait(conversation_id, key, GREETING_SECONDS)
        return conversation_id

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        """Store an event; False if an event with this key was stored before.

        Raises UnknownConversation, and Overloaded for a customer's message when too many are waiting.
        """
        most = self.max_waiting if isinstance(event, MessageReceived) else None
        inbound = Inbound(key, conversation_id, event)
        return await self.keep(inbound, self.store.receive(inbound, self.clock(), most))

    async def keep(self, inbound: Inbound, keeping: Awaitable[Stored]) -> bool:
        """Wait until an event is stored, then wake a worker; False if it was stored before.

        Listening for the answer begins before the event is stored, so that an answer cannot be missed.
        """
        watch = self.bus.listen(topics.handled(inbound.key))
        try:
            stored = await keeping
        except BaseException:
            watch.close()
            raise
        if stored:
            self.watch(inbound.key, watch)
            self.bus.arrived(inbound, stored)
        else:
            watch.close()
        return bool(stored)

    def watch(self, key: str, ticks: Ticks) -> None:
        """Keep the listener for an event's answer; the oldest listener is dropped when there are too many."""
        self.watched[key] = ticks
        if len(self.watched) > WATCHED:
            self.watched.popitem(last=False)[1].close()

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool:
        """Wait for at most ``seconds`` until the event with this key is answered; whether it was."""
        watched = self.watched.pop(key, None)
        ticks = watched or self.bus.listen(topics.handled(key))
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        try:
            if watched is None and await self.store.handled(key):
                return True
            while True:
                try:
                    async with asyncio.timeout(min(POLL, max(end - clock(), 0.0))):
                        await anext(ticks)
                        return True
                except TimeoutError:
                    if await self.store.handled(key):
                        self.bus.wake(topics.conversation(conversation_id))  # followers have missed the same wake
                        return True
                    if clock() >= end:
                        return False
        finally:
            ticks.close()

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        """At most ``limit`` lines whose ``seq`` is greater than ``after``, oldest first; raises UnknownConversation."""
        found = await self.store.messages(conversation_id, after, limit)
        if not found:
            await self.store.head(conversation_id)
        return found

    def latest(self, conversation_id: str, after: int) -> list[Message] | None:
        """The lines after ``after`` if they came with the last wake of the conversation; None if ``messages`` has to read them."""
        return self.bus.latest(conversation_id, after)

    async def picture(self, conversation_id: str, seq: int) -> bytes:
        """The PNG beside a line; raises ActionError if there is none or it cannot be drawn, and UnknownConversation."""
        summary = await self.summary(conversation_id)
        found = await self.store.messages(conversation_id, seq - 1, 1)
        if not found or found[0].seq != seq:
            raise ActionError(f"there is no line {seq}")
        return await self.pictures.draw(summary.pack, conversation_id, found[0])

    async def turns(self, conversation_id: str) -> list[TurnLog]:
        """Every turn, oldest first; a message's ``turn`` is the number of its turn. Raises UnknownConversation."""
        found = await self.store.turns(conversation_id)
        if not found:
            await self.store.head(conversation_id)
        return found

    async def summary(self, conversation_id: str) -> Summary:
        """The conversation's entry in the desk's list; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).summary

    async def last(self, conversation_id: str) -> int:
        """The ``seq`` of the conversation's last line, 0 if there is none yet; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).last_seq

    async def conversation(self, conversation_id: str) -> Conversation:
        """The conversation's state after its last turn; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).conversation

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]:
        """At most ``limit`` conversations: for mode ``queued`` the longest waiting first, otherwise the last changed first."""
        return await self.store.conversations(pack, mode, limit)

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        """Ids of the conversations in which somebody wrote ``word``, among the ``recent`` last changed ones of each mode."""
        return await self.store.saying(word, recent)

    async def backlog(self) -> Backlog:
        """How much is waiting, and since when."""
        return await self.store.backlog()

    async def check(self) -> None:
        """Raise StoreUnavailable if the store is known to accept no writes."""
        await self.store.check()

    async def follow(self, conversation_id: str) -> AsyncIterator[None]:
        """One tick immediately and one after each change of this conversation; raises UnknownConversation."""
        await self.store.head(conversation_id)
        async with aclosing(self.ticks(topics.conversation(conversation_id))) as ticks:
            async for _ in ticks:
                yield

    async def follow_all(self) -> AsyncIterator[None]:
        """One tick immediately and one after each change of any conversation."""
        async with aclosing(self.ticks(topics.EVERYTHING)) as ticks:
            async for _ in ticks:
                yield

    async def ticks(self, topic: str) -> AsyncGenerator[None, None]:
        """One tick immediately and one after each wake of the topic."""
        ticks = self.bus.listen(topic)
        try:
            yield
            async for _ in ticks:
                yield
        finally:
            ticks.close()

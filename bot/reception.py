"""The door that channels and the desk use: events go in and are kept before they are acknowledged, what was said comes out."""

import asyncio
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Protocol

from bot import bus as topics
from bot import keys
from bot.bus import Bus, Ticks
from bot.dialogue.conversation import Conversation, Mode
from bot.dialogue.domain import Domain
from bot.dialogue.events import ConversationOpened, Event, MessageReceived
from bot.dialogue.step import opening
from bot.errors import ActionError, PackError
from bot.letters import Kept, Letters
from bot.pictures import NO_PICTURES, Pictures
from bot.store.head import Head
from bot.store.records import Backlog, Channel, Inbound, Message, Summary, TurnLog

GREETING_SECONDS = 10.0
"""How long opening a conversation waits for its greeting, which comes later where it takes longer."""

POLL = 0.5
"""Seconds after which whoever waits looks by themselves: a wake may be lost, or the turn run by another process."""

WATCHED = 10_000
"""Accepted events whose answer nobody has waited for yet, of which the latest are watched."""


class Records(Kept, Protocol):
    """What a store keeps of conversations and of what comes in: ``bot.store.sql.SqlStore``, ``bot.store.memory.MemoryStore``."""

    async def create(
        self, conversation: Conversation, channel: Channel, at: float, most: int | None = None, first: Inbound | None = None
    ) -> bool: ...

    async def receive(self, inbound: Inbound, at: float, most: int | None = None) -> bool: ...

    async def handled(self, key: str) -> bool: ...

    async def head(self, conversation_id: str) -> Head: ...

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]: ...

    async def turns(self, conversation_id: str) -> list[TurnLog]: ...

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]: ...

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]: ...

    async def backlog(self) -> Backlog: ...

    async def check(self) -> None: ...


class Reception:
    """``domains`` are the packs that are served; ``max_waiting``: unanswered events at which customers are turned away.

    ``letters``: what was not delivered. ``pictures`` draws what stands beside lines.
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
        self.letters = Letters(store, bus)
        self.watched: OrderedDict[str, Ticks] = OrderedDict()

    async def open(self, pack: str, channel: Channel, language: str | None = None, conversation_id: str | None = None) -> str:
        """Begin a conversation, wait for its greeting, return its id; one that is there already is left as it is.

        Raises PackError for a pack that is not served, Overloaded.
        """
        if pack not in self.domains:
            raise PackError(pack, None, "", f"this pack is not served; those that are: {', '.join(sorted(self.domains))}")
        conversation_id = conversation_id or uuid.uuid4().hex
        now, key = self.clock(), keys.key(conversation_id, "opened")
        conversation, opened = opening(conversation_id, self.domains[pack], language), ConversationOpened(now, language)
        first = Inbound(key, conversation_id, opened)
        if not await self.keep(first, self.store.create(conversation, channel, now, self.max_waiting, first)):
            await self.receive(conversation_id, opened, key)
        await self.wait(conversation_id, key, GREETING_SECONDS)
        return conversation_id

    async def receive(self, conversation_id: str, event: Event, key: str) -> bool:
        """Keep an event, then return; False where one with this key was kept before.

        Raises UnknownConversation; a customer's message is turned away with Overloaded where too many wait.
        """
        most = self.max_waiting if isinstance(event, MessageReceived) else None
        inbound = Inbound(key, conversation_id, event)
        return await self.keep(inbound, self.store.receive(inbound, self.clock(), most))

    async def keep(self, inbound: Inbound, keeping: Awaitable[bool]) -> bool:
        """Wait until an event is kept, and tell a worker; watch for its answer from before that on. False where it was kept before."""
        watch = self.bus.listen(topics.handled(inbound.key))
        try:
            fresh = await keeping
        except BaseException:
            watch.close()
            raise
        if fresh:
            self.watch(inbound.key, watch)
            self.bus.arrived(inbound.conversation_id)
        else:
            watch.close()
        return fresh

    def watch(self, key: str, ticks: Ticks) -> None:
        """Remember who will tell that an event was answered, and forget the one that was kept longest when there are too many."""
        self.watched[key] = ticks
        if len(self.watched) > WATCHED:
            self.watched.popitem(last=False)[1].close()

    async def wait(self, conversation_id: str, key: str, seconds: float) -> bool:
        """Whether the event with this key is answered, within so many seconds."""
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
                        self.bus.wake(topics.conversation(conversation_id))  # those who follow have missed the same wake
                        return True
                    if clock() >= end:
                        return False
        finally:
            ticks.close()

    async def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
        """Lines whose ``seq`` is greater than ``after``, oldest first; raises UnknownConversation."""
        found = await self.store.messages(conversation_id, after, limit)
        if not found:
            await self.store.head(conversation_id)
        return found

    async def picture(self, conversation_id: str, seq: int) -> bytes:
        """The PNG beside a line; ActionError where there is none, or it cannot be drawn. Raises UnknownConversation."""
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
        """The conversation in a line; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).summary

    async def last(self, conversation_id: str) -> int:
        """The ``seq`` of the conversation's last line, 0 where there is none yet; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).last_seq

    async def conversation(self, conversation_id: str) -> Conversation:
        """The conversation's state after its last turn; raises UnknownConversation."""
        return (await self.store.head(conversation_id)).conversation

    async def conversations(self, pack: str | None = None, mode: Mode | None = None, limit: int = 100) -> list[Summary]:
        """Conversations: those that wait longest first where ``mode`` is queued, else those that changed last first."""
        return await self.store.conversations(pack, mode, limit)

    async def saying(self, word: str, recent: int = 500) -> frozenset[str]:
        """Ids of conversations in which somebody wrote this, among the ``recent`` of each mode that changed last."""
        return await self.store.saying(word, recent)

    async def backlog(self) -> Backlog:
        """How much waits, and since when."""
        return await self.store.backlog()

    async def check(self) -> None:
        """Raises StoreUnavailable where nothing can be kept, as far as that is known."""
        await self.store.check()

    async def follow(self, conversation_id: str) -> AsyncIterator[None]:
        """A tick at once, and one after changes of this conversation; raises UnknownConversation."""
        await self.store.head(conversation_id)
        async with aclosing(self.ticks(topics.conversation(conversation_id))) as ticks:
            async for _ in ticks:
                yield

    async def follow_all(self) -> AsyncIterator[None]:
        """A tick at once, and one after changes of any conversation."""
        async with aclosing(self.ticks(topics.EVERYTHING)) as ticks:
            async for _ in ticks:
                yield

    async def ticks(self, topic: str) -> AsyncGenerator[None, None]:
        """A tick at once, and one after each wake."""
        ticks = self.bus.listen(topic)
        try:
            yield
            async for _ in ticks:
                yield
        finally:
            ticks.close()

"""The bus of a single process."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from bot.bus import INBOX, Arrived, conversation
from bot.store.records import Inbound, Message, Stored

BROUGHT = 1000
"""Conversations whose last lines are kept at most."""


class LocalTicks:
    """One listener; it remembers only whether there was a wake, so it never grows."""

    def __init__(self, bus: "LocalBus", topic: str) -> None:
        self.bus, self.topic = bus, topic
        self.woken = asyncio.Event()

    def __aiter__(self) -> "LocalTicks":
        return self

    async def __anext__(self) -> None:
        """Wait for the next wake; returns at once if there was one since the last look."""
        await self.woken.wait()
        self.woken.clear()

    def close(self) -> None:
        """Stop listening; closing twice does nothing."""
        listeners = self.bus.topics.get(self.topic)
        if listeners is not None:
            listeners.discard(self)
            if not listeners:
                del self.bus.topics[self.topic]


class LocalBus:
    """Wakes listeners of the same event loop; a wake that nobody listens to is forgotten."""

    def __init__(self) -> None:
        self.topics: dict[str, set[LocalTicks]] = {}
        self.brought: OrderedDict[str, Sequence[Message]] = OrderedDict()
        """The lines that came with the last wake, by topic; a wake without lines removes them, for then there may be others."""
        self.stored: list[Inbound | None] = []
        """What has arrived since the worker last took it; None stands for an event that it has to look up."""

    def wake(self, topic: str) -> None:
        """Wake all listeners of the topic."""
        self.brought.pop(topic, None)
        for ticks in self.topics.get(topic, ()):
            ticks.woken.set()

    def said(self, conversation_id: str, lines: Sequence[Message]) -> None:
        """Wake who follows the conversation, and keep its lines for them."""
        topic = conversation(conversation_id)
        self.wake(topic)
        self.keep(topic, lines)

    def keep(self, topic: str, lines: Sequence[Message]) -> None:
        """Keep lines until the next wake of the topic; the oldest are forgotten when there are too many."""
        if lines:
            self.brought[topic] = lines
            if len(self.brought) > BROUGHT:
                self.brought.popitem(last=False)

    def latest(self, conversation_id: str, after: int) -> list[Message] | None:
        """The last lines if they begin right after ``after`` or before it, and do not end there; None otherwise."""
        lines = self.brought.get(conversation(conversation_id))
        if not lines or not lines[0].seq - 1 <= after < lines[-1].seq:
            return None
        return [line for line in lines if line.seq > after]

    def arrived(self, inbound: Inbound, stored: Stored) -> None:
        """Wake the only worker; without one nothing is kept for it."""
        if INBOX in self.topics:
            self.stored.append(inbound if stored is Stored.FIRST else None)
            self.wake(INBOX)

    def taken(self) -> list[Inbound | None]:
        """What has arrived since the last call."""
        taken, self.stored = self.stored, []
        return taken

    def listen(self, topic: str) -> LocalTicks:
        """A listener for the topic's wakes from now on."""
        ticks = LocalTicks(self, topic)
        self.topics.setdefault(topic, set()).add(ticks)
        return ticks


class Everything:
    """The share of a worker that is alone: every conversation."""

    def __contains__(self, conversation_id: object) -> bool:
        return True


class LocalArrivals:
    """Arrivals for the only worker, which learns what has arrived or else only that something has."""

    alone = True

    def __init__(self, bus: LocalBus) -> None:
        self.bus, self.ticks = bus, bus.listen(INBOX)

    async def next(self, seconds: float) -> Arrived:
        """What has arrived, as soon as something has; nothing after ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await anext(self.ticks)
        except TimeoutError:
            return Arrived()
        taken = self.bus.taken()
        return Arrived(tuple(event for event in taken if event is not None), frozenset() if taken and None not in taken else None)

    def share(self) -> Everything:
        """Every conversation."""
        return Everything()

    async def leave(self) -> None:
        """Stop listening; there is no other worker to hand the share to."""
        self.ticks.close()

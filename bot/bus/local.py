"""The bus of a single process."""

import asyncio
from collections.abc import Collection

from bot.bus import INBOX


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

    def wake(self, topic: str) -> None:
        """Wake all listeners of the topic."""
        for ticks in self.topics.get(topic, ()):
            ticks.woken.set()

    def arrived(self, conversation_id: str) -> None:
        """Wake the only worker."""
        self.wake(INBOX)

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
    """Arrivals for the only worker, which learns that something arrived but not where."""

    alone = True

    def __init__(self, bus: LocalBus) -> None:
        self.ticks = bus.listen(INBOX)

    async def next(self, seconds: float) -> Collection[str] | None:
        """None as soon as something has arrived, or an empty collection after ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await anext(self.ticks)
        except TimeoutError:
            return ()
        return None

    def share(self) -> Everything:
        """Every conversation."""
        return Everything()

    async def leave(self) -> None:
        """Stop listening; there is no other worker to hand the share to."""
        self.ticks.close()

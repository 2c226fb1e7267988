"""Arrivals for one of several workers, through Redis: which workers live, which partitions each has, and streams of new events."""

import asyncio
import uuid
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError

from bot.bus import Arrived, Share
from bot.bus.redis import ANSWER, AWAY, event_of, stream
from bot.bus.shares import NONE, PARTITIONS, Partitions, partitions

WORKERS = "frontdesk:workers"
"""A sorted set of the living workers, scored by their last sign of life in seconds by the clock of Redis."""

GROUP = "workers"
"""The consumer group of every stream: an entry reaches one worker, even while two believe that a partition is theirs."""

BEAT, LIVING = 0.5, 3.0
"""Seconds between two signs of life, and seconds without one after which a worker counts as gone."""

BLOCK = 0.25
"""Seconds that one read of the streams waits at most, and so the delay before a worker reads newly gained partitions."""

FAREWELL = 1.0
"""Seconds that a worker takes at most to tell the others that it leaves."""

POLL = 0.2
"""Seconds between two looks at the database while Redis is away."""

LATE = 0.5
"""Seconds by which an answer of Redis may be late before it counts as missing: Redis may hang while the connection is open."""

BATCH = 100

log = structlog.get_logger("bus")


class RedisArrivals:
    """One worker's share of the streams: all of them until ``run`` has found other workers; it is kept while Redis is away.

    ``moved`` is called with the new share whenever it changes.
    """

    alone = False

    def __init__(self, client: Redis, moved: Callable[[Share], None] = lambda share: None) -> None:
        self.client, self.moved = client, moved
        self.name = uuid.uuid4().hex
        self.mine = partitions(self.name, ())
        self.others: dict[str, float] = {}
        """The workers that this one knows of, and when it last heard of them, in the loop's time."""
        self.introduced = False
        """Whether Redis and the other workers know of this one."""
        self.left = False
        self.away = False
        """Whether the last read of the streams failed."""
        self.read: dict[str, list[str]] = {}
        """The entries that were read, by stream; the next read or the end removes them, since they hold what customers write."""

    def share(self) -> Partitions:
        """The partitions that this worker looks after now."""
        return self.mine

    async def run(self) -> None:
        """Give signs of life and look for other workers, until cancelled."""
        while not self.left:
            with suppress(*AWAY):  # the bus notices too, and logs it
                async with asyncio.timeout(ANSWER):
                    await self.beat()
            await asyncio.sleep(BEAT)

    async def beat(self) -> None:
        """Give one sign of life, and divide the partitions anew among the living workers."""
        seconds, micros = await self.client.time()
        now = seconds + micros / 1e6
        if self.left:
            return
        async with self.client.pipeline(transaction=True) as batch:
            batch.zscore(WORKERS, self.name)
            batch.zadd(WORKERS, {self.name: now})
            batch.zremrangebyscore(WORKERS, 0, now - LIVING)
            batch.zremrangebyscore(WORKERS, now + LIVING, "+inf")  # noted before the clock of Redis was set back
            batch.zrange(WORKERS, 0, -1)
            before, *_, living = await batch.execute()
        self.introduced = True
        self.divide(self.known(living, forgotten=before is None))

    def known(self, living: Collection[str], forgotten: bool) -> Collection[str]:
        """The living workers; if Redis has forgotten even this one, those heard of lately count too, since they will soon report again."""
        now = asyncio.get_running_loop().time()
        lately = {name: heard for name, heard in self.others.items() if now - heard < LIVING} if forgotten else {}
        self.others = lately | dict.fromkeys(living, now)
        return self.others

    def divide(self, living: Collection[str]) -> None:
        """Take this worker's share among the living ones."""
        mine = partitions(self.name, living)
        if mine != self.mine and not self.left:
            log.info("share_changed", workers=len({self.name, *living}), partitions=len(mine.numbers))
            self.mine = mine
            self.moved(mine)

    async def next(self, seconds: float) -> Arrived:
        """What has arrived in this worker's share; something may be new anywhere if Redis cannot say."""
        if not (self.introduced or self.left):
            await self.introduce()
            if not self.introduced:
                self.away = True
                await asyncio.sleep(min(seconds, POLL))
                return Arrived(conversations=None)
        streams: dict[Any, Any] = {stream(number): ">" for number in sorted(self.mine.numbers)}
        wait = min(seconds, POLL if self.away else BLOCK)
        if not streams:
            await asyncio.sleep(wait)
            return Arrived()
        try:
            async with asyncio.timeout(wait + LATE), self.client.pipeline(transaction=False) as batch:
                self.remove(batch)
                batch.xreadgroup(GROUP, "worker", streams, count=BATCH, block=max(1, round(wait * 1000)), noack=True)
                *_, found = await batch.execute()
        except AWAY as error:
            if isinstance(error, ResponseError) and "NOGROUP" in str(error):
                await self.begin()
            else:
                self.away = True
                await asyncio.sleep(min(seconds, POLL))
            return Arrived(conversations=None)
        self.away = False
        self.read = {name: [id for id, _ in entries] for name, entries in found}
        return arrived([fields for _, entries in found for _, fields in entries])

    async def introduce(self) -> None:
        """Find the other workers before the first read, which would take their events and then wait for their leases."""
        with suppress(*AWAY):
            async with asyncio.timeout(LATE):
                await self.beat()

    def remove(self, batch: Pipeline) -> None:
        """Add the removal of the entries that were read to a batch."""
        for name, ids in self.read.items():
            batch.xdel(name, *ids)

    async def begin(self) -> None:
        """Create the missing consumer groups: at the first start, and after Redis was flushed."""
        with suppress(*AWAY):
            async with asyncio.timeout(ANSWER), self.client.pipeline(transaction=False) as batch:
                for number in range(PARTITIONS):
                    batch.xgroup_create(stream(number), GROUP, id="0", mkstream=True)
                await batch.execute(raise_on_error=False)

    async def leave(self) -> None:
        """Hand the share to the other workers, at once if Redis can be reached, also while this one still ends its last turns."""
        self.left, self.mine = True, NONE
        self.moved(NONE)
        with suppress(*AWAY):
            async with asyncio.timeout(FAREWELL), self.client.pipeline(transaction=False) as batch:
                self.remove(batch)
                batch.zrem(WORKERS, self.name)
                await batch.execute()


def arrived(entries: Collection[Mapping[str, str]]) -> Arrived:
    """The events in entries of streams, and the conversations of which they hold none."""
    events = [event_of(fields) for fields in entries]
    unread = frozenset(fields["conversation"] for fields, event in zip(entries, events, strict=True) if event is None)
    return Arrived(tuple(event for event in events if event is not None), unread)

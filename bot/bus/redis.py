"""The bus of several processes: wakes travel through Redis.

Redis stores nothing that matters, and what customers write only until a worker has read it. Wakes lost while it is away, flushed or
restarted are made up for by polling the database, and by waking
listeners without a reason: all of them every second while Redis cannot be heard, and otherwise each of them every ``ROUND`` seconds, since
a process may die before it tells what it has done.
"""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError, ResponseError

from bot.bus import HANDLED, conversation
from bot.bus.local import LocalBus
from bot.bus.shares import partition
from bot.errors import SetupError
from bot.store import codec
from bot.store.records import Inbound, Message, Stored

CHANNEL = "frontdesk:wake"
LONGEST = 10_000
"""Entries that a stream keeps, approximately; older ones are dropped, and their events found by a worker's sweep."""

PAUSE = 0.25
"""Seconds before Redis is tried again."""

ANSWER = 5.0
"""Seconds that Redis has for an answer that no customer waits for."""

QUIET = 2.0
"""Seconds of silence after which Redis is pinged, and seconds that it has to answer the ping."""

LOOK, ROUND = 1.0, 20
"""Seconds between two looks, and the number of looks in which each listener is woken once even while Redis is heard."""

BESIDE = "\t"
"""Between a topic and its lines, as JSON, in what is published; neither holds it, nor the line break between topics."""

SOME = "some topic"
"""Published instead of topics that could not be published: listeners of any topic may have missed a wake."""

LAST = 1.0
"""Seconds for sending the last wakes when the process ends."""

AWAY = (RedisError, OSError, TimeoutError)
"""Raised while Redis is away or cannot do what it is asked."""

Part = Literal["tell", "hear"]

log = structlog.get_logger("bus")


def stream(number: int) -> str:
    """The name of a partition's stream of entries as ``entry`` makes them."""
    return f"frontdesk:inbox:{number}"


def entry(inbound: Inbound, first: bool) -> dict[Any, Any]:
    """An entry of a stream: the conversation with a new event, and this event if it is the ``first`` unanswered one."""
    named = {"conversation": inbound.conversation_id}
    return {**named, "key": inbound.key, "event": codec.encode(inbound.event)} if first else named


def event_of(fields: Mapping[str, str]) -> Inbound | None:
    """The event in an entry; None if there is none, or one that only a newer version can read."""
    if "event" not in fields:
        return None
    try:
        return Inbound(fields["key"], fields["conversation"], codec.decode_event(fields["event"]))
    except ValidationError:
        return None


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Redis]:
    """A client of the Redis at ``redis://[:password@]host:port/number``; raises SetupError if the address or the password is wrong.

    A Redis that is away at the moment is no error: those who need it poll the database until it is back.
    """
    try:
        client = Redis.from_url(
            address,
            decode_responses=True,
            socket_connect_timeout=2.0,
            socket_timeout=None,  # on Python 3.11 it makes a send swallow its task's cancellation; callers limit the time
            health_check_interval=10,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
    except ValueError as error:
        raise SetupError(
            f"FRONTDESK_REDIS_URL is no address of a Redis ({error}); one looks like redis://:password@host:6379/0."
        ) from error
    try:
        async with asyncio.timeout(ANSWER):
            await client.ping()
    except (AuthenticationError, AuthorizationError, ResponseError) as error:
        await client.aclose()
        raise SetupError(f"Redis does not let Frontdesk in ({error}): check the user and the password in FRONTDESK_REDIS_URL.") from error
    except AWAY as error:
        log.warning("redis_away", error=type(error).__name__, reason=str(error))
    try:
        yield client
    finally:
        await client.aclose()


class RedisBus(LocalBus):
    """Wakes listeners of this process at once, and those of others through Redis while ``run`` runs; ``look`` as LOOK."""

    def __init__(self, client: Redis, look: float = LOOK) -> None:
        super().__init__()
        self.client, self.pause = client, look
        self.name = uuid.uuid4().hex
        self.failing: set[Part] = set()
        """The parts that fail at the moment."""
        self.telling: dict[str, Sequence[Message]] = {}
        """The topics to be published, with the lines that came with their last wake."""
        self.arriving: dict[str, tuple[Inbound, bool]] = {}
        """The events to be announced, by conversation, and whether each is the first and only one."""
        self.something = asyncio.Event()

    def wake(self, topic: str) -> None:
        """Wake all listeners of the topic, in any process."""
        super().wake(topic)
        self.telling[topic] = ()
        self.something.set()

    def said(self, conversation_id: str, lines: Sequence[Message]) -> None:
        """The same for who follows a conversation, in any process, with the lines of its last turn."""
        super().said(conversation_id, lines)
        self.telling[conversation(conversation_id)] = lines

    def arrived(self, inbound: Inbound, stored: Stored) -> None:
        """Add the event to its partition's stream, which one worker reads."""
        self.arriving[inbound.conversation_id] = inbound, stored is Stored.FIRST and inbound.conversation_id not in self.arriving
        self.something.set()

    async def run(self) -> None:
        """Carry wakes until cancelled; the last ones get ``LAST`` seconds to be sent."""
        try:
            async with asyncio.TaskGroup() as group:
                for job in (self.tell, self.hear, self.look):
                    group.create_task(job())
        finally:
            with suppress(*AWAY):
                async with asyncio.timeout(LAST):
                    await self.send()

    async def tell(self) -> None:
        """Send the wakes that gather while a batch is on its way; after a failed batch, publish ``SOME`` in its place."""
        while True:
            await self.something.wait()
            self.something.clear()
            try:
                async with asyncio.timeout(ANSWER):
                    await self.send()
            except AWAY as error:
                self.note("tell", error)
                self.telling[SOME] = ()
                self.something.set()
                await asyncio.sleep(PAUSE)
            else:
                self.note("tell", None)

    async def send(self) -> None:
        """Send all gathered wakes in one batch; if that fails they are forgotten, since the database knows what they were about."""
        topics, self.telling = self.telling, {}
        events, self.arriving = self.arriving, {}
        if not topics and not events:
            return
        async with self.client.pipeline(transaction=False) as batch:
            for conversation_id, (inbound, first) in events.items():
                batch.xadd(stream(partition(conversation_id)), entry(inbound, first), maxlen=LONGEST)
            if topics:
                batch.publish(CHANNEL, "\n".join((self.name, *(beside(topic, lines) for topic, lines in topics.items()))))
            try:
                await batch.execute()
            except asyncio.CancelledError:
                self.telling |= topics  # the process ends: better sent twice than never
                self.arriving |= events
                raise

    async def hear(self) -> None:
        """Wake listeners of this process for what others publish, and all of them when messages may have been missed."""
        while True:
            try:
                async with self.client.pubsub() as ear:
                    async with asyncio.timeout(ANSWER):
                        await ear.subscribe(CHANNEL)
                    while True:
                        said = await anything(ear)
                        if said["type"] == "subscribe":
                            self.note("hear", None)
                            self.wake_all()
                        elif said["type"] == "message":
                            self.take(said["data"])
            except AWAY as error:
                self.note("hear", error)
                await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Wake listeners without a reason, so that none waits long for a lost wake: all while Redis is not heard, else a few at a time."""
        for number in itertools.cycle(range(ROUND)):
            await asyncio.sleep(self.pause)
            for topic in self.patient():
                if "hear" in self.failing or hash(topic) % ROUND == number:
                    super().wake(topic)

    def take(self, told: str) -> None:
        """Wake the listeners of the topics that another process published."""
        name, *topics = told.split("\n")
        if name == self.name:
            return
        if SOME in topics:
            self.wake_all()
        for one in topics:
            topic, _, lines = one.partition(BESIDE)
            super().wake(topic)
            if lines:
                self.keep(topic, codec.decode_lines(lines))

    def wake_all(self) -> None:
        """Wake every listener of this process that may be woken without a reason to."""
        for topic in self.patient():
            super().wake(topic)

    def patient(self) -> list[str]:
        """The topics that may be woken without a reason: not those of inbox rows, whose listeners take a wake for the answer."""
        return [topic for topic in self.topics if not topic.startswith(HANDLED)]

    def note(self, part: Part, error: Exception | None) -> None:
        """Log once that Redis is away, and once that it is back."""
        before = bool(self.failing)
        if error is not None:
            self.failing.add(part)
            if not before:
                log.warning("redis_away", error=type(error).__name__, reason=str(error))
        else:
            self.failing.discard(part)
            if before and not self.failing:
                log.info("redis_back")


def beside(topic: str, lines: Sequence[Message]) -> str:
    """A topic as it is published, with the lines that its wake brings."""
    return f"{topic}{BESIDE}{codec.encode_plain(tuple(lines))}" if lines else topic


async def anything(ear: PubSub) -> dict[str, Any]:
    """The next message from Redis; raises TimeoutError if it does not even answer a ping."""
    said: dict[str, Any] | None = await ear.get_message(timeout=QUIET)
    if said is None:
        await ear.ping()
    clock = asyncio.get_running_loop().time
    end = clock() + QUIET
    while said is None:
        if (left := end - clock()) <= 0:
            raise TimeoutError("it does not answer")
        said = await ear.get_message(timeout=left)
    return said

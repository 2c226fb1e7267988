"""The bus of several processes: wakes travel through Redis.

Redis keeps nothing that matters. What is lost while it is away, flushed or started again is found by whoever looks at the database
every so often, or is woken without a reason to: all every second while nothing is heard, each every so often even so, since a process
may die before it tells what it has done.
"""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError, ResponseError

from bot.bus import HANDLED
from bot.bus.local import LocalBus
from bot.bus.shares import partition
from bot.errors import SetupError

CHANNEL = "frontdesk:wake"
LONGEST = 10_000
"""Entries that a stream keeps, about: more are lost, and found by the sweep."""

PAUSE = 0.25
"""Before Redis is tried again, in seconds."""

ANSWER = 5.0
"""Seconds that Redis has for an answer for which nobody waits."""

QUIET = 2.0
"""Seconds of silence after which Redis is asked whether it is there, and those that it has for its answer."""

LOOK, ROUND = 1.0, 20
"""Seconds between two looks while nothing is heard, and looks of which each listener has one at any time."""

SOME = "some topic"
"""Told in the place of topics that could not be told."""

LAST = 1.0
"""Seconds that the last wakes get when the process ends."""

AWAY = (RedisError, OSError, TimeoutError)
"""What is raised while Redis is away, or cannot do what it is asked."""

Part = Literal["tell", "hear"]

log = structlog.get_logger("bus")


def stream(number: int) -> str:
    """The stream of a partition: its entries name conversations in whose inbox there is something new."""
    return f"frontdesk:inbox:{number}"


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Redis]:
    """A client of the Redis at ``redis://[:password@]host:port/number``; SetupError for an address or a password that cannot be right.

    One that is away at the moment is no error: what needs it looks at the database until it is there.
    """
    try:
        client = Redis.from_url(
            address,
            decode_responses=True,
            socket_connect_timeout=2.0,
            socket_timeout=None,  # on Python 3.11 it makes a send swallow its task's cancellation; who asks limits the time
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
    """Wakes listeners of this process at once, and those of others through Redis once ``run`` runs; ``look`` as LOOK."""

    def __init__(self, client: Redis, look: float = LOOK) -> None:
        super().__init__()
        self.client, self.pause = client, look
        self.name = uuid.uuid4().hex
        self.failing: set[Part] = set()
        """What Redis does not do at the moment."""
        self.telling: set[str] = set()
        self.arriving: set[str] = set()
        self.something = asyncio.Event()

    def wake(self, topic: str) -> None:
        """Wake everybody who listens to the topic, in any process."""
        super().wake(topic)
        self.telling.add(topic)
        self.something.set()

    def arrived(self, conversation_id: str) -> None:
        """Put the conversation into the stream of its partition, for one of the workers."""
        self.arriving.add(conversation_id)
        self.something.set()

    async def run(self) -> None:
        """Carry wakes until cancelled; the last ones are sent before it ends, if that does not take long."""
        try:
            async with asyncio.TaskGroup() as group:
                for job in (self.tell, self.hear, self.look):
                    group.create_task(job())
        finally:
            with suppress(*AWAY):
                async with asyncio.timeout(LAST):
                    await self.send()

    async def tell(self) -> None:
        """Send what has gathered while the last batch was on its way; after one that failed, that something was not told."""
        while True:
            await self.something.wait()
            self.something.clear()
            try:
                async with asyncio.timeout(ANSWER):
                    await self.send()
            except AWAY as error:
                self.note("tell", error)
                self.telling.add(SOME)
                self.something.set()
                await asyncio.sleep(PAUSE)
            else:
                self.note("tell", None)

    async def send(self) -> None:
        """Send everything that has gathered in one go; where it fails it is forgotten, the database knows it."""
        topics, self.telling = self.telling, set()
        conversations, self.arriving = self.arriving, set()
        if not topics and not conversations:
            return
        async with self.client.pipeline(transaction=False) as batch:
            for conversation_id in conversations:
                batch.xadd(stream(partition(conversation_id)), {"conversation": conversation_id}, maxlen=LONGEST)
            if topics:
                batch.publish(CHANNEL, "\n".join((self.name, *topics)))
            try:
                await batch.execute()
            except asyncio.CancelledError:
                self.telling |= topics  # the process ends: better told twice than not
                self.arriving |= conversations
                raise

    async def hear(self) -> None:
        """Wake listeners of this process with what others tell, and all of them when that may have missed something."""
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
        """Let listeners look by themselves: all of them while nothing is heard, else some, so that none waits long for a lost wake."""
        for number in itertools.cycle(range(ROUND)):
            await asyncio.sleep(self.pause)
            for topic in self.patient():
                if "hear" in self.failing or hash(topic) % ROUND == number:
                    super().wake(topic)

    def take(self, told: str) -> None:
        """Wake who listens to what another process tells."""
        name, *topics = told.split("\n")
        if name == self.name:
            return
        if SOME in topics:
            self.wake_all()
        for topic in topics:
            super().wake(topic)

    def wake_all(self) -> None:
        """Wake every listener of this process that may be woken without a reason."""
        for topic in self.patient():
            super().wake(topic)

    def patient(self) -> list[str]:
        """Topics whose listeners look what is new; to those of an inbox row a wake is the answer, and they look by themselves."""
        return [topic for topic in self.topics if not topic.startswith(HANDLED)]

    def note(self, part: Part, error: Exception | None) -> None:
        """Say once in the log that Redis is away, and once that it is back."""
        before = bool(self.failing)
        if error is not None:
            self.failing.add(part)
            if not before:
                log.warning("redis_away", error=type(error).__name__, reason=str(error))
        else:
            self.failing.discard(part)
            if before and not self.failing:
                log.info("redis_back")


async def anything(ear: PubSub) -> dict[str, Any]:
    """What Redis says next; TimeoutError where it does not even say, when it is asked, that it is there."""
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

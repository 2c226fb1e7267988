"""The bus of several processes: wakes travel through Redis.

Redis keeps nothing that matters. What is lost while it is away, flushed or started again is found by whoever looks at the database
every so often; when it is back, everybody is woken once.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError, ResponseError

from bot.bus.local import LocalBus
from bot.bus.shares import partition
from bot.errors import SetupError

CHANNEL = "frontdesk:wake"
LONGEST = 10_000
"""Entries that a stream keeps, about: more are lost, and found by the sweep."""

PAUSE = 0.25
"""Before Redis is tried again, in seconds."""

LAST = 1.0
"""Seconds that the last wakes get when the process ends."""

AWAY = (RedisError, OSError, TimeoutError)
"""What is raised while Redis is away, or cannot do what it is asked."""

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
            socket_timeout=5.0,
            health_check_interval=10,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
    except ValueError as error:
        raise SetupError(
            f"FRONTDESK_REDIS_URL is no address of a Redis ({error}); one looks like redis://:password@host:6379/0."
        ) from error
    try:
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
    """Wakes listeners of this process at once, and those of others through Redis once ``run`` runs."""

    def __init__(self, client: Redis) -> None:
        super().__init__()
        self.client = client
        self.name = uuid.uuid4().hex
        self.away = False
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
            async with asyncio.TaskGroup() as both:
                both.create_task(self.tell())
                both.create_task(self.hear())
        finally:
            with suppress(*AWAY):
                async with asyncio.timeout(LAST):
                    await self.send()

    async def tell(self) -> None:
        """Send what has gathered while the last batch was on its way."""
        while True:
            await self.something.wait()
            self.something.clear()
            try:
                await self.send()
            except AWAY as error:
                self.note(error)
                await asyncio.sleep(PAUSE)

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
                async with self.client.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(CHANNEL)
                    self.note(None)
                    self.wake_all()
                    while True:
                        message = await heard.get_message(timeout=5.0)
                        if message is not None:
                            self.take(message["data"])
            except AWAY as error:
                self.note(error)
                await asyncio.sleep(PAUSE)

    def take(self, told: str) -> None:
        """Wake who listens to what another process tells."""
        name, *topics = told.split("\n")
        if name != self.name:
            for topic in topics:
                super().wake(topic)

    def wake_all(self) -> None:
        """Wake every listener of this process."""
        for topic in list(self.topics):
            super().wake(topic)

    def note(self, error: Exception | None) -> None:
        """Say once in the log that Redis is away, and once that it is back."""
        if error is not None and not self.away:
            log.warning("redis_away", error=type(error).__name__, reason=str(error))
        elif error is None and self.away:
            log.info("redis_back")
        self.away = error is not None

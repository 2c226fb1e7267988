"""A Redis that belongs to the tests, and connections to it as several processes would have them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from bot.bus.redis import connected
from tests.store.redis_server import RedisServer
from tests.store.servers import a_redis

Joining = Callable[[], Awaitable[Redis]]


@pytest.fixture(scope="session")
def redis_running() -> Iterator[RedisServer]:
    """A Redis of their own, because it is killed."""
    with a_redis() as server:
        yield server


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Joining]:
    """Connects one more process."""
    async with AsyncExitStack() as stack:

        async def one() -> Redis:
            return await stack.enter_async_context(connected(redis.address))

        yield one

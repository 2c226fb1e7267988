"""A Redis of the tests' own, and what several processes would have of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from bot.bus.redis import connected
from tests.store import redis_server
from tests.store.redis_server import RedisServer

Joining = Callable[[], Awaitable[Redis]]


@pytest.fixture(scope="session")
def redis_of_the_session() -> Iterator[RedisServer]:
    program = redis_server.program()
    if program is None:
        pytest.skip(redis_server.MISSING)
    with redis_server.server(program) as server:
        yield server


@pytest.fixture
def redis(redis_of_the_session: RedisServer) -> RedisServer:
    """That knows nothing."""
    redis_of_the_session.flush()
    return redis_of_the_session


@pytest.fixture
async def client(redis: RedisServer) -> AsyncIterator[Joining]:
    """Connects one more process."""
    async with AsyncExitStack() as stack:

        async def one() -> Redis:
            return await stack.enter_async_context(connected(redis.address))

        yield one

"""Servers of the tests' own, that may be stopped, killed and started again."""

from collections.abc import Iterator

import pytest

from tests.contracts.conftest import emptied
from tests.store import postgres, redis_server
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer


@pytest.fixture(scope="session")
def postgres_running() -> Iterator[PostgresServer]:
    """One PostgreSQL for all tests of faults."""
    bin = postgres.programs()
    if bin is None:
        pytest.skip(postgres.MISSING)
    with postgres.running(bin) as server:
        yield server


@pytest.fixture(scope="session")
def redis_running() -> Iterator[RedisServer]:
    """One Redis for all tests of faults."""
    program = redis_server.program()
    if program is None:
        pytest.skip(redis_server.MISSING)
    with redis_server.server(program) as server:
        yield server


@pytest.fixture
async def database(postgres_running: PostgresServer) -> PostgresServer:
    """With an empty database."""
    await emptied(postgres_running.address)
    return postgres_running


@pytest.fixture
def redis(redis_running: RedisServer) -> RedisServer:
    """That knows nothing."""
    redis_running.flush()
    return redis_running

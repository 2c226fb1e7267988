"""Servers of the tests' own, that may be stopped, killed and started again."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.sql import SqlStore
from tests.contracts.conftest import emptied
from tests.faults.cluster import Cluster, Nursery
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


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for all tests of faults."""
    one = Nursery()
    yield one
    one.end()


@pytest.fixture
def house(nursery: Nursery, database: PostgresServer, redis: RedisServer, tmp_path: Path) -> Iterator[Cluster]:
    """Processes on both servers, none of which has begun; in the end all are killed."""
    one = Cluster(nursery, tmp_path, database.address, redis.address)
    yield one
    one.end()


@pytest.fixture
async def store(database: PostgresServer) -> AsyncIterator[SqlStore]:
    """The database as the test looks at it."""
    one = await SqlStore.connect(database.address)
    yield one
    await one.close()

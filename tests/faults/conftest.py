"""Processes of Frontdesk on a PostgreSQL and a Redis, that may be stopped, killed and started again."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.sql import SqlStore
from tests.faults.cluster import Cluster, Nursery
from tests.store.postgres import PostgresServer, emptied
from tests.store.redis_server import RedisServer


@pytest.fixture
async def database(postgres_running: PostgresServer) -> PostgresServer:
    """With an empty database."""
    await emptied(postgres_running.address)
    return postgres_running


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

"""Servers of the tests' own, as a test asks for them: where one is not installed the test is skipped, and told how to get it."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.store import pgbouncer, postgres, redis_server
from tests.store.postgres import PostgresServer
from tests.store.redis_server import RedisServer


def a_postgres() -> AbstractContextManager[PostgresServer]:
    """Runs as long as the context."""
    bin = postgres.programs()
    if bin is None:
        pytest.skip(postgres.MISSING)
    return postgres.running(bin)


def pgbouncer_program() -> Path:
    """What starts a PgBouncer."""
    program = pgbouncer.program()
    if program is None:
        pytest.skip(pgbouncer.MISSING)
    return program


def redis_program() -> Path:
    """What starts a Redis."""
    program = redis_server.program()
    if program is None:
        pytest.skip(redis_server.MISSING)
    return program


def a_redis(password: str = "") -> AbstractContextManager[RedisServer]:
    """Runs as long as the context."""
    return redis_server.server(redis_program(), password)

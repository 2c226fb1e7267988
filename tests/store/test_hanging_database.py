"""A PostgreSQL that says nothing, and processes that keep its locks and say nothing: nobody waits for them for long."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import MessageReceived
from bot.errors import StoreUnavailable
from bot.store.database import LONGEST, SILENT, Postgres, connect
from bot.store.records import Inbound
from bot.store.sql import SqlStore
from bot.store.writer import AT_ONCE
from tests.store.postgres import PostgresServer, emptied
from tests.store.servers import a_postgres

SOON = 1.0
SLACK = 5.0
"""Seconds that closing a connection to a server that says nothing may take, and a machine that has much else to do."""


@pytest.fixture(scope="module")
def postgres_running() -> Iterator[PostgresServer]:
    """Their own, as it is made to hang."""
    with a_postgres() as server:
        yield server


@pytest.fixture
async def server(postgres_running: PostgresServer) -> PostgresServer:
    """With one conversation."""
    store = await SqlStore.connect(await emptied(postgres_running.address))
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    await store.close()
    return postgres_running


@pytest.fixture
async def impatient(server: PostgresServer) -> AsyncIterator[SqlStore]:
    """A store that waits for a second."""
    store = SqlStore(connect(server.address, seconds=SOON))
    yield store
    await store.close()


def wrote(number: int) -> Inbound:
    return Inbound(f"k{number}", "c1", MessageReceived(1.0, "hello", str(number)))


async def test_a_database_that_hangs_is_told_in_time_and_used_again_when_it_answers(server: PostgresServer, impatient: SqlStore) -> None:
    assert await impatient.receive(wrote(1), 2.0)
    with server.hanging():
        began = time.monotonic()
        writes = [impatient.receive(wrote(number), 2.0) for number in range(2, 5)]
        reads = [impatient.head("c1") for _ in range(30)]
        outcomes = await asyncio.gather(*writes, *reads, impatient.check(), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 34
        assert time.monotonic() - began < 2 * (SOON + SLACK)
    assert await impatient.receive(wrote(5), 2.0)
    assert (await impatient.head("c1")).summary.id == "c1"


async def test_a_process_that_hangs_with_a_lock_in_its_hands_holds_up_the_others_for_seconds(server: PostgresServer) -> None:
    assert min(AT_ONCE + 1.0, LONGEST) > SILENT, "who waits for the lock gets it at the first try"
    hanging, store = connect(server.address), await SqlStore.connect(server.address)
    assert isinstance(hanging, Postgres)
    connection = await hanging.engine.connect()
    await connection.execute(text("SELECT id FROM conversations FOR UPDATE"))
    began = time.monotonic()
    assert await store.receive(wrote(1), 2.0)
    assert time.monotonic() - began < SILENT + SLACK
    await connection.invalidate()
    await connection.close()
    await hanging.close()
    await store.close()

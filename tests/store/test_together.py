"""What is sent to PostgreSQL in few trips, and over connections that are kept at hand."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from bot.dialogue.conversation import Conversation
from bot.errors import StoreUnavailable
from bot.store.database import Postgres, connect
from bot.store.sql import SqlStore
from tests.store.parts import a_turn
from tests.store.postgres import PostgresServer, created
from tests.store.servers import a_postgres

BACKENDS = text("SELECT pg_backend_pid()")


@pytest.fixture
async def store(postgres_running: PostgresServer) -> AsyncIterator[SqlStore]:
    """An empty store in PostgreSQL."""
    store = await SqlStore.connect(await created(postgres_running.address))
    yield store
    await store.close()


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """What is sent inside the context."""
    assert isinstance(store.database, Postgres)
    engine, sent = store.database.engine.sync_engine, []

    def sending(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", sending)
    yield sent
    event.remove(engine, "before_cursor_execute", sending)


async def test_the_turns_of_many_conversations_are_read_in_one_statement_and_written_in_one(store: SqlStore) -> None:
    """However many rows of however many tables they have."""
    for number in range(20):
        await store.create(Conversation(f"c{number}", "shop"), "web", 1.0)
    opened = [await store.open(f"c{number}") for number in range(20)]
    with statements(store) as sent:
        await asyncio.gather(*(store.commit(one.lease, a_turn(one, "hello", "are you there?")) for one in opened))
    assert len(sent) == 2
    assert [len(await store.messages(f"c{number}")) for number in range(20)] == [2] * 20


async def test_a_text_that_is_too_long_for_its_column_is_refused_and_not_cut(store: SqlStore) -> None:
    """An array of shorter texts would cut it without a word."""
    with pytest.raises(DBAPIError, match="StringDataRightTruncation"):
        await store.create(Conversation("c" * 200, "shop"), "web", 1.0)
    assert await store.conversations() == []


async def test_what_comes_one_after_the_other_goes_over_the_same_connection(postgres_running: PostgresServer) -> None:
    """Reads and writes have their own."""
    database = connect(postgres_running.address)
    reads = {await database.read(lambda c: c.execute(BACKENDS).scalar_one()) for _ in range(5)}
    writes = {await database.write(lambda c: c.execute(BACKENDS).scalar_one()) for _ in range(5)}
    assert len(reads) == len(writes) == 1
    await database.close()


async def test_after_an_error_no_connection_is_used_that_was_at_hand() -> None:
    """A restarted server is found at the second try, however many connections it had cut."""
    with a_postgres() as server:
        database = connect(server.address)
        await asyncio.gather(*(database.read(lambda c: c.execute(text("SELECT pg_sleep(0.1)")).all()) for _ in range(6)))
        server.stop()
        server.start()
        with pytest.raises(StoreUnavailable):
            await database.read(lambda c: c.execute(BACKENDS).all())
        assert await database.read(lambda c: c.execute(text("SELECT 1")).scalar_one()) == 1
        await database.close()


async def test_a_change_that_is_refused_leaves_its_connection_fit_for_the_next(store: SqlStore) -> None:
    """Nothing of the first is in the second's transaction."""
    await store.create(Conversation("c1", "shop"), "web", 1.0)
    with pytest.raises(DBAPIError):
        await store.database.write(lambda c: c.execute(text("INSERT INTO turns (turn) VALUES (1)")))
    assert await store.create(Conversation("c2", "shop"), "web", 1.0)
    assert not await store.create(Conversation("c1", "shop"), "web", 1.0)

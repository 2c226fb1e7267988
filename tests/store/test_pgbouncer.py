"""PostgreSQL behind PgBouncer: what of it is served without a word, and what is refused at the start with the line that is missing."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.dialogue.conversation import Conversation
from bot.errors import SetupError, StoreUnavailable
from bot.store.database import ALIVE, LONGEST, SILENT, Postgres, connect
from bot.store.migrations import migrate
from bot.store.sql import SqlStore
from tests.store import pgbouncer
from tests.store.parts import Models, say, served
from tests.store.postgres import PostgresServer, created
from tests.store.servers import a_postgres, pgbouncer_program

CUSTOMERS = 12
Lines = Mapping[str, str]


@pytest.fixture
def program() -> Path:
    return pgbouncer_program()


@pytest.fixture(params=["session", "transaction"])
def mode(request: pytest.FixtureRequest, program: Path) -> str:
    if request.param == "transaction" and not pgbouncer.keeps_prepared(program):
        pytest.skip("PgBouncer finds prepared statements again from 1.21 on")
    return str(request.param)


@pytest.fixture
def behind(postgres_running: PostgresServer) -> str:
    """An empty database."""
    return asyncio.run(created(postgres_running.address))


@pytest.fixture
def address(program: Path, mode: str, behind: str) -> Iterator[str]:
    """The same through a PgBouncer with nothing set but its mode."""
    with pgbouncer.running(program, behind, {"pool_mode": mode}) as pooled:
        yield pooled


async def test_processes_that_share_a_pgbouncer_answer_everybody_once(address: str) -> None:
    """More conversations at once than there are connections, over the tables that one of four processes made."""
    await asyncio.gather(*(migrate(address) for _ in range(4)))
    stores = [await SqlStore.connect(address) for _ in range(2)]
    async with served(stores[0], Models(), stores[1]) as reception:

        async def customer() -> list[list[str]]:
            id = await reception.open("shop", "web", "en")
            return [await say(reception, id, "what does delivery cost", f"d{number}") for number in range(4)]

        answers = await asyncio.gather(*(customer() for _ in range(CUSTOMERS)))
    assert {len(lines) for turns in answers for lines in turns} == {2}
    for store in stores:
        await store.close()


def losing(program: Path) -> Lines:
    """What makes it forget what a client prepared."""
    return {"pool_mode": "transaction", **({"max_prepared_statements": "0"} if pgbouncer.keeps_prepared(program) else {})}


async def test_a_pgbouncer_that_loses_prepared_statements_is_refused_with_the_line_that_is_missing(program: Path, behind: str) -> None:
    """Otherwise it would be noticed in the middle of somebody's turn."""
    with (
        pgbouncer.running(program, behind, losing(program)) as pooled,
        pytest.raises(SetupError, match=r"loses prepared statements.*pool_mode = session.*max_prepared_statements = 200"),
    ):
        await SqlStore.connect(pooled)


async def test_a_statement_that_is_lost_later_is_told_with_the_same_line(program: Path, behind: str) -> None:
    await migrate(behind)
    with pgbouncer.running(program, behind, losing(program)) as pooled:
        store = SqlStore(connect(pooled))
        outcomes = await asyncio.gather(*(store.conversations(limit=1) for _ in range(60)), return_exceptions=True)
        lost = {(type(outcome), "loses prepared statements" in str(outcome)) for outcome in outcomes if isinstance(outcome, Exception)}
        assert lost == {(StoreUnavailable, True)}, outcomes
        await store.close()


@pytest.mark.parametrize("mode", ["session"], indirect=True)
async def test_who_has_a_connection_for_long_is_ended_by_postgresql_when_it_goes_silent_in_a_transaction(address: str) -> None:
    database = connect(address)
    assert isinstance(database, Postgres)
    for _ in range(2):  # in a transaction, and after one was rolled back
        async with database.engine.connect() as connection:
            assert await connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == f"{SILENT}s"
            assert int(await connection.scalar(text("SHOW tcp_keepalives_idle"))) == ALIVE
    await database.close()


async def test_the_documented_line_lets_pgbouncer_end_who_goes_silent_in_a_transaction(program: Path, mode: str, behind: str) -> None:
    with pgbouncer.running(program, behind, {"pool_mode": mode, "idle_transaction_timeout": "1"}) as pooled:
        store, silent = await SqlStore.connect(pooled), connect(pooled)
        assert isinstance(silent, Postgres)
        await store.create(Conversation("c1", "shop"), "web", 1.0)
        connection = await silent.engine.connect()
        await connection.execute(text("SELECT id FROM conversations FOR UPDATE"))
        began = time.monotonic()
        opened = await store.open("c1")
        assert opened.conversation.id == "c1"
        assert time.monotonic() - began < SILENT
        await connection.invalidate()
        await connection.close()
        await silent.close()
        await store.close()


@pytest.mark.slow
async def test_a_start_does_not_wait_for_as_long_as_pgbouncer_would_for_a_postgresql_that_is_away(program: Path) -> None:
    with a_postgres() as server, pgbouncer.running(program, server.address, {}) as pooled:
        server.stop()
        began = time.monotonic()
        with pytest.raises(SetupError, match="no answer in time"):
            await migrate(pooled)
        assert time.monotonic() - began < LONGEST + 5.0

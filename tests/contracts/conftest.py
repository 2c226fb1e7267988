"""Every store that ships, behind one fixture: a contract test runs once for each."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.store import pgbouncer
from tests.store.parts import AnyStore
from tests.store.postgres import PostgresServer, emptied
from tests.store.servers import pgbouncer_program

Another = Callable[..., Awaitable[AnyStore]]
"""Opens the same data once more, as another process would; ``seconds`` and ``keep`` as in SqlStore."""


@pytest.fixture(scope="session")
def pooled(postgres_running: PostgresServer) -> Iterator[str]:
    """The address of PostgreSQL behind PgBouncer, which goes as far as its version can: a connection serves whoever has a transaction."""
    program = pgbouncer_program()
    mode = "transaction" if pgbouncer.keeps_prepared(program) else "session"
    with pgbouncer.running(program, postgres_running.address, {"pool_mode": mode}) as address:
        yield address


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no row, made once: making the tables takes longer than most tests."""

    async def made(path: Path) -> Path:
        await (await SqlStore.connect(f"sqlite:///{path}")).close()
        return path

    return asyncio.run(made(tmp_path_factory.mktemp("empty") / "frontdesk.db"))


@pytest.fixture(params=["memory", "sqlite", "postgresql", "pgbouncer"])
async def another(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> AsyncIterator[Another]:
    """Opens a store; all that one test opens hold the same conversations."""
    opened: list[AnyStore] = []
    address = f"sqlite:///{shutil.copy(empty, tmp_path)}"
    if request.param in ("postgresql", "pgbouncer"):
        address = await emptied(request.getfixturevalue("postgres_running").address)
    if request.param == "pgbouncer":
        address = request.getfixturevalue("pooled")

    async def one(seconds: float = 6.0, keep: float = 3.0) -> AnyStore:
        if request.param != "memory":
            opened.append(await SqlStore.connect(address, seconds, keep))
        else:
            opened.append(opened[0] if opened else MemoryStore(seconds))
        return opened[-1]

    yield one
    for store in opened:
        await store.close()


@pytest.fixture
async def store(another: Another) -> AnyStore:
    return await another()

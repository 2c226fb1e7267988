"""Every store that ships, behind one fixture: a contract test runs once for each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.store import postgres
from tests.store.parts import AnyStore

Another = Callable[..., Awaitable[AnyStore]]
"""Opens the same data once more, as another process would; ``seconds`` and ``keep`` as in SqlStore."""


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A database in a server that lives as long as the session."""
    bin = postgres.programs()
    if bin is None:
        pytest.skip(postgres.MISSING)
    with postgres.server(bin) as address:
        yield address


async def emptied(address: str) -> str:
    """The database without any table."""
    engine = create_async_engine(address.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    return address


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def another(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Another]:
    """Opens a store; all that one test opens hold the same conversations."""
    opened: list[AnyStore] = []
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    if request.param == "postgresql":
        address = await emptied(request.getfixturevalue("postgres_address"))

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

"""Every store that ships, behind one fixture: a contract test runs once for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.store.memory import MemoryStore
from bot.store.sql import SqlStore
from tests.store.parts import AnyStore
from tests.store.postgres import emptied

Another = Callable[..., Awaitable[AnyStore]]
"""Opens the same data once more, as another process would; ``seconds`` and ``keep`` as in SqlStore."""


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def another(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Another]:
    """Opens a store; all that one test opens hold the same conversations."""
    opened: list[AnyStore] = []
    address = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    if request.param == "postgresql":
        address = await emptied(request.getfixturevalue("postgres_running").address)

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

"""A database that Frontdesk cannot use is told at the start, in words that say what to do; and processes that start together do not disturb
each other."""

import asyncio
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.store.migrations import LOCK, migrate
from bot.store.sql import SqlStore
from tests.store.postgres import created, speaking
from tests.store.servers import a_postgres

DYING = """
    import asyncio, os, sys
    from bot.store.database import connect
    from bot.store.migrations import upgrade

    def die(connection):
        upgrade(connection)
        os._exit(9)

    asyncio.run(connect(sys.argv[1]).write(die))
"""
"""A process that is killed when its migration is done but not yet committed."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of their own, as its users and rules are changed."""
    with a_postgres() as server:
        yield server.address


@pytest.fixture(params=["sqlite", "postgres"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'frontdesk.db'}"
    return await created(request.getfixturevalue("postgres"))


async def change(address: str, statement: str) -> None:
    """What somebody does to a database by hand."""
    if address.startswith("sqlite"):
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
    else:
        async with speaking(address) as connection:
            await connection.execute(statement)


async def refused(address: str) -> str:
    """The sentence with which a start is refused; it never holds the password ``geheim``."""
    with pytest.raises(SetupError) as error:
        await SqlStore.connect(address)
    assert "geheim" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "is no database address"),
        ("sqlite:", "is no database address"),
        ("postgres://me:geheim@127.0.0.1/x", "write postgresql:// instead"),
        ("redis://127.0.0.1:6379", "not in redis"),
        ("https://127.0.0.1/x", "not in https"),
        ("postgresql://me:geheim@nowhere.invalid/x", "nowhere.invalid"),
        ("postgresql://me:geheim@127.0.0.1:1/x", "Connect call failed"),
        ("postgresql://me:geheim@127.0.0.1:abc/x", "is no database address"),
        ("postgresql://me:geheim@127.0.0.1:70000/x", "ports go from 1 to 65535"),
        ("postgresql://me:s@geheim@127.0.0.1/x", "is written as %40"),
        ("sqlite:////proc/nothing/frontdesk.db", "name another database"),
        ("sqlite:////tmp", "unable to open database file"),
    ],
)
async def test_a_wrong_address_is_explained_without_its_password(address: str, words: str) -> None:
    assert words in await refused(address)


async def test_a_wrong_name_of_the_database_of_the_user_and_a_wrong_password_are_told(postgres: str) -> None:
    assert 'database "nothing" does not exist' in await refused(postgres.replace("/postgres", "/nothing"))
    assert 'role "stranger" does not exist' in await refused(postgres.replace("frontdesk@", "stranger:geheim@"))
    async with speaking(postgres) as connection:
        await connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        rules = await connection.fetchval("SHOW hba_file")
        text = "host all guarded 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust"
        await connection.execute(f"COPY (SELECT unnest(ARRAY['{text}'])) TO '{rules}'")
        await connection.execute("SELECT pg_reload_conf()")
    async with asyncio.timeout(5):
        while "password authentication failed" not in (said := await outcome(postgres.replace("frontdesk@", "guarded:geheim@"))):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # the server reads its rules in its own time
    assert "geheim" not in said


async def outcome(address: str) -> str:
    """What comes of a start."""
    try:
        await (await SqlStore.connect(address)).close()
    except SetupError as error:
        return str(error)
    return "started"


async def test_a_database_of_a_newer_program_is_left_alone(address: str) -> None:
    await migrate(address)
    await change(address, "UPDATE alembic_version SET version_num = 'f00d'")
    assert "newer version of Frontdesk" in await refused(address)


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM alembic_version",),
        ("DROP TABLE alembic_version",),
        ("UPDATE alembic_version SET version_num = '0001'",),
        ("DELETE FROM alembic_version", "ALTER TABLE conversations RENAME TO old"),
    ],
    ids=["no version", "no table of versions", "an older version than the tables", "some of the tables"],
)
async def test_tables_that_are_not_those_of_the_version_are_told_and_not_touched(address: str, statements: tuple[str, ...]) -> None:
    await migrate(address)
    for statement in statements:
        await change(address, statement)
    said = await refused(address)
    assert "other tables than its version says" in said
    assert "restore a backup" in said
    assert "already exists" in said


async def test_tables_of_another_program_are_told(address: str) -> None:
    await change(address, "CREATE TABLE conversations (id TEXT)")
    assert "another program's" in await refused(address)


async def test_a_process_that_is_killed_in_its_migration_leaves_an_empty_database(address: str) -> None:
    killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", textwrap.dedent(DYING), address], check=False)
    assert killed.returncode == 9
    store = await SqlStore.connect(address)
    assert await store.conversations() == []
    await store.close()


async def test_processes_that_start_together_make_the_tables_once(address: str) -> None:
    code = "import asyncio, sys; from bot.store.migrations import migrate; asyncio.run(migrate(sys.argv[1]))"
    started = [await asyncio.create_subprocess_exec(sys.executable, "-c", code, address) for _ in range(2)]
    assert [await process.wait() for process in started] == [0, 0]
    await (await SqlStore.connect(address)).close()


async def test_a_migration_waits_for_that_of_another_process_and_says_so_when_it_takes_too_long(postgres: str) -> None:
    async with speaking(postgres) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        with pytest.raises(SetupError, match="another process holds a lock on it, wait until that one is done or end it"):
            await asyncio.wait_for(migrate(postgres, seconds=0.1), 10)
        waiting = asyncio.create_task(migrate(postgres, seconds=10))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await transaction.rollback()
        await waiting


@pytest.mark.slow
async def test_a_file_that_another_process_writes_to_for_long_is_told(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "frontdesk.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    assert "another process holds a lock on it" in await refused(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    other.close()

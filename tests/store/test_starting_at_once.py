"""Processes that start together on an empty database make its tables once, and none of them fails."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.store.database import connect
from bot.store.tables import metadata
from tests.store.postgres import created

PROCESSES = 4
CODE = """
import asyncio, sys
from alembic import command, config
from bot.store.migrations import migrate
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(migrate(sys.argv[1]))
"""
"""What is slow to import is there before the signal to begin, so that all of them arrive at the database at the same moment."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'frontdesk.db'}"
    return asyncio.run(created(request.getfixturevalue("postgres_running").address))


def test_processes_that_start_at_once_make_the_tables_once(address: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([sys.executable, "-c", CODE, address], **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in processes]
    assert [(process.returncode, error) for process, (_, error) in zip(processes, ends, strict=True)] == [(0, "")] * PROCESSES
    assert asyncio.run(tables(address)) == {"alembic_version": 1, **{table.name: 0 for table in metadata.sorted_tables}}


async def tables(address: str) -> dict[str, int]:
    """The tables with their numbers of rows."""

    def count(connection: Connection) -> dict[str, int]:
        names = [*metadata.tables, "alembic_version"]
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}

    database = connect(address)
    try:
        return await database.read(count)
    finally:
        await database.close()

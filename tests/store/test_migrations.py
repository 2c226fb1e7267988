"""The tables are made by migrations, and are those that the code believes in."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from bot.errors import SetupError
from bot.store.migrations import migrate
from bot.store.sql import SqlStore
from bot.store.tables import metadata


async def test_from_an_empty_file_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "frontdesk.db"
    await migrate(f"sqlite:///{path}")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


async def test_a_second_start_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        store = await SqlStore.connect("sqlite+aiosqlite:///frontdesk.db")
        await store.close()
    assert (tmp_path / "frontdesk.db").exists()


async def test_the_tables_can_be_taken_back(tmp_path: Path) -> None:
    from alembic.command import downgrade
    from alembic.config import Config

    import bot.store.migrations as migrations

    await migrate(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with create_engine(f"sqlite:///{tmp_path / 'frontdesk.db'}").begin() as connection:
        config.attributes["connection"] = connection
        downgrade(config, "base")
        names = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
    assert names <= {"alembic_version", "sqlite_sequence"}


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "frontdesk.db"
    await migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'f00d'")
    with pytest.raises(SetupError, match="newer version"):
        await migrate(f"sqlite:///{path}")


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("milk, bread, " * 200)
    with pytest.raises(SetupError, match=r"not a database.*notes\.txt"):
        await migrate(f"sqlite:///{tmp_path / 'notes.txt'}")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://root@localhost/x", "not in mysql"),
        ("frontdesk.db", "no database address"),
        ("sqlite://", "needs a file"),
        ("postgresql://nobody:secret@127.0.0.1:1/x", "cannot be used"),
    ],
)
async def test_an_address_that_cannot_be_used_is_explained_without_its_password(address: str, reason: str) -> None:
    with pytest.raises(SetupError, match=reason) as error:
        await SqlStore.connect(address)
    assert "secret" not in str(error.value)

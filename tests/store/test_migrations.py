"""The tables are made by migrations, and are those that the code believes in."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade, upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from bot.dialogue.conversation import Conversation
from bot.errors import SetupError
from bot.store import codec, migrations
from bot.store.migrations import migrate
from bot.store.sql import SqlStore
from bot.store.tables import metadata

NUMBERS = ("version", "lease_until", "last_seq", "last_turn", "opened_at", "updated_at")


async def test_from_an_empty_file_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "frontdesk.db"
    await migrate(f"sqlite:///{path}")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


async def test_conversations_of_an_earlier_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "frontdesk.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, "0001")
    with sqlite3.connect(path) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(conversations)")]
        values = {"state": codec.encode_conversation(Conversation("c1", "shop")), "channel": "web", "mode": "bot", "requested": "[]"}
        row = {name: values.get(name, 0 if name in NUMBERS else "") for name in names} | {"id": "c1", "pack": "shop"}
        places = ", ".join(f":{name}" for name in names)
        connection.execute(f"INSERT INTO conversations ({', '.join(names)}) VALUES ({places})", row)
    store = await SqlStore.connect(f"sqlite:///{path}")
    (summary,) = await store.conversations()
    assert (summary.id, summary.negative) == ("c1", 0)
    await store.close()


async def test_a_second_start_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        store = await SqlStore.connect("sqlite+aiosqlite:///frontdesk.db")
        await store.close()
    assert (tmp_path / "frontdesk.db").exists()


async def test_the_tables_can_be_taken_back(tmp_path: Path) -> None:
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

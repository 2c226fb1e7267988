"""Keeps what came out of tests, in a file of the pack's own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

TABLE = "create table if not exists results (key text primary key, conversation text, subject text, marks text)"


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database, written to when all went well."""
    with closing(sqlite3.connect(folder / "results.db", timeout=4)) as connection, connection:
        connection.execute(TABLE)
        yield connection


def keep(folder: Path, key: str, conversation: str, subject: str, marks: str) -> str:
    """Keep a result and give it back; of several under one key the first."""
    with opened(folder) as connection:
        connection.execute("insert or ignore into results values (?, ?, ?, ?)", (key, conversation, subject, marks))
        (kept,) = connection.execute("select marks from results where key = ?", (key,)).fetchone()
    return str(kept)


def taken(folder: Path, conversation: str) -> list[tuple[str, str]]:
    """Subject and marks of every test of a conversation, in order."""
    with opened(folder) as connection:
        return list(connection.execute("select subject, marks from results where conversation = ? order by rowid", (conversation,)))

"""Where transactions run: SQLite in threads of its own, PostgreSQL on the event loop. Both run the same functions over a connection."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import SetupError

T = TypeVar("T")
READERS = 2
BUSY_SECONDS = 10
"""How long SQLite waits for another process that writes."""


PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000")


class Database(Protocol):
    """Runs changes, each in one transaction, and reads beside them."""

    async def write(self, change: Callable[[Connection], T]) -> T: ...

    async def read(self, query: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class Sqlite:
    """SQLite in WAL mode: one thread with one connection writes, a few others read, and neither waits for the other.

    A transaction is one trip to the writer's thread, however many statements it has.
    """

    def __init__(self, url: URL) -> None:
        if url.database in (None, "", ":memory:"):
            raise SetupError("SQLite needs a file here: sqlite:///folder/frontdesk.db. To keep nothing, use the memory store.")
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        self.address = f"SQLite, {url.database}"
        self.engine = sqlite_engine(url.set(drivername="sqlite+pysqlite"))
        self.threads = threading.local()
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self.readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    def connection(self) -> Connection:
        """The thread's own connection, in which a statement outside of a transaction is a transaction."""
        found: Connection | None = getattr(self.threads, "connection", None)
        if found is None or found.closed or found.invalidated:
            found = self.threads.connection = self.engine.connect()
        return found

    def change(self, change: Callable[[Connection], T]) -> T:
        """One transaction, in the writer's thread; it takes its lock at once, since two that read first would wait for each other."""
        connection = self.connection()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            result = change(connection)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        return result

    def look(self, query: Callable[[Connection], T]) -> T:
        """One read, in a reader's thread."""
        return query(self.connection())

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; raises SQLAlchemy's errors, then nothing of it is written."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, self.change, change)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query against the last committed state."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, self.look, query)

    async def close(self) -> None:
        """Let what is running end, then close the file."""
        for pool in (self.writer, self.readers):
            await asyncio.to_thread(pool.shutdown)
        del self.threads
        self.engine.dispose()


def sqlite_engine(url: URL) -> Engine:
    """An engine that leaves transactions to whoever has the connection."""
    engine = create_engine(url, pool_size=1 + READERS, max_overflow=0, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        write_ahead(connection)

    return engine


def write_ahead(connection: Any) -> None:
    """Put the file into WAL mode; two processes that do so at once make SQLite answer "locked" without waiting, so the waiting is here."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


class Postgres:
    """PostgreSQL through asyncpg."""

    def __init__(self, url: URL) -> None:
        self.address = f"PostgreSQL, {url.render_as_string(hide_password=True)}"
        try:
            self.engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), pool_size=5, max_overflow=5)
        except ImportError as error:
            raise SetupError("PostgreSQL needs asyncpg: pip install 'frontdesk[postgres]'.") from error

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; raises SQLAlchemy's errors, then nothing of it is written."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(change)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query against the last committed state."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(query)

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def connect(address: str) -> Sqlite | Postgres:
    """The database at an address such as ``sqlite:///var/frontdesk.db`` or ``postgresql://name:password@host/base``; else SetupError."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise SetupError(f"{address!r} is no database address; one looks like sqlite:///var/frontdesk.db.") from error
    match url.get_backend_name():
        case "sqlite":
            return Sqlite(url)
        case "postgresql":
            return Postgres(url)
        case other:
            raise SetupError(f"Frontdesk keeps conversations in SQLite or PostgreSQL, not in {other}.")

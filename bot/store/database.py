"""Where transactions run: SQLite in threads of its own, PostgreSQL on the event loop. Both run the same functions over a connection."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import SetupError, StoreUnavailable

T = TypeVar("T")
SQLITE_READERS = 2
WRITERS, READERS = 4, 6
"""Connections of one process to PostgreSQL; what needs another waits."""

BUSY_SECONDS = 10
"""How long SQLite waits for another process that writes."""

LONGEST = 10.0
"""Seconds that PostgreSQL may take for one transaction or read, the wait for a connection and for locks in it."""

SILENT = 5
"""Seconds after which PostgreSQL ends a process that says nothing more within a transaction: nobody else would get its locks."""

WHOLE = ("08", "25", "40", "53", "55", "57", "58", "XX")
"""Classes of PostgreSQL's error codes that are about a connection, a lock or the server, and not about what was asked of it."""

PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000")


UNREADABLE = (exc.ArgumentError, ValueError)
"""What SQLAlchemy raises where an address is none; ValueError for what is no port number."""


class Database(Protocol):
    """Runs changes, each in one transaction, and reads beside them; raises StoreUnavailable, and what SQLAlchemy has against a row."""

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
        folder_for(Path(str(url.database)))
        self.address = f"SQLite, {url.database}"
        self.engine = sqlite_engine(url.set(drivername="sqlite+pysqlite"))
        self.threads = threading.local()
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self.readers = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="store-reader")

    def connection(self) -> Connection:
        """The thread's own connection, in which a statement outside of a transaction is a transaction."""
        found: Connection | None = getattr(self.threads, "connection", None)
        if found is None or found.closed or found.invalidated:
            found = self.threads.connection = self.engine.connect()
        return found

    def change(self, change: Callable[[Connection], T]) -> T:
        """One transaction, in the writer's thread; it takes its lock at once, since two that read first would wait for each other."""
        with named():
            connection = self.connection()
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                result = change(connection)
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                connection.rollback()
                raise
            return result

    def look(self, query: Callable[[Connection], T]) -> T:
        """One read, in a reader's thread."""
        with named():
            return query(self.connection())

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; where it raises, nothing of it is written."""
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


@contextmanager
def named() -> Iterator[None]:
    """What keeps the whole database from its work becomes StoreUnavailable; an error about a row or a statement keeps its type.

    Neither holds what was written, also not in its causes, so that a traceback may be shown.
    """
    try:
        yield
    except exc.StatementError as error:
        if whole(error):
            raise StoreUnavailable(said(error)).with_traceback(error.__traceback__) from None
        error.args, error.orig = (said(error),), None
        raise error from None
    except (exc.TimeoutError, OSError) as error:
        raise StoreUnavailable(str(error) or type(error).__name__) from error


def said(error: exc.StatementError) -> str:
    """What is wrong, without what PostgreSQL quotes: rows in its details, and texts where it, or a driver, complains about data."""
    quotes = isinstance(error, exc.InterfaceError) or not isinstance(error, exc.DBAPIError) or state(error).startswith("22")
    if quotes and error.orig is not None:
        return type(error.orig.__cause__ or error.orig).__name__
    return str(error.orig).partition("\n")[0]


def state(error: exc.StatementError) -> str:
    """PostgreSQL's code of an error; SQLite has none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def whole(error: exc.StatementError) -> bool:
    """Whether an error would meet any other write or read as well."""
    if code := state(error):
        return code[:2] in WHOLE
    return error.connection_invalidated or type(error) in (exc.OperationalError, exc.DatabaseError)


def folder_for(file: Path) -> None:
    """Make the folder of a database; SetupError where it cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"The folder of the database {file} cannot be made ({error.strerror}): name another database.") from error


def sqlite_engine(url: URL) -> Engine:
    """An engine that leaves transactions to whoever has the connection."""
    options = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, pool_size=1 + SQLITE_READERS, max_overflow=0, connect_args=options, hide_parameters=True)

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


class Connections:
    """A few connections that are kept at hand between uses: to take one out of SQLAlchemy's pool costs more than most statements.

    After an error none of them is kept: what ended one, a restart of the server say, has ended the others too.
    """

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self.engine = engine
        self.free = asyncio.Semaphore(most)
        self.idle: list[AsyncConnection] = []

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do some work over one of them; wait for it where all are in use."""
        async with self.free:
            connection = self.idle.pop() if self.idle else await self.engine.connect()
            try:
                result = await connection.run_sync(work)
            except BaseException:
                await asyncio.shield(asyncio.ensure_future(self.close(connection)))
                raise
            self.idle.append(connection)
            return result

    async def close(self, *others: AsyncConnection) -> None:
        """Give back all that are at hand, and others."""
        idle, self.idle = self.idle, []
        for connection in (*others, *idle):
            await connection.close()


class Postgres:
    """PostgreSQL through asyncpg; a read is one statement after the other, without a transaction around them.

    Connections stay open: one that is opened for a moment of many reads costs more than all that it reads. What takes longer than
    ``seconds`` is ended, and its connection too: a server that hangs would keep everybody waiting for ever.
    """

    def __init__(self, url: URL, seconds: float | None = LONGEST) -> None:
        self.seconds = seconds
        self.address = f"PostgreSQL, {url.render_as_string(hide_password=True)}"
        options = {"server_settings": {"idle_in_transaction_session_timeout": f"{SILENT}s"}}
        try:
            driver = url.set(drivername="postgresql+asyncpg")
            self.engine = create_async_engine(
                driver, pool_size=WRITERS + READERS, max_overflow=0, hide_parameters=True, connect_args=options
            )
        except ImportError as error:
            raise SetupError("PostgreSQL needs asyncpg: pip install 'frontdesk[postgres]'.") from error
        self.writers = Connections(self.engine, WRITERS)
        self.readers = Connections(self.engine.execution_options(isolation_level="AUTOCOMMIT"), READERS)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; where it raises, nothing of it is written."""

        def transaction(connection: Connection) -> T:
            with connection.begin():
                return change(connection)

        with named():
            async with asyncio.timeout(self.seconds):
                return await self.writers.run(transaction)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query against the last committed state."""
        with named():
            async with asyncio.timeout(self.seconds):
                return await self.readers.run(query)

    async def close(self) -> None:
        """Close all connections."""
        for connections in (self.writers, self.readers):
            await connections.close()
        await self.engine.dispose()


def connect(address: str, seconds: float | None = LONGEST) -> Sqlite | Postgres:
    """The database at an address such as ``sqlite:///var/frontdesk.db`` or ``postgresql://name:password@host/base``; else SetupError.

    ``seconds``: as in Postgres, None for as long as it takes.
    """
    try:
        url = make_url(address)
    except UNREADABLE:  # it may hold a password, so neither it nor what is wrong with it is shown
        raise SetupError(
            "FRONTDESK_DATABASE_URL is no database address; one looks like sqlite:///var/frontdesk.db, or postgresql://name@host/base."
        ) from None
    if "@" in (url.host or ""):
        raise SetupError("FRONTDESK_DATABASE_URL: an @ in a name or a password is written as %40.")
    if url.port is not None and not 0 < url.port < 2**16:
        raise SetupError(f"FRONTDESK_DATABASE_URL names the port {url.port}: ports go from 1 to 65535.")
    match url.get_backend_name():
        case "sqlite":
            return Sqlite(url)
        case "postgresql":
            return Postgres(url, seconds)
        case "postgres":
            raise SetupError("FRONTDESK_DATABASE_URL begins with postgres://; write postgresql:// instead.")
        case other:
            raise SetupError(f"Frontdesk keeps conversations in SQLite or PostgreSQL, not in {other}.")


def shown(address: str) -> str:
    """An address as it may be shown: its password, if it has one, is ``***``."""
    try:
        return make_url(address).render_as_string(hide_password=True)
    except UNREADABLE:
        return "that FRONTDESK_DATABASE_URL names"


def is_there(address: str) -> bool:
    """Whether there is a database at an address; only SQLite would make one that is not."""
    try:
        url = make_url(address)
    except UNREADABLE:
        return True
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).is_file()

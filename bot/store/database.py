"""Where transactions run: SQLite in threads of its own, PostgreSQL on the event loop. Both run the same functions over a connection."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, literal, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import SetupError
from bot.store.refusals import named

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


def not_silent(connection: Any, _record: object) -> None:
    """Let PostgreSQL end a process that says nothing more within a transaction; PgBouncer takes no such setting while connecting."""
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{SILENT}s'")
    cursor.close()
    connection.autocommit = False


class Postgres:
    """PostgreSQL through asyncpg; a read is one statement after the other, without a transaction around them.

    Connections stay open: one that is opened for a moment of many reads costs more than all that it reads. What takes longer than
    ``seconds`` is ended, and its connection too: a server that hangs would keep everybody waiting for ever.
    """

    def __init__(self, url: URL, seconds: float | None = LONGEST) -> None:
        self.seconds = seconds
        self.address = f"PostgreSQL, {url.render_as_string(hide_password=True)}"
        try:
            driver = url.set(drivername="postgresql+asyncpg")
            self.engine = create_async_engine(driver, pool_size=WRITERS + READERS, max_overflow=0, hide_parameters=True)
        except ImportError as error:
            raise SetupError("PostgreSQL needs asyncpg: pip install 'frontdesk[postgres]'.") from error
        event.listen(self.engine.sync_engine, "connect", not_silent)
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

    async def prove(self) -> None:
        """Raises StoreUnavailable where nothing answers, and where a pooler loses what is prepared; never waits longer than ``LONGEST``."""
        with named():
            async with asyncio.timeout(LONGEST), self.readers.engine.connect() as one, self.engine.connect() as other:
                for connection in (one, other, one):  # the other begins a transaction, on what the first has just given back
                    await connection.execute(select(literal(1)))

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

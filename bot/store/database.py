"""Runs transactions: for SQLite in threads of its own, for PostgreSQL on the event loop, both with the same functions of a connection."""

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
"""Connections of one process to PostgreSQL at most; further work waits for one."""

BUSY_SECONDS = 10
"""Seconds that SQLite waits for another process that writes."""

LONGEST = 10.0
"""Seconds that PostgreSQL may take for one transaction or read, including the wait for a connection and for locks."""

SILENT = 5
"""Seconds after which PostgreSQL ends a session that is idle within a transaction, whose locks nobody else could get."""

ALIVE = 60
"""Seconds after which PostgreSQL probes an idle connection, so that no firewall forgets it and lets the next use wait for ``LONGEST``."""

PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16000")
"""With ``secure_delete``, what was deleted is overwritten in the file."""

UNREADABLE = (exc.ArgumentError, ValueError)
"""What SQLAlchemy raises for an address that it cannot parse; ValueError if the port is not a number."""


class Database(Protocol):
    """Runs changes, each in one transaction, and reads beside them; raises StoreUnavailable, and SQLAlchemy's error about a single row."""

    async def write(self, change: Callable[[Connection], T]) -> T: ...

    async def read(self, query: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class Sqlite:
    """SQLite in WAL mode: one thread with one connection writes, a few others read, and neither waits for the other.

    A transaction is one trip to the writer thread, however many statements it has.
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
        """The current thread's own connection, on which a statement outside a transaction commits by itself."""
        found: Connection | None = getattr(self.threads, "connection", None)
        if found is None or found.closed or found.invalidated:
            found = self.threads.connection = self.engine.connect()
        return found

    def change(self, change: Callable[[Connection], T]) -> T:
        """Run one transaction on the writer thread; it takes its lock at once, since two that read first would deadlock."""
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
        """Run one read on a reader thread."""
        with named():
            return query(self.connection())

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; if it raises, nothing is written."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, self.change, change)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query against the last committed state."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, self.look, query)

    async def close(self) -> None:
        """Wait for running work, then close the file."""
        for pool in (self.writer, self.readers):
            await asyncio.to_thread(pool.shutdown)
        del self.threads
        self.engine.dispose()


def folder_for(file: Path) -> None:
    """Create the folder of a database; raises SetupError if that fails."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"The folder of the database {file} cannot be made ({error.strerror}): name another database.") from error


def sqlite_engine(url: URL) -> Engine:
    """An engine whose connections leave BEGIN and COMMIT to the caller."""
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
    """Put the file into WAL mode, retrying here because SQLite fails with "locked" at once when two processes do this together."""
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
    """A few connections that are kept between uses, since checking one out of SQLAlchemy's pool costs more than most statements.

    After an error none of them is kept: whatever ended one, such as a restart of the server, has ended the others too.
    """

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self.engine = engine
        self.free = asyncio.Semaphore(most)
        self.idle: list[AsyncConnection] = []

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` over one of the connections, waiting for one if all are in use."""
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
        """Close all idle connections, and ``others``."""
        idle, self.idle = self.idle, []
        for connection in (*others, *idle):
            await connection.close()


def look_after(connection: Any, _record: object) -> None:
    """Let PostgreSQL end a session that is idle within a transaction, and keep an idle connection alive on its way through firewalls.

    Statements do it, since PgBouncer refuses both while connecting.
    """
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{SILENT}s'")
    cursor.execute(f"SET tcp_keepalives_idle = {ALIVE}")
    cursor.close()
    connection.autocommit = False


class Postgres:
    """PostgreSQL through asyncpg; the statements of a read run without a transaction around them.

    Connections stay open, because opening one for a short burst of reads costs more than the reads. Work that takes longer than ``seconds``
    is cancelled and its connection closed, so that a hanging server does not keep everybody waiting for ever.
    """

    def __init__(self, url: URL, seconds: float | None = LONGEST) -> None:
        self.seconds = seconds
        self.address = f"PostgreSQL, {url.render_as_string(hide_password=True)}"
        try:
            driver = url.set(drivername="postgresql+asyncpg")
            self.engine = create_async_engine(driver, pool_size=WRITERS + READERS, max_overflow=0, hide_parameters=True)
        except ImportError as error:
            raise SetupError("PostgreSQL needs asyncpg: pip install 'frontdesk[postgres]'.") from error
        event.listen(self.engine.sync_engine, "connect", look_after)
        self.writers = Connections(self.engine, WRITERS)
        self.readers = Connections(self.engine.execution_options(isolation_level="AUTOCOMMIT"), READERS)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction; if it raises, nothing is written."""

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
        """Raise StoreUnavailable if nothing answers within ``LONGEST`` seconds, or if a pooler loses prepared statements."""
        with named():
            async with asyncio.timeout(LONGEST), self.readers.engine.connect() as one, self.engine.connect() as other:
                # Behind a pooler, the other's transaction takes the server connection on which the first has prepared its statement.
                for connection in (one, other, one):
                    await connection.execute(select(literal(1)))

    async def close(self) -> None:
        """Close all connections."""
        for connections in (self.writers, self.readers):
            await connections.close()
        await self.engine.dispose()


def connect(address: str, seconds: float | None = LONGEST) -> Sqlite | Postgres:
    """The database at an address such as ``sqlite:///var/frontdesk.db`` or ``postgresql://name:password@host/base``.

    ``seconds`` is the limit as in Postgres, None for no limit. Raises SetupError for any other address.
    """
    try:
        url = make_url(address)
    except UNREADABLE:  # the address may hold a password, so neither it nor the error is shown
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
    """An address that may be shown: a password in it becomes ``***``."""
    try:
        return make_url(address).render_as_string(hide_password=True)
    except UNREADABLE:
        return "that FRONTDESK_DATABASE_URL names"


def is_there(address: str) -> bool:
    """Whether connecting would create no new database: False only for an SQLite file that does not exist yet."""
    try:
        url = make_url(address)
    except UNREADABLE:
        return True
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).is_file()

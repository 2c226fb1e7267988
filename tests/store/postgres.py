"""A PostgreSQL server of the tests' own, on a free port of 127.0.0.1, gone when they are over."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from glob import glob
from pathlib import Path

import asyncpg

MISSING = "PostgreSQL is not installed: apt install postgresql"


def programs() -> Path | None:
    """The folder with initdb and postgres."""
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda folder: float(folder.split("/")[-2])) + [
        str(Path(found).resolve().parent) for found in [shutil.which("initdb")] if found
    ]
    return next((Path(folder) for folder in reversed(folders) if (Path(folder) / "initdb").exists()), None)


def servant() -> str | None:
    """Whom the server runs as: it refuses to be root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


class PostgresServer:
    """An empty database under a user ``frontdesk``; it can be stopped and started again on the same port, and keeps what it had.

    ``fsync``: also when the machine loses its power.
    """

    def __init__(self, bin: Path, folder: Path, fsync: bool = False) -> None:
        self.bin, self.folder, self.fsync, self.user = bin, folder, fsync, servant()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "user": self.user}
        if self.user:
            shutil.chown(folder, self.user)
        create = [str(bin / "initdb"), "-D", self.data, "-A", "trust", "-U", "frontdesk", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(create, check=True, **self.quiet)  # type: ignore[call-overload]

    @property
    def data(self) -> str:
        """The folder that PostgreSQL keeps its files in."""
        return str(self.folder / "data")

    @property
    def address(self) -> str:
        """As Frontdesk is told it."""
        return f"postgresql://frontdesk@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Return once it takes connections."""
        fsync = "on" if self.fsync else "off"
        options = {"listen_addresses": "127.0.0.1", "fsync": fsync, "unix_socket_directories": str(self.folder), "max_connections": "60"}
        chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen([str(self.bin / "postgres"), "-D", self.data, "-p", str(self.port), *chosen], **self.quiet)  # type: ignore[call-overload]
        ready = [str(self.bin / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "frontdesk"]
        for _ in range(400):
            if subprocess.run(ready, stdout=subprocess.DEVNULL, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start on port {self.port}")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections inside, and says nothing."""
        assert self.process is not None
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=True).stdout
        all = [self.process.pid, *map(int, found.split())]
        for pid in all:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in all:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it, whoever is connected: what is not committed is lost, as it is when the machine is started anew."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
            self.process = None


@contextmanager
def running(bin: Path, fsync: bool = False) -> Iterator[PostgresServer]:
    """A server that runs."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-"))
    try:
        one = PostgresServer(bin, folder, fsync)
        try:
            one.start()
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def speaking(address: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that takes any statement."""
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


async def emptied(address: str) -> str:
    """The database without any row; the tables of an earlier test stay, because making them takes longer than most tests."""
    async with speaking(address) as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        for (name,) in tables:
            await connection.execute(f"DELETE FROM {name}")
    return address


async def created(address: str) -> str:
    """The address of a new database on the same server."""
    name = f"d{os.urandom(6).hex()}"
    async with speaking(address) as connection:
        await connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres", f"/{name}")

"""A running server in each of its set-ups, in processes and a folder of its own; databases are new and empty."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.load.customers import ROOT, RestCustomer
from tests.serving import free_port
from tests.store import postgres, redis_server

TICKS = os.sysconf("SC_CLK_TCK")
MOST_WAITING = 200
"""Events that may wait in the server: fewer than a crowd brings."""

LIMITLESS = {"FRONTDESK_MESSAGE_RATE": "0", "FRONTDESK_OPEN_RATE": "0"}
"""All load comes from one address, and a customer of it writes faster than any person: rates are for people."""


@dataclass(frozen=True, slots=True)
class Setup:
    """``workers``: processes that run turns beside the web, over PostgreSQL and Redis; None: one process over SQLite."""

    name: str
    workers: int | None = None


SETUPS = (
    Setup("SQLite, one process"),
    Setup("PostgreSQL and Redis, 1 worker", 1),
    Setup("PostgreSQL and Redis, 2 workers", 2),
)


class Server:
    """`frontdesk serve` and the processes below it."""

    def __init__(self, process: "subprocess.Popen[bytes]", address: str) -> None:
        self.process, self.address = process, address
        self.ready = 0.0
        """Seconds from the command to the first answer."""

    def processes(self) -> list[Path]:
        """Of the server and its workers, in /proc."""
        own = Path(f"/proc/{self.process.pid}")
        children = (own / f"task/{self.process.pid}/children").read_text().split()
        return [own, *(Path("/proc") / child for child in children)]

    def memory(self) -> float:
        """Resident memory of all of them, in MB."""
        statuses = [(process / "status").read_text() for process in self.processes()]
        return sum(int(status.partition("VmRSS:")[2].split()[0]) for status in statuses) / 1024

    def processor(self) -> float:
        """Seconds of processor time that all of them have used; not that of the database and of Redis."""
        stats = [(process / "stat").read_text().rpartition(")")[2].split() for process in self.processes()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


@asynccontextmanager
async def serving(setup: Setup, **settings: str) -> AsyncIterator[Server]:
    """The server once it answers; ``settings`` of Frontdesk go before those of the benchmark. RuntimeError where it ends.

    A set-up with workers gets a database and a Redis of its own, unless settings name others.
    """
    with ExitStack() as stack:
        data = Path(tempfile.mkdtemp(prefix="frontdesk-bench-"))
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        chosen = {"data_dir": str(data), "max_waiting": str(MOST_WAITING), "worker_port": "0", **settings}
        if setup.workers is not None and "database_url" not in settings:
            chosen |= stack.enter_context(services())
        environment = {**os.environ, **LIMITLESS, **{f"FRONTDESK_{name.upper()}": value for name, value in chosen.items()}}
        server = begun(setup, environment)
        try:
            began = time.perf_counter()
            await answers(server)
            server.ready = time.perf_counter() - began
            yield server
        finally:
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(30)


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """The settings that name a PostgreSQL, which keeps what it says it keeps, and a Redis."""
    programs, program = postgres.programs(), redis_server.program()
    if programs is None:
        raise SystemExit(postgres.MISSING)
    if program is None:
        raise SystemExit(redis_server.MISSING)
    with postgres.running(programs, fsync=True) as database, redis_server.server(program) as redis:
        yield {"database_url": database.address, "redis_url": redis.address}


def begun(setup: Setup, environment: Mapping[str, str]) -> Server:
    """The command, just given."""
    port = free_port()
    workers = () if setup.workers is None else ("--workers", str(setup.workers))
    command = [sys.executable, "-m", "bot", "serve", "retail", "--port", str(port), *workers]
    return Server(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL), f"http://127.0.0.1:{port}")


async def answers(server: Server) -> None:
    """Return once somebody is greeted: then the web is there, and one who runs turns."""
    async with aiohttp.ClientSession() as session:
        while (await RestCustomer(session, server.address).open()).wrong:
            if server.process.poll() is not None:
                raise RuntimeError(f"the server ended with {server.process.returncode}")
            await asyncio.sleep(0.02)

"""Starts a server in each of its set-ups, with processes, a folder and an empty database of its own."""

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
"""Events that may wait in the server: fewer than a crowd sends."""

LIMITLESS = {"FRONTDESK_MESSAGE_RATE": "0", "FRONTDESK_OPEN_RATE": "0"}
"""Settings without rate limits: all load comes from one address, and its customers write faster than people do."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A way to run the server: with so many ``workers`` over PostgreSQL and Redis, or as one process over SQLite if it is None."""

    name: str
    workers: int | None = None


SETUPS = (
    Setup("SQLite, one process"),
    Setup("PostgreSQL and Redis, 1 worker", 1),
    Setup("PostgreSQL and Redis, 2 workers", 2),
)


class Server:
    """A running ``frontdesk serve`` with its worker processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", address: str) -> None:
        self.process, self.address = process, address
        self.ready = 0.0
        """Seconds from the command to the first answer."""

    def processes(self) -> list[Path]:
        """The folders of the server and its workers in /proc."""
        own = Path(f"/proc/{self.process.pid}")
        children = (own / f"task/{self.process.pid}/children").read_text().split()
        return [own, *(Path("/proc") / child for child in children)]

    def memory(self) -> float:
        """Resident memory of all these processes, in MB."""
        statuses = [(process / "status").read_text() for process in self.processes()]
        return sum(int(status.partition("VmRSS:")[2].split()[0]) for status in statuses) / 1024

    def processor(self) -> float:
        """Seconds of processor time that these processes have used; the database and Redis are not counted."""
        stats = [(process / "stat").read_text().rpartition(")")[2].split() for process in self.processes()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


@asynccontextmanager
async def serving(setup: Setup, **settings: str) -> AsyncIterator[Server]:
    """A server that answers, stopped at the end; raises RuntimeError if it ends before.

    ``settings`` (of Frontdesk, by name) override those of the benchmark. A set-up with workers gets a database and a Redis of its own,
    unless the settings name a database.
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
    """The settings for a new PostgreSQL, which writes every commit to the disk (fsync), and a new Redis."""
    programs, program = postgres.programs(), redis_server.program()
    if programs is None:
        raise SystemExit(postgres.MISSING)
    if program is None:
        raise SystemExit(redis_server.MISSING)
    with postgres.running(programs, fsync=True) as database, redis_server.server(program) as redis:
        yield {"database_url": database.address, "redis_url": redis.address}


def begun(setup: Setup, environment: Mapping[str, str]) -> Server:
    """Start the server, without waiting for it."""
    port = free_port()
    workers = () if setup.workers is None else ("--workers", str(setup.workers))
    command = [sys.executable, "-m", "bot", "serve", "retail", "--port", str(port), *workers]
    return Server(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL), f"http://127.0.0.1:{port}")


async def answers(server: Server) -> None:
    """Wait until a customer is greeted, which takes both a web and a process that runs turns; raises RuntimeError if the server ends."""
    async with aiohttp.ClientSession() as session:
        while (await RestCustomer(session, server.address).open()).wrong:
            if server.process.poll() is not None:
                raise RuntimeError(f"the server ended with {server.process.returncode}")
            await asyncio.sleep(0.02)

"""A web process and its workers, each a real process that a test may kill."""

import asyncio
import itertools
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.faults import stall
from tests.serving import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0
"""Seconds within which a process begins or ends, also where the machine has much else to do."""

READY = {"serve": "Frontdesk is at", "worker": "A worker for"}


class Process:
    """``python -m bot COMMAND ...``, with its output in a file; ``pid`` of one that was forked is given."""

    def __init__(self, kind: str, log: Path, popen: "subprocess.Popen[bytes] | None" = None, pid: int = 0) -> None:
        self.kind, self.log, self.popen = kind, log, popen
        self.pid = popen.pid if popen else pid
        self.killed = False

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text() if self.log.exists() else ""

    @property
    def works(self) -> bool:
        """Whether it has begun, and was not killed."""
        return not self.killed and READY[self.kind] in self.said

    @property
    def alive(self) -> bool:
        """Whether there still is such a process."""
        if self.popen is not None:
            return self.popen.poll() is None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def begun(self) -> "Process":
        """Return once it works."""
        async with asyncio.timeout(PATIENCE):
            while not self.works:
                assert self.alive, f"{self.kind} ended: {self.said}"
                await asyncio.sleep(0.02)
        return self

    def kill(self) -> None:
        """SIGKILL."""
        self.killed = True
        os.kill(self.pid, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        os.kill(self.pid, signal.SIGTERM)

    async def ended(self, seconds: float = PATIENCE) -> int | None:
        """Its exit status, once it has one; None of a forked process."""
        async with asyncio.timeout(seconds):
            while self.alive:
                await asyncio.sleep(0.01)
        return self.popen.returncode if self.popen else None


@dataclass
class Cluster:
    """``folder`` holds the models, what actions write, and the logs."""

    folder: Path
    database: str
    redis: str
    extra: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: list[Process] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    nursery: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where customers write."""
        return f"http://127.0.0.1:{self.port}/api/v1/{stall.PACK}/conversations"

    @property
    def environment(self) -> dict[str, str]:
        """What every process is told."""
        own = {"FRONTDESK_DATABASE_URL": self.database, "FRONTDESK_REDIS_URL": self.redis, "FRONTDESK_PORT": str(self.port)}
        return {"OMP_NUM_THREADS": "1", **stall.settings(self.folder), **own, **self.extra}

    @property
    def workers(self) -> list[Process]:
        """Those that work."""
        return [process for process in self.processes if process.kind == "worker" and process.works]

    def start(self, *command: str) -> Process:
        """Begin a command of ``frontdesk``."""
        log = self.folder / f"{command[0]}-{next(self.numbers)}.log"
        with log.open("ab") as file:
            environment = {**os.environ, **self.environment}
            popen = subprocess.Popen([sys.executable, "-m", "bot", *command], cwd=ROOT, env=environment, stdout=file, stderr=file)
        self.processes.append(Process(command[0], log, popen))
        return self.processes[-1]

    async def web(self, *options: str) -> Process:
        """``frontdesk serve``, without workers of its own unless ``options`` say so."""
        return await self.start("serve", *(options or ("--workers", "0"))).begun()

    def fork(self) -> Process:
        """A worker as ``frontdesk worker`` would be, begun in a fraction of a second; it is not waited for."""
        if self.nursery is None:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.forking"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        log = self.folder / f"worker-{next(self.numbers)}.log"
        self.nursery.stdin.write(json.dumps({"environment": self.environment, "log": str(log)}).encode() + b"\n")
        self.nursery.stdin.flush()
        self.processes.append(Process("worker", log, pid=int(self.nursery.stdout.readline())))
        return self.processes[-1]

    async def kill_some(self, count: int) -> None:
        """Kill so many workers, whatever they are doing, and begin as many; return once there are two that work again."""
        async with asyncio.timeout(PATIENCE):
            while len(self.workers) < max(2, count):
                await asyncio.sleep(0.02)
        await asyncio.sleep(random.uniform(0.0, 0.5))  # the moment is left to chance
        for one in random.sample(self.workers, count):
            one.kill()
            self.fork()

    def end(self) -> None:
        """Kill what is left."""
        for process in self.processes:
            if process.alive and not process.killed:
                process.kill()
            if process.popen is not None:
                process.popen.wait(PATIENCE)
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.communicate()


@asynccontextmanager
async def cluster(folder: Path, database: str, redis: str, **extra: str) -> AsyncIterator[Cluster]:
    """Nothing runs yet; ``extra`` are further settings. In the end everything is killed."""
    one = Cluster(folder, database, redis, {f"FRONTDESK_{name.upper()}": value for name, value in extra.items()})
    try:
        yield one
    finally:
        one.end()


async def metric(process: Process, name: str) -> float:
    """A number of a worker's page of metrics."""
    address = process.said.partition("http")[2].split()[0]
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"http{address}")).text
    return sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith(name))

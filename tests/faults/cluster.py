"""A web process and its workers, each a real process that a test may kill."""

import asyncio
import itertools
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import stall
from tests.serving import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0
"""Seconds within which a process begins or ends, also where the machine has much else to do."""

READY = {"serve": "Frontdesk is at", "whole": "Frontdesk is at", "worker": "A worker for"}


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
            while self.alive:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        return self.popen.returncode if self.popen else None


class Nursery:
    """Begins processes in a fraction of a second, once it has begun itself."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.forking"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def fork(self, command: str, environment: Mapping[str, str], log: Path) -> int:
        """The id of a process that becomes a ``worker``, a server without turns (``serve``) or a ``whole`` one."""
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        wanted = {"command": command, "environment": environment, "log": str(log)}
        self.popen.stdin.write(json.dumps(wanted).encode() + b"\n")
        self.popen.stdin.flush()
        return int(self.popen.stdout.readline())

    def end(self) -> None:
        """Fork no more; those that were forked live on."""
        self.popen.kill()
        self.popen.communicate()


@dataclass
class Cluster:
    """``folder`` holds the models, what actions write, and the logs."""

    nursery: Nursery
    folder: Path
    database: str
    redis: str
    extra: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: list[Process] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

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

    async def web(self) -> Process:
        """A web process without workers of its own."""
        return await self.fork("serve").begun()

    def fork(self, command: str = "worker") -> Process:
        """The same as ``start`` in a fraction of the time; it is not waited for."""
        log = self.folder / f"{command}-{next(self.numbers)}.log"
        self.processes.append(Process(command, log, pid=self.nursery.fork(command, self.environment, log)))
        return self.processes[-1]

    async def kill_some(self, count: int) -> None:
        """Kill so many workers, whatever they are doing, and begin as many; return once there are two that work again."""
        async with asyncio.timeout(PATIENCE):
            while len(self.workers) < max(2, count):  # noqa: ASYNC110 - nothing tells
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

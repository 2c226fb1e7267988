"""Workers beside a server, on the same machine: started with it, started again when they die, ended with it."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Sequence

import structlog

from bot.settings import Settings
from bot.worker import GRACE

COMMAND = (sys.executable, "-m", "bot", "worker", "--attached")
PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Before a worker is started again, in seconds, by how often in a row it died young; the last one from then on."""

OLD = 30.0
"""Seconds after which a worker that dies has not died young."""

PATIENCE = GRACE + 5.0
"""Seconds that workers get to end, before they are killed."""

log = structlog.get_logger("supervisor")


class Supervisor:
    """Keeps so many ``workers`` running; each gets the settings' packs, host and a port of its own, the rest from the environment."""

    def __init__(self, settings: Settings, workers: int, command: Sequence[str] = COMMAND) -> None:
        self.settings, self.workers, self.command = settings, workers, command

    async def run(self) -> None:
        """Keep them running until cancelled; then all are ended well."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.workers):
                group.create_task(self.keep(number))

    async def keep(self, number: int) -> None:
        """One worker after the other."""
        clock, young = asyncio.get_running_loop().time, 0
        while True:
            await asyncio.sleep(PAUSES[min(young, len(PAUSES) - 1)])
            began = clock()
            try:
                code = await self.one(number)
            except OSError as error:  # no memory or no process left for it at the moment; the others go on
                log.error("worker_not_started", worker=number, reason=str(error))
            else:
                log.error("worker_ended", worker=number, code=code, seconds=round(clock() - began, 1))
            young = young + 1 if clock() - began < OLD else 0

    async def one(self, number: int) -> int:
        """A worker from its beginning to its end; its exit status, or less than zero where a signal ended it."""
        settings = self.settings
        port = settings.worker_port + number if settings.worker_port else 0
        where = ("--port", str(port), "--host", settings.host)
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *where,
            *settings.packs,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C ends the server, and the server ends its workers
        )
        log.info("worker_started", worker=number, pid=process.pid, port=port)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await ended(process)
            raise


async def ended(process: asyncio.subprocess.Process) -> None:
    """Ask a worker to stop, and kill it where it does not."""
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def end_with_parent() -> None:
    """Ask this process to stop once the one that started it is gone, however that went: its end of our standard input is closed then."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()

"""Keeps workers running beside a server on the same machine: started with it, restarted when they die, and stopped with it."""

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
"""Seconds before a worker is restarted, by how often in a row it has died young; the last one applies from then on."""

OLD = 30.0
"""Seconds that a worker must have run not to count as having died young."""

PATIENCE = GRACE + 5.0
"""Seconds that workers get to stop before they are killed."""

log = structlog.get_logger("supervisor")


class Supervisor:
    """Keeps ``workers`` processes running; each is given packs, host and its own port, and reads other settings from the environment."""

    def __init__(self, settings: Settings, workers: int, command: Sequence[str] = COMMAND) -> None:
        self.settings, self.workers, self.command = settings, workers, command

    async def run(self) -> None:
        """Keep the workers running until cancelled, then stop them in an orderly way."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.workers):
                group.create_task(self.keep(number))

    async def keep(self, number: int) -> None:
        """Run one worker, and restart it whenever it ends."""
        clock, young = asyncio.get_running_loop().time, 0
        while True:
            await asyncio.sleep(PAUSES[min(young, len(PAUSES) - 1)])
            began = clock()
            try:
                code = await self.one(number)
            except OSError as error:  # no memory or no process slot at the moment; the others go on
                log.error("worker_not_started", worker=number, reason=str(error))
            else:
                log.error("worker_ended", worker=number, code=code, seconds=round(clock() - began, 1))
            young = young + 1 if clock() - began < OLD else 0

    async def one(self, number: int) -> int:
        """Run a worker once; its exit status, negative if a signal ended it."""
        settings = self.settings
        port = settings.worker_port + number if settings.worker_port else 0
        where = ("--port", str(port), "--host", settings.host)
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *where,
            *settings.packs,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C stops the server, and the server stops its workers
        )
        log.info("worker_started", worker=number, pid=process.pid, port=port)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await ended(process)
            raise


async def ended(process: asyncio.subprocess.Process) -> None:
    """Ask a worker to stop, and kill it if it does not."""
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def end_with_parent() -> None:
    """Stop this process once its parent is gone for whatever reason, which closes the pipe to its standard input."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()

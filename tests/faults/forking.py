"""Begins workers quickly: python -m tests.faults.forking, which reads one worker's environment and log a line, and prints its process id.

A worker's time to begin is that of its imports, three seconds of a core; a test that kills twenty of them has them imported once.
What runs is what ``frontdesk worker`` runs.
"""

import gc
import importlib
import json
import os
import signal
import sys

from bot import serving
from bot.settings import read

LATER = ("alembic.command", "asyncpg", "bot.bus.streams", "bot.channels.telegram.attaching", "sqlalchemy.dialects.postgresql.asyncpg")
"""What a worker imports when it needs it."""


def work(environment: dict[str, str], log: str) -> None:
    """Be a worker, in the process that was forked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    with open(log, "ab", 0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.close(0)
    serving.work(read(worker_port=0))


def main() -> None:
    """Fork until nobody asks any more; who dies is forgotten at once."""
    for name in LATER:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work(wanted["environment"], wanted["log"])
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    main()

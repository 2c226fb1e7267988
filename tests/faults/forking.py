"""Begins processes quickly: python -m tests.faults.forking reads a command, an environment and a log a line, and prints the process's id.

A process's time to begin is that of its imports, three seconds of a core; here they are imported once for all. What runs then is what
``frontdesk worker`` and ``frontdesk serve`` run.
"""

import gc
import importlib
import json
import os
import signal
import sys

from bot.commandline import processes
from tests.faults import telegram_process

LATER = (
    "alembic.command",
    "asyncpg",
    "bot.bus.streams",
    "bot.channels.telegram.attaching",
    "bot.serving",
    "sqlalchemy.dialects.postgresql.asyncpg",
)
"""What is imported only when it is needed."""


def become(command: str, environment: dict[str, str], log: str) -> None:
    """Run a command, in the process that was forked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    with open(log, "ab", 0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.close(0)
    if command == "telegram":
        telegram_process.run(environment)
    elif command == "worker":
        processes.worker(port=0)
    else:
        processes.serve(workers=0 if command == "serve" else None)


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
                become(**wanted)
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    main()

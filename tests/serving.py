"""A real uvicorn on a free port of 127.0.0.1, in a thread of the test."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType

import uvicorn
from fastapi import FastAPI

from bot.serving import config
from bot.settings import Settings

PATIENCE = 20.0
Making = Callable[[], AbstractAsyncContextManager[FastAPI]]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready_made(app: FastAPI) -> Making:
    """An application that needs no event loop to be made."""

    @asynccontextmanager
    async def making() -> AsyncIterator[FastAPI]:
        yield app

    return making


class Serving:
    """Serves an application from entering to leaving; a second one on the same ``port`` is the server restarted.

    ``make`` makes the application on the server's own event loop, and unmakes it.
    """

    def __init__(self, make: FastAPI | Making, port: int | None = None) -> None:
        self.make = ready_made(make) if isinstance(make, FastAPI) else make
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server: uvicorn.Server | None = None
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True)

    async def serve(self) -> None:
        """The thread's work."""
        async with self.make() as app:
            self.server = uvicorn.Server(config(app, Settings(), port=self.port, log_level="error", timeout_graceful_shutdown=1))
            await self.server.serve()

    def start(self) -> "Serving":
        """Return once the server answers."""
        self.thread.start()
        until = time.monotonic() + PATIENCE
        while self.server is None or not self.server.started:
            if time.monotonic() > until or not self.thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """Return once the server is gone and its port free."""
        if self.server is not None:
            self.server.should_exit = True
        self.thread.join(PATIENCE)

    def __enter__(self) -> "Serving":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

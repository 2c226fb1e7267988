"""Runs a server or a worker: opens the port first, then starts everything else, then prints one line with the address."""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI
from rich.console import Console

from bot.app import create_app, create_worker_app
from bot.auth import accounts
from bot.channels.limits import most_frame
from bot.channels.protocol import Bounded
from bot.composition import Role, assembled
from bot.errors import JobBroken, SetupError
from bot.inference.artifact import read
from bot.inference.doubts import doubts
from bot.settings import PREFIX, Settings, log_file
from bot.supervising import Supervisor
from bot.telemetry import log_as_json

log = structlog.get_logger("serving")
GRACE = 10
"""Seconds that open requests get to finish when the server is asked to stop."""

YOUNG = 10_000
"""Threshold of the youngest garbage-collector generation: about the objects of ten turns, a few megabytes."""


def reserve(host: str, port: int, by: str = "--port") -> socket.socket:
    """A listening socket on the address; SetupError says what to do if there is none, and that ``by`` chooses another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is taken by another program: stop that one, or choose another port with {by}."
        elif error.errno == errno.EACCES:
            message = f"Port {port} may only be opened by the administrator: choose one from 1024 up with {by}."
        else:
            message = f"Frontdesk cannot listen on {host}:{port}: {error.strerror}."
        raise SetupError(message) from error
    listener.listen(1024)
    return listener


def address(settings: Settings, listener: socket.socket) -> str:
    """The URL at which a browser finds the server."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


def run(settings: Settings, listener: socket.socket | None = None, notes: tuple[str, ...] = (), workers: int | None = None) -> None:
    """Serve until the process is asked to stop, printing ``notes`` below the address.

    Turns are run by ``workers`` processes started beside this one, by processes elsewhere if it is 0, and by this process if it is None.
    Raises SetupError if the settings do not allow workers.
    """
    if workers is not None:
        refuse_alone(settings)
    listener = listener or reserve(settings.host, settings.port)
    log_as_json(log_file(settings))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, listener, notes) if workers is None else web(settings, listener, workers))


def work(settings: Settings) -> None:
    """Run a worker until the process is asked to stop; raises SetupError if the settings do not allow workers."""
    refuse_alone(settings)
    listener = reserve(settings.host, settings.worker_port, f"{PREFIX}WORKER_PORT")
    log_as_json(log_file(settings))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(worker(settings, listener))


def refuse_alone(settings: Settings) -> None:
    """Raise SetupError unless the settings name PostgreSQL, which takes several writers, and Redis, which wakes the processes."""
    if not settings.database.startswith("postgresql"):
        raise SetupError(
            f"Workers in processes of their own need PostgreSQL, and this is {settings.database.partition(':')[0]}: "
            f"set {PREFIX}DATABASE_URL=postgresql://name:password@host/base, or serve without --workers."
        )
    if not settings.redis_url.get_secret_value():
        raise SetupError(f"Workers in processes of their own are woken through Redis: set {PREFIX}REDIS_URL=redis://host:6379/0.")


def config(app: FastAPI, settings: Settings, **others: Any) -> uvicorn.Config:
    """uvicorn's configuration for an application; ``others`` override its options."""
    options = {
        "log_level": "warning",
        "access_log": False,
        "timeout_graceful_shutdown": GRACE,
        "ws_ping_interval": 20,
        "ws_per_message_deflate": False,  # a line of a chat is too short to gain from it
        "http": Bounded,
        **others,
    }
    return uvicorn.Config(app, ws_max_size=most_frame(settings.max_message), **options)


async def serve(settings: Settings, listener: socket.socket, notes: tuple[str, ...], role: Role = "whole") -> None:
    """Run the server, and print its address once it answers."""
    console = Console(stderr=True)
    async with assembled(settings, role=role) as components:
        where = address(settings, listener)

        def tell() -> None:
            console.print(f"Frontdesk is at [bold]{where}[/], the desk at {where}/desk", highlight=False)
            for note in (*no_account(settings), *doubtful(settings, components.models), *notes):
                console.print(note, highlight=False, markup=False)

        await answer(create_app(settings, components), settings, listener, tell, components.broken)


async def web(settings: Settings, listener: socket.socket, workers: int) -> None:
    """Run the server without turns, and the workers of this machine beside it."""
    supervisor = Supervisor(settings, workers)
    supervising = asyncio.create_task(supervisor.run())
    count = f"{workers} worker{'s' if workers != 1 else ''} of its own" if workers else "workers elsewhere: frontdesk worker"
    try:
        await serve(settings, listener, (f"Turns are run by {count}.",), "web")
    finally:
        supervising.cancel()
        await asyncio.wait([supervising])


async def worker(settings: Settings, listener: socket.socket) -> None:
    """Run a worker, and print its address once it answers."""
    console = Console(stderr=True)
    async with assembled(settings, role="worker") as components:

        def tell() -> None:
            console.print(f"A worker for {', '.join(settings.packs)}; its metrics: {address(settings, listener)}/metrics", highlight=False)

        await answer(create_worker_app(components), settings, listener, tell, components.broken)


class Server(uvicorn.Server):
    """Stops on a signal and then returns; uvicorn's own server raises the signal again, which would skip our own cleanup."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals while the server runs."""
        loop, signals = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGINT)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)


async def answer(app: FastAPI, settings: Settings, listener: socket.socket, tell: Callable[[], None], broken: asyncio.Event) -> None:
    """Serve an application, and call ``tell`` once it answers; if ``broken`` is set, finish open requests and raise JobBroken."""
    server = Server(config(app, settings))
    serving, breaking = asyncio.create_task(server.serve(sockets=[listener])), asyncio.create_task(broken.wait())
    while not server.started and not serving.done():  # noqa: ASYNC110  (uvicorn sets a flag, nothing can be waited for)
        await asyncio.sleep(0.01)
    if server.started:
        keep_for_good()
        tell()
    await asyncio.wait([serving, breaking], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    breaking.cancel()
    await serving
    if broken.is_set():
        raise JobBroken


def keep_for_good() -> None:
    """Exclude the objects that exist by now from garbage collection, and collect less often.

    They live as long as the process, and scanning them again and again would stop every conversation for 0.1 s each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def no_account(settings: Settings) -> list[str]:
    """A note on how to add an account to the desk, if it has none yet."""
    try:
        if not accounts(settings).empty():
            return []
    except SetupError as error:
        return [str(error)]
    return ["The desk has no account yet: `frontdesk account NAME`, in another terminal, asks for a password and lets NAME in at once."]


def doubtful(settings: Settings, models: Mapping[str, str]) -> list[str]:
    """Doubts about the served models, which are logged too; people decide whether the models go on serving."""
    found = [(pack, doubt) for pack, version in models.items() for doubt in doubts(read(settings.artifacts_dir / pack / version))]
    for pack, doubt in found:
        log.warning("model_doubtful", pack=pack, version=models[pack], reason=doubt)
    return [f"{pack}: {doubt}" for pack, doubt in found]

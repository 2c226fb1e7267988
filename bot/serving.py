"""Runs a server: the port first, then everything else, then one line that says where it is."""

import asyncio
import errno
import socket

import uvicorn
import uvloop
from rich.console import Console

from bot.app import create_app
from bot.channels.limits import MOST_BYTES
from bot.errors import SetupError
from bot.parts import assembled
from bot.settings import Settings, data_folder
from bot.telemetry import log_as_json

GRACE = 10
"""Seconds that open requests get to end when the server is asked to stop."""


def reserve(host: str, port: int) -> socket.socket:
    """A listening socket on the address; SetupError says what to do where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is taken by another program: stop that one, or choose another port with --port (make demo PORT=...)."
        elif error.errno == errno.EACCES:
            message = f"Port {port} may only be opened by the administrator: choose one from 1024 up with --port."
        else:
            message = f"Frontdesk cannot listen on {host}:{port}: {error.strerror}."
        raise SetupError(message) from error
    listener.listen(1024)
    return listener


def address(settings: Settings, listener: socket.socket) -> str:
    """Where a browser finds the server."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


def run(settings: Settings, listener: socket.socket | None = None, notes: tuple[str, ...] = ()) -> None:
    """Serve until the process is asked to stop; ``notes`` are printed below the address."""
    listener = listener or reserve(settings.host, settings.port)
    log_as_json(data_folder(settings) / "frontdesk.log")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, listener, notes))


async def serve(settings: Settings, listener: socket.socket, notes: tuple[str, ...]) -> None:
    """The server on its loop; the line with the address comes when it answers."""
    console = Console(stderr=True)
    async with assembled(settings) as parts:
        config = uvicorn.Config(
            create_app(settings, parts),
            log_level="warning",
            access_log=False,
            ws_max_size=2 * MOST_BYTES,
            timeout_graceful_shutdown=GRACE,
            ws_ping_interval=20,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():  # noqa: ASYNC110  (uvicorn sets a flag, nothing can be waited for)
            await asyncio.sleep(0.01)
        if server.started:
            where = address(settings, listener)
            console.print(f"Frontdesk is at [bold]{where}[/], the desk at {where}/desk", highlight=False)
            for note in notes:
                console.print(note, highlight=False, markup=False)
        await serving

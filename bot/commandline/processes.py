"""The commands that run until they are stopped: the demonstration, a server, a worker, a chat in the terminal."""

from typing import Annotated

import typer

from bot.commandline.options import Host, Pack, Port
from bot.commandline.printing import out
from bot.settings import read

Packs = Annotated[list[str] | None, typer.Argument(help="Packs in domains/; without any, those of FRONTDESK_PACKS.")]


def demo(port: Port = None, host: Host = None) -> None:
    """Train and index what is missing, then serve the demo shop, the widget and the desk."""
    from bot import demo as demonstration

    demonstration.run(read(port=port, host=host, demo=True))


def serve(
    packs: Packs = None,
    port: Port = None,
    host: Host = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Run turns in this many processes beside this one (needs PostgreSQL and Redis); 0: elsewhere.")
    ] = None,
) -> None:
    """Serve packs: REST, WebSockets, the widget and the desk."""
    from bot import serving

    serving.run(read(packs=tuple(packs) if packs else None, port=port, host=host), workers=workers)


def worker(
    packs: Packs = None,
    port: Annotated[int | None, typer.Option(help="The port of its health check; 0: any free port.")] = None,
    host: Host = None,
    attached: Annotated[bool, typer.Option(hidden=True, help="End with the process that started this one.")] = False,
) -> None:
    """Run turns, deliveries and timers for a server, on this machine or another: PostgreSQL and Redis say what there is to do."""
    from bot import serving, supervising

    if attached:
        supervising.end_with_parent()
    serving.work(read(packs=tuple(packs) if packs else None, worker_port=port, host=host))


def chat(
    pack: Pack = "retail",
    language: Annotated[str | None, typer.Option(help="Your language, e.g. zh; without it the pack's first one.")] = None,
    verbose: Annotated[bool, typer.Option("--why", help="Show after each answer how it came about.")] = False,
) -> None:
    """Talk to a pack in the terminal."""
    from bot.commandline import talking

    talking.run(read(packs=(pack,)), pack, language, out, verbose)

"""Arguments and options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__


def tell_version(asked: bool) -> None:
    """Print the version and end the command."""
    if asked:
        typer.echo(f"frontdesk {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=tell_version, is_eager=True, help="Print the version and exit.")]
Pack = Annotated[str, typer.Argument(help="The pack's name, a folder in domains/.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Seed = Annotated[int, typer.Option(min=0, help="What chance is drawn from; the same seed, the same result.")]
Port = Annotated[int | None, typer.Option(help="Where it listens; without it FRONTDESK_PORT, or 8080.")]
Host = Annotated[
    str | None, typer.Option(help="The address it listens on: 0.0.0.0 for all of this machine's; without it only this machine.")
]
Model = Annotated[Path, typer.Option(help="The folder of a trained model: an artifact, or what train wrote with -o.")]
Index = Annotated[Path, typer.Option(help="The folder of an index: what index wrote with -o, or a pack's artifact.")]


class Effort(StrEnum):
    """The one dial of training."""

    quick = "quick"
    normal = "normal"
    best = "best"


Dial = Annotated[Effort, typer.Option(help="How hard to train: quick takes minutes, normal up to three times as long, best hours.")]

TRY, MAKE, TRAIN, RUN = "Try it", "Make a pack", "Train and measure", "Run it"
"""The headings of ``frontdesk --help``."""

"""The commands for those who write packs: ``frontdesk new`` and ``frontdesk check``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.packs.loading import check as check_pack
from bot.packs.starting import LANGUAGES, begin
from bot.printing import fail, say
from bot.settings import Settings, read

PackFolder = Annotated[str, typer.Argument(help="The pack's name, a folder in domains/, or a path to it.")]


def folder_of(pack: str, settings: Settings) -> Path:
    """A pack's folder by its name, or by a path to it."""
    return Path(pack) if "/" in pack or os.sep in pack else settings.domains_dir / pack


def new(
    name: Annotated[str, typer.Argument(help="The pack's name: small letters, digits and underscores.")],
    language: Annotated[list[str] | None, typer.Option(help=f"A language it speaks ({', '.join(LANGUAGES)}); may be given again.")] = None,
) -> None:
    """Begin a pack that runs at once: a small workshop with flows, replies, examples and an article, for you to change."""
    folder = begin(name, read().domains_dir, language or LANGUAGES)
    count = sum(1 for file in folder.rglob("*") if file.is_file())
    say(f"{folder} holds a pack of {count} files; pack.yaml is the one to begin with. It runs as it is:")
    say(f"  frontdesk check {name}\n  frontdesk train {name} --effort quick\n  frontdesk chat {name}")


def check(pack: PackFolder) -> None:
    """Read a pack and report every mistake in it at once."""
    mistakes = check_pack(folder_of(pack, read()))
    for mistake in mistakes:
        fail(str(mistake))
    if mistakes:
        raise typer.Exit(1)
    say(f"{pack}: no mistakes found.")

"""The commands for authors of packs: ``frontdesk new`` and ``frontdesk check``."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from bot.commandline.printing import fail, say
from bot.settings import Settings, read

PackFolder = Annotated[str, typer.Argument(help="The pack's name, a folder in domains/, or a path to it.")]


class Kind(StrEnum):
    """The files of a pack that have a schema."""

    pack = "pack"
    flow = "flow"
    replies = "replies"
    rules = "rules"
    cases = "cases"


def folder_of(pack: str, settings: Settings) -> Path:
    """The folder of a pack given by name or by path."""
    return Path(pack) if "/" in pack or os.sep in pack else settings.domains_dir / pack


def new(
    name: Annotated[str, typer.Argument(help="The pack's name: small letters, digits and underscores.")],
    language: Annotated[
        list[str] | None, typer.Option(help="A language that it speaks, en or zh; may be repeated. Without it, both.")
    ] = None,
) -> None:
    """Begin a pack that runs at once: a small workshop with flows, replies, examples and an article, for you to change."""
    from bot.packs import starting

    folder = starting.begin(name, read().domains_dir, language or starting.LANGUAGES)
    count = sum(1 for file in folder.rglob("*") if file.is_file())
    say(f"{folder} holds a pack of {count} files; pack.yaml is the one to begin with. It runs as it is:")
    for words in (f"check {name}", f"train {name} --effort quick", f"chat {name}", f"serve {name}", f"evaluate conversations {name}"):
        say(f"  frontdesk {words}")


def check(
    pack: Annotated[str | None, typer.Argument(help="The pack's name, a folder in domains/, or a path to it.")] = None,
    *,
    draw: Annotated[bool, typer.Option("--draw", help="Draw its flows, as Mermaid text or in the format that --output ends in.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="With --draw: a file that ends in .svg, .md or .mmd.")] = None,
    flow: Annotated[str | None, typer.Option(help="With --draw: one flow instead of all.")] = None,
    schema: Annotated[Kind | None, typer.Option(help="Print the JSON Schema of such a file, for editors.")] = None,
) -> None:
    """Read a pack and report every mistake in it at once; or draw its flows."""
    from bot.packs import editors, load
    from bot.packs.hints import hints
    from evaluation import cases, references

    if schema is not None:
        found = cases.schema() if schema.value == "cases" else editors.schema(cast("editors.Kind", schema.value))
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    if pack is None:
        raise typer.BadParameter("name a pack, or give --schema")
    if (output or flow) and not draw:
        raise typer.BadParameter("--output and --flow belong to --draw; add it")
    folder = folder_of(pack, read())
    mistakes = references.check(folder)
    for mistake in mistakes:
        fail(str(mistake))
    if mistakes:
        raise typer.Exit(1)
    if draw:
        drawn(folder, output, flow)
        return
    say(f"{pack}: no mistakes found.")
    for hint in hints(load(folder)):
        say(f"worth a look: {hint}")


def drawn(folder: Path, output: Path | None, flow: str | None) -> None:
    """Print the diagram of a pack's flows, or write it to a file in the format of its suffix."""
    from bot.packs import load
    from bot.packs.diagram import diagrams, mermaid, page
    from bot.packs.drawing import picture

    domain = load(folder).domain
    if flow is not None and flow not in domain.flows:
        raise typer.BadParameter(f"there is no flow {flow!r} in {folder / 'flows'}; there are {', '.join(domain.flows)}")
    several, title = diagrams(domain, flow), domain.title.get(domain.languages[0], domain.name)
    if output is None:
        typer.echo(mermaid(several), nl=False)
        return
    forms = {".svg": lambda: picture(title, several), ".md": lambda: page(title, several), ".mmd": lambda: mermaid(several)}
    if output.suffix not in forms:
        raise typer.BadParameter(f"{output}: end the file's name in {', '.join(forms)}")
    output.write_text(forms[output.suffix](), encoding="utf-8")
    say(f"{output} shows {len(several)} flow{'s' * (len(several) != 1)}.")

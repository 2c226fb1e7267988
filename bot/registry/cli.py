"""The commands of ``frontdesk models``."""

import asyncio
import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commandline.options import AsJson, Pack
from bot.commandline.printing import out
from bot.errors import RoleError, SetupError
from bot.inference import artifact
from bot.settings import Settings, read

models = typer.Typer(no_args_is_help=True, help="Which version of a pack's models serves: list, promote, try on a share, go back.")


def printed(result: dict[str, Any]) -> None:
    """Print a result for programs, as JSON."""
    typer.echo(json.dumps(result, ensure_ascii=False))


@models.command("list")
def list_models(
    pack: Annotated[str | None, typer.Argument(help="A pack; without it, all of them.")] = None, as_json: AsJson = False
) -> None:
    """List versions, newest first: how good they are, whether they are whole, which one serves, and how that changed."""
    from bot.registry import commands, showing, versions

    settings = read()
    there = versions.packs(settings.artifacts_dir, settings.shared_artifacts_dir)
    if pack is not None and pack not in there:
        raise RoleError(f"There is no model of {pack!r} in {settings.artifacts_dir}{versions.meant(pack, there)}.")
    found = [asyncio.run(commands.listed(settings, name)) for name in ([pack] if pack else there)]
    if as_json:
        printed({"packs": [showing.as_json(listing) for listing in found]})
        return
    for listing in found:
        out.print(showing.table(listing))
        if listing.canary and listing.roles.candidate:
            out.print(showing.canary_table(listing.canary, listing.roles.candidate))
        for line in showing.changes(listing):
            out.print(line, markup=False, highlight=False)


@models.command()
def promote(
    pack: Pack,
    version: Annotated[str, typer.Argument(help="A version that `frontdesk models list` shows.")],
    share: Annotated[float, typer.Option(help="Try it on this share of the conversations instead of all, e.g. 0.1.")] = 1.0,
    force: Annotated[bool, typer.Option("--force", help="Promote it whatever the comparison says.")] = False,
) -> None:
    """Serve a version, if it is not significantly worse than the one that serves; running servers follow within seconds."""
    from bot.registry import commands
    from bot.registry.changing import PromotionRequest

    settings = read()
    wish = PromotionRequest(pack, version, commands.who(), time.time(), share)
    asyncio.run(commands.promote(settings, wish, lambda before, after: judged(settings, pack, (before, after), force)))
    how = f"reads {share:.0%} of the conversations of" if share < 1.0 else "serves"
    out.print(f"{version} {how} {pack} from now on; running servers follow.", markup=False, highlight=False)


def judged(settings: Settings, pack: str, artifacts: tuple[Path, Path], force: bool) -> str:
    """Print the gate's comparison; a note of its result for the history. Raises RoleError if it refuses and is not forced."""
    from evaluation import gate

    verdict = gate.compare(settings.domains_dir / pack, *artifacts)
    if verdict.lines:
        out.print(gate.table(verdict))
    for note in verdict.notes:
        out.print(note, markup=False, highlight=False)
    if verdict.refusal and not force:
        raise RoleError(f"Not promoted: {verdict.refusal}. With --force it is promoted anyway.")
    return f"forced: {verdict.refusal}" if verdict.refusal else f"compared with {artifacts[0].name}: not worse"


@models.command()
def rollback(pack: Pack) -> None:
    """Go back to the version that was active before, and once more if given again; a running canary ends."""
    from bot.registry import commands

    change = asyncio.run(commands.roll_back(read(), pack))
    out.print(f"{change.version} serves {pack} again instead of {change.before}; running servers follow.", markup=False, highlight=False)


@models.command()
def canary(pack: Pack, stop: Annotated[bool, typer.Option("--stop", help="End it.")] = False, as_json: AsJson = False) -> None:
    """Show how the candidate's conversations go compared with the active model's."""
    from bot.registry import changing, commands, showing

    settings = read()
    if stop:
        change = asyncio.run(commands.stop(settings, pack))
        out.print(f"{change.version} is not on trial any more.", markup=False, highlight=False)
        return
    listing = asyncio.run(commands.listed(settings, pack))
    if as_json:
        printed({"canary": showing.canary_json(listing), "ended": [showing.line_of(c) for c in listing.changes if c.kind == "stopped"]})
    elif listing.canary is not None:
        out.print(showing.canary_table(listing.canary, changing.on_trial(pack, listing.roles)))
    else:
        ended = [showing.line_of(change) for change in listing.changes if change.kind == "stopped"][-1:]
        out.print("\n".join([f"No version of {pack} is on trial.", *ended]), markup=False, highlight=False)


def after_training(settings: Settings, pack: str, version: str) -> str:
    """Copy a new version to the shared folder, if there is one; a sentence on what is still needed before it serves.

    A machine that only trains may lack the servers' database. Raises ArtifactError if the version cannot be copied.
    """
    from bot.registry import commands, sharing

    sharing.share(settings.artifacts_dir, settings.shared_artifacts_dir, pack, version)
    try:
        active = asyncio.run(commands.active(settings, pack))
    except SetupError:
        return f"New version: {version}."
    if active is None:
        return f"New version: {version}. A server that is started from now on serves it."
    return f"New version: {version}. {pack} is served with {active.version} until you say: frontdesk models promote {pack} {version}"


def serving(settings: Settings, pack: str) -> Path:
    """The folder of the version that a server would start with, or of the newest on a machine without the servers' database."""
    from bot.registry import commands

    try:
        return asyncio.run(commands.served(settings, pack))
    except SetupError:
        return artifact.latest(settings.artifacts_dir, pack)

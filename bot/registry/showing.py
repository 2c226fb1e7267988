"""Shows the models of a pack, as tables for people and as JSON for programs."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from bot.inference.artifact import GroupRecord
from bot.registry.canary import Comparison
from bot.registry.commands import Listing
from bot.registry.roles import RoleAssignment, RoleChange
from bot.registry.versions import Version

LAST = 5
"""Changes that the list shows at most."""

KINDS = {"promoted": "promoted", "rolled_back": "gone back to", "tried": "tried on a share", "stopped": "canary ended"}


def when(at: float) -> str:
    """A moment, in UTC."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"


def as_json(listing: Listing) -> dict[str, Any]:
    """A listing for programs."""
    return {
        "pack": listing.pack,
        "versions": [
            {
                "version": version.name,
                "made": version.manifest.created_at if version.manifest else None,
                "effort": version.manifest.effort if version.manifest else None,
                "whole": not version.broken,
                "broken": version.broken,
                "groups": {name: measured(record) for name, record in version.manifest.groups.items()} if version.manifest else {},
                "roles": [asdict(model) for model in roles(listing, version)],
            }
            for version in listing.versions
        ],
        "canary": canary_json(listing),
        "changes": [asdict(change) for change in listing.changes],
    }


def canary_json(listing: Listing) -> dict[str, Any] | None:
    """The running canary for programs; None if none runs."""
    found, model = listing.canary, listing.roles.candidate
    return asdict(found) | {"model": asdict(model), "worse": found.worse is not None} if found and model else None


def roles(listing: Listing, version: Version) -> Iterator[RoleAssignment]:
    """The roles that a version has."""
    for model in (listing.roles.active, listing.roles.candidate):
        if model is not None and model.version == version.name:
            yield model


def measured(record: GroupRecord) -> dict[str, Any]:
    """The manifest's metrics of one language group, measured on its test part, or without one on the calibration part."""
    part = "test" if record.rows.get("test") else "calibration"
    numbers = {name: record.metrics.get(f"{part}_{name}") for name in ("accuracy", "coverage", "selective_error")}
    return {"part": part, "rows": record.rows.get(part, 0), **numbers}


def table(listing: Listing) -> Table:
    """The versions, newest first."""
    shown = Table(title=listing.pack, title_justify="left", box=SIMPLE_HEAD)
    for name in ("version", "made", "effort"):
        shown.add_column(name, no_wrap=True)
    shown.add_column("read rightly / answered without asking back")
    shown.add_column("state", overflow="fold")
    for version in listing.versions:
        manifest = version.manifest
        groups = manifest.groups.items() if manifest else ()
        made, effort = (manifest.created_at[:10], manifest.effort) if manifest else ("?", "?")
        cells = (version.name, made, effort, "\n".join(in_short(name, record) for name, record in groups), state(listing, version))
        shown.add_row(*map(escape, cells))
    return shown


def in_short(name: str, record: GroupRecord) -> str:
    """The metrics of one language group on one line."""
    found = measured(record)
    right, answered = ("-" if found[key] is None else f"{found[key]:.1%}" for key in ("accuracy", "coverage"))
    return f"{name}: {right} / {answered} ({found['part']}, n = {found['rows']})"


def state(listing: Listing, version: Version) -> str:
    """What a version is used for, and why it cannot be used if it is broken."""
    words = [
        f"{m.role}{f', {m.share:.0%}' if m.role == 'candidate' else ''} since {when(m.since)} ({m.by})" for m in roles(listing, version)
    ]
    whole = next((one for one in listing.versions if not one.broken), None)
    if listing.roles.active is None and version is whole:
        words.append("serves: the newest, none was promoted")
    return "\n".join([*words, *([f"broken: {version.broken}"] if version.broken else [])])


def changes(listing: Listing) -> list[str]:
    """The last ``LAST`` changes, newest first, one line each."""
    return [line_of(change) for change in listing.changes[: -LAST - 1 : -1]]


def line_of(change: RoleChange) -> str:
    """A change on one line."""
    share = f" ({change.share:.0%})" if change.kind == "tried" else ""
    return f"{when(change.at)}  {KINDS[change.kind]}{share}: {change.version}, by {change.by}{f' ({change.note})' if change.note else ''}"


def canary_table(found: Comparison, candidate: RoleAssignment) -> Table:
    """The running canary as a table: how the conversations went that began since its start."""
    title = f"{candidate.version} on {candidate.share:.0%} since {when(candidate.since)}"
    shown = Table("conversations", "active model", "candidate", "p", title=title, title_justify="left", box=SIMPLE_HEAD)
    for line in found.lines:
        shown.add_row(line.outcome, share_of(line.active), share_of(line.candidate), f"{line.p:.3f}" if line.p >= 0.001 else "< 0.001")
    stars = [f"{tally.stars / tally.rated:.2f}" if tally.rated else "-" for tally in (found.active, found.candidate)]
    shown.add_row("mean rating", *stars, "")
    shown.add_row("left out, of several versions", str(found.left_out), "", "")
    return shown


def share_of(cases: tuple[int, int]) -> str:
    """A count with its total and its percentage."""
    bad, of = cases
    return f"{bad} of {of} ({bad / of:.1%})" if of else "none"

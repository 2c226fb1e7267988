"""Tells whether a test file holds rows that the model was trained or calibrated on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.inference.artifact import Manifest, sha256
from training.data import Row
from training.pack import read_settings


@dataclass(frozen=True, slots=True)
class KnownRows:
    """How many rows of a file a model learnt from or was calibrated on, and the groups of writers that were kept for testing.

    ``rows`` is None if the model was trained on another file of this name, which may be an earlier version of this one.
    """

    rows: int | None = 0
    test_groups: tuple[str, ...] = ()


def known(manifest: Manifest, test: Path, rows: Sequence[Row]) -> KnownRows:
    """What the model knows of the file ``test`` with these usable ``rows``; nothing if it was trained on other files."""
    if sha256(test) not in manifest.data.values():
        return KnownRows(None if test.name in manifest.data else 0)
    tested, beyond = (sum(group.rows.get(part, 0) for group in manifest.groups.values()) for part in ("test", "left_out"))
    named = (
        read_settings(test.parent).test_groups if tested else ()
    )  # without tested rows, the groups were added to pack.yaml after the training
    kept = sum(row.group in named for row in rows)
    groups = tuple(name for name in named if any(row.group == name for row in rows))
    return KnownRows(max(0, len(rows) - (kept or tested) - beyond), groups)

"""Identifies the source code that made an artifact."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAKING = ("training", "retrieval", "bot/inference")
"""The packages whose code decides what an artifact holds."""


def code_hash(root: Path = ROOT) -> str:
    """The SHA-256, in hex, over the paths and contents of all modules of ``MAKING`` below ``root``."""
    digest = hashlib.sha256()
    for path in sorted(path for package in MAKING for path in (root / package).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()

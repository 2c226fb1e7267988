"""Identifies the source code that made an artifact."""

import hashlib
from pathlib import Path


def code() -> str:
    """The SHA-256, in hex, over the modules directly in ``training`` and in ``bot/inference``."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *(here.parent / "bot" / "inference").glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()

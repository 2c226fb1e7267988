"""Which source made an artifact."""

import hashlib
from pathlib import Path


def code() -> str:
    """The SHA-256 over the source that trains and serves models, in hex."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *(here.parent / "bot" / "inference").glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()

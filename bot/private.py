"""Files that no other user may read: replaced as a whole, and changed by one process at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.inference.atomic import locked


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process changes files of a folder like this; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = locked(folder, wait=True)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def write_private(path: Path, content: bytes) -> None:
    """Replace a file atomically, never readable by other users."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)

"""Creates folders atomically: a process fills a locked workplace beside the target, and one left by a dead process is removed."""

import errno
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".frontdesk-"
"""Prefix of every workplace's name; nothing else beside an artifact is touched."""
NEW, OLD = "new", "old"


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Yield an empty folder that is renamed to ``target`` when the block ends without an error, and removed otherwise.

    An earlier folder at ``target`` is moved aside first. If the process dies between the two renames, the next ``sweep`` moves it back.
    """
    with working(target) as workplace:
        yield workplace / NEW
        if target.exists():
            target.rename(workplace / OLD)
        (workplace / NEW).rename(target)


@contextmanager
def added(target: Path) -> Iterator[Path]:
    """Like ``placed``, but if another process created ``target`` meanwhile, its folder stays and this one is removed."""
    with working(target) as workplace:
        yield workplace / NEW
        try:
            (workplace / NEW).rename(target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


@contextmanager
def working(target: Path) -> Iterator[Path]:
    """Yield a workplace beside ``target`` with an empty folder in it; it is removed at the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    workplace, lock = opened(target)
    try:
        (workplace / NEW).mkdir()
        yield workplace
    finally:
        remove(workplace, target)
        if lock is not None:
            os.close(lock)


def opened(target: Path) -> tuple[Path, int | None]:
    """A new workplace beside ``target`` and its lock, None if the file system has no locks."""
    while True:
        workplace = target.parent / f"{PREFIX}{target.name}-{uuid.uuid4().hex[:8]}"
        workplace.mkdir()
        lock = locked(workplace, wait=True)
        if workplace.is_dir():
            return workplace, lock
        if lock is not None:  # between the two lines above, another process swept it away as abandoned
            os.close(lock)


def locked(workplace: Path, *, wait: bool = False) -> int | None:
    """The lock of a workplace as a file descriptor; None if another process holds it or the file system has no locks.

    The system releases it when the process ends, however it ends.
    """
    descriptor = None
    try:
        descriptor = os.open(workplace, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if descriptor is not None:
            os.close(descriptor)
        return None
    return descriptor


def sweep(parent: Path) -> None:
    """Remove the workplaces of processes that have died."""
    with suppress(OSError):
        for workplace in [one for one in parent.iterdir() if one.name.startswith(PREFIX) and one.is_dir()]:
            if (lock := locked(workplace)) is not None:
                remove(workplace, parent / workplace.name.removeprefix(PREFIX).rpartition("-")[0])
                os.close(lock)


def remove(workplace: Path, target: Path) -> None:
    """Remove a workplace; a folder that was moved aside goes back if ``target`` does not exist."""
    if (workplace / OLD).is_dir() and not target.exists():
        (workplace / OLD).rename(target)
    shutil.rmtree(workplace, ignore_errors=True)

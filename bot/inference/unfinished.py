"""Makes folders at once: filled beside their place by a process that holds a lock, so that what a dead one left can be told and goes."""

import errno
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".frontdesk-"
"""Begins the name of every workplace; nothing else beside an artifact is touched."""
NEW, OLD = "new", "old"


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """An empty folder that takes its place at ``target`` in one rename when the block ends without an error; else nothing is left.

    What stood there is put aside first, and comes back where the process dies between the two, when somebody works beside it again.
    """
    with working(target) as workplace:
        yield workplace / NEW
        if target.exists():
            target.rename(workplace / OLD)
        (workplace / NEW).rename(target)


@contextmanager
def added(target: Path) -> Iterator[Path]:
    """Like ``placed``, for a folder of which any is as good: where another process was quicker, its folder stays and this one goes."""
    with working(target) as workplace:
        yield workplace / NEW
        try:
            (workplace / NEW).rename(target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


@contextmanager
def working(target: Path) -> Iterator[Path]:
    """A workplace beside ``target`` with an empty folder in it; it is removed at the end."""
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
    """A new workplace beside ``target``, and its lock."""
    while True:
        workplace = target.parent / f"{PREFIX}{target.name}-{uuid.uuid4().hex[:8]}"
        workplace.mkdir()
        lock = locked(workplace, wait=True)
        if workplace.is_dir():
            return workplace, lock
        if lock is not None:  # between the two lines above, another process took it for one that was left
            os.close(lock)


def locked(workplace: Path, *, wait: bool = False) -> int | None:
    """The lock of a workplace as a file descriptor, None where another process has it or the file system knows no locks.

    The system takes it back when the process ends, however it ends.
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
    """Remove a workplace; what was put aside goes back where nothing took its place."""
    if (workplace / OLD).is_dir() and not target.exists():
        (workplace / OLD).rename(target)
    shutil.rmtree(workplace, ignore_errors=True)

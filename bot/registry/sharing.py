"""The folder that all hosts mount: a machine copies missing versions from it, and new versions to it."""

import errno
import shutil
from pathlib import Path

import structlog

from bot.errors import ArtifactError
from bot.inference import artifact, atomic

log = structlog.get_logger("models")


def at_hand(root: Path, shared: Path | None, pack: str, version: str) -> Path:
    """A version's folder below ``root``, copied from ``shared`` if it is missing; raises ArtifactError if no whole copy can be made."""
    own = root / pack / version
    if shared is not None and not own.exists():
        copy(shared / pack / version, own)
        log.info("model_fetched", pack=pack, version=version)
    return own


def share(root: Path, shared: Path | None, pack: str, version: str) -> None:
    """Copy a version to the shared folder, if there is one; raises ArtifactError if it cannot be copied."""
    if shared is not None:
        copy(root / pack / version, shared / pack / version)


def copy(source: Path, target: Path) -> None:
    """Copy an artifact, which appears at ``target`` atomically once all files match the manifest; an existing one is left alone.

    Raises ArtifactError if the source is missing or damaged, or if the copy cannot be made.
    """
    try:
        if target.exists():
            return
        if not (source / artifact.MANIFEST).is_file():
            raise ArtifactError(f"{source} is not there")
        with atomic.added(target) as folder:
            shutil.copytree(source, folder, dirs_exist_ok=True)
            verify(folder, source)
    except OSError as error:
        raise ArtifactError(f"{source} cannot be copied to {target.parent}: {reason(error)}") from error


def verify(folder: Path, source: Path) -> None:
    """Raise ArtifactError, which names the source, if the copy is not whole."""
    try:
        artifact.verify(folder)
    except ArtifactError as error:
        raise ArtifactError(f"{str(error).replace(str(folder), str(source))}: it was not copied") from error


def reason(error: OSError) -> str:
    """The system's reason; if several files could not be copied, that of the first."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][-1])
    return error.strerror or errno.errorcode.get(error.errno or 0, type(error).__name__)


def names(pack: str, root: Path, shared: Path | None) -> list[str]:
    """The versions of a pack on this machine and in the shared folder, newest first; an unreachable shared folder counts as empty."""
    found = {folder.name for folder in artifact.versions(root, pack)}
    if shared is not None:
        try:
            found |= {folder.name for folder in artifact.versions(shared, pack)}
        except OSError as error:
            log.warning("shared_artifacts_unreadable", folder=str(shared), reason=reason(error))
    return sorted(found, reverse=True)

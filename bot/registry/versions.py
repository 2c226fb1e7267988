"""The versions of a pack on the disk: which ones are whole, which one serves, and which one a user names."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import structlog

from bot.errors import ArtifactError, ModelError, RoleError
from bot.inference import artifact
from bot.inference.artifact import Manifest
from bot.registry import sharing
from bot.registry.roles import RoleChange, Roles, activations

SHOWN = 3
"""Broken versions that the refusal to start describes at most."""

T = TypeVar("T")

log = structlog.get_logger("models")


@dataclass(frozen=True, slots=True)
class Version:
    """A version's folder; ``broken`` says why it cannot be used, or is empty. ``manifest`` is None if it cannot be read."""

    name: str
    manifest: Manifest | None
    broken: str = ""


def versions(root: Path, pack: str, shared: Path | None = None) -> list[Version]:
    """Every version of a pack, newest first, each verified file by file; those only in ``shared`` are verified there."""
    return [look(place(root, shared, pack, name)) for name in sharing.names(pack, root, shared)]


def place(root: Path, shared: Path | None, pack: str, version: str) -> Path:
    """The folder of a version, on this machine if it is there, otherwise in the shared folder."""
    own = root / pack / version
    return own if shared is None or own.exists() else shared / pack / version


def look(folder: Path) -> Version:
    """The version in a folder, verified."""
    try:
        return Version(folder.name, whole(folder))
    except ArtifactError as error:
        reason = str(error)
    try:
        return Version(folder.name, artifact.read(folder), reason)
    except ArtifactError:
        return Version(folder.name, None, reason)


def whole(folder: Path) -> Manifest:
    """The manifest of a version; raises ArtifactError unless all files are as written and it was trained for the pack of its folder."""
    manifest = artifact.verify(folder)
    if manifest.pack != folder.parent.name:
        raise of_another(folder, manifest.pack)
    return manifest


def of_another(folder: Path, pack: str) -> ArtifactError:
    """The error for a version that was trained for another pack than its folder's."""
    return ArtifactError(f"{folder} is a model of {pack}, not of {folder.parent.name}: put one of {folder.parent.name} there")


def to_serve(root: Path, pack: str, roles: Roles, changes: Sequence[RoleChange], shared: Path | None = None) -> Path:
    """The version that a server would start with, judged by its files alone; raises ArtifactError if none is whole."""

    def itself(folder: Path) -> Path:
        whole(folder)
        return folder

    return first_usable(root, pack, candidates(sharing.names(pack, root, shared), roles, changes), shared, itself)


def first_usable(
    root: Path,
    pack: str,
    names: Iterable[str],
    shared: Path | None,
    use: Callable[[Path], T],
    refused: MutableMapping[tuple[str, str], str] | None = None,
) -> T:
    """The result of ``use`` for the first version for which it raises no ModelError; a version only in ``shared`` is copied first.

    Versions that fail are logged, and put into ``refused`` with the reason. Raises ArtifactError, with the reasons, if none is left.
    """
    wrong: list[str] = []
    for name in dict.fromkeys(names):
        try:
            return use(sharing.at_hand(root, shared, pack, name))
        except (ModelError, OSError) as error:
            log.error("model_refused", pack=pack, version=name, reason=str(error))
            wrong.append(str(error))
            if refused is not None:
                refused[pack, name] = str(error)
    if shared is not None and not there(shared / pack):
        wrong.append(f"{shared} holds nothing of {pack}, is it mounted?")
    raise ArtifactError(none_left(pack, f"{root} or {shared}" if shared else str(root), wrong))


def none_left(pack: str, where: str, wrong: Sequence[str]) -> str:
    """A sentence on what is wrong with the first few versions, and what to do."""
    more = [f"and {len(wrong) - SHOWN} more, see the log"] if len(wrong) > SHOWN else []
    said = f" ({'; '.join([*wrong[:SHOWN], *more])})" if wrong else ""
    backup = "bring one back from a backup, or " if wrong else ""
    return (
        f"there is no usable model of {pack} in {where}{said}; {backup}`frontdesk train {pack}` makes one, with --effort quick in minutes"
    )


def there(folder: Path) -> bool:
    """Whether a folder can be read and is not empty."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def candidates(names: Sequence[str], roles: Roles, changes: Sequence[RoleChange]) -> Iterator[str]:
    """The versions in the order in which a server tries them: the active one, those active before it, older ones, then the rest.

    So a version that is newer than the active one and was never promoted comes last. Without an active one the newest comes first.
    """
    if roles.active is not None:
        active = roles.active.version
        yield from reversed(activations(changes))
        yield from (name for name in names if name < active)
    yield from names


def named(root: Path, pack: str, version: str) -> Path:
    """The verified folder of a version that a user named; raises RoleError, which lists similar names or says what is wrong."""
    names = [folder.name for folder in artifact.versions(root, pack)]
    if not names:
        raise RoleError(f"There is no model of {pack!r} in {root}{meant(pack, packs(root))}: frontdesk train {pack} makes one.")
    if version not in names:
        raise RoleError(f"{pack} has no version {version!r}{meant(version, names)}; frontdesk models list {pack} shows all.")
    try:
        whole(root / pack / version)
    except ArtifactError as error:
        raise RoleError(f"The version {version} of {pack} is broken and cannot serve: {error}.") from error
    return root / pack / version


def at(folder: Path) -> Path:
    """The folder of a version that a user gave; raises ArtifactError, which lists the versions inside, if it is a pack's folder."""
    if not (folder / artifact.MANIFEST).is_file() and (inside := [one for one in artifact.versions(folder, "") if is_version(one)]):
        named = ", ".join(str(one) for one in inside[:3])
        more = f" and {len(inside) - 3} more" if len(inside) > 3 else ""
        raise ArtifactError(f"{folder} holds the versions of a pack, name one of them, newest first: {named}{more}")
    return folder


def is_version(folder: Path) -> bool:
    """Whether a folder is an artifact, whole or not."""
    return (folder / artifact.MANIFEST).is_file()


def packs(root: Path, shared: Path | None = None) -> list[str]:
    """The packs that have versions, on this machine or in the shared folder."""
    roots = [one for one in (root, shared) if one is not None and one.is_dir()]
    return sorted({folder.name for one in roots for folder in one.iterdir() if artifact.versions(one, folder.name)})


def meant(wrong: str, names: Sequence[str]) -> str:
    """The names that a user may have meant, in brackets for the end of a sentence."""
    near = get_close_matches(wrong, names, n=3, cutoff=0.5) or list(names)[:3]
    return f" (nearest: {', '.join(near)})" if near else ""


def before(root: Path, pack: str, version: str, roles: Roles, shared: Path | None = None) -> str | None:
    """The version that a promotion replaces: the active one, otherwise the newest whole older one, or None."""
    if roles.active is not None:
        return roles.active.version
    older = (name for name in sharing.names(pack, root, shared) if name < version)
    return next((name for name in older if not look(place(root, shared, pack, name)).broken), None)

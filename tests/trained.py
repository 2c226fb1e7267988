"""The shop's models, as the demo trains them: those in artifacts/ where they learnt from the same files, else new ones that are kept.

``python -m tests.trained FOLDER`` trains them into the folder; of several processes that do so at once one trains, the others wait for it.
"""

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from bot.errors import ArtifactError
from bot.inference.artifact import sha256, verify, versions

ROOT = Path(__file__).parent.parent
PACK = ROOT / "domains/retail"
RECIPE = ("quick", 7)
"""Effort and seed of the demo."""

LOG = "training.log"


def found(kept: Path) -> Path | None:
    """The version to test with, among those of the demo and the ``kept`` ones; None where it has to be trained."""
    return next((folder for root in (ROOT / "artifacts", kept) for folder in versions(root, PACK.name) if learnt_the_same(folder)), None)


def learnt_the_same(folder: Path) -> bool:
    """Whether a version was trained by the demo's recipe from the files as they are."""
    try:
        manifest = verify(folder)
    except ArtifactError:
        return False
    files = [PACK / "utterances.csv", PACK / "history.jsonl", *PACK.glob("knowledge/*/*.md")]
    same = manifest.data == {path.relative_to(PACK).as_posix(): sha256(path) for path in files}
    return same and (manifest.effort, manifest.seed) == RECIPE


def begun(kept: Path) -> "subprocess.Popen[bytes]":
    """A process that trains into ``kept``; what it prints goes to a file there."""
    with (kept / LOG).open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", __name__, str(kept)], cwd=ROOT, stdout=log, stderr=log)


def main(kept: Path) -> None:
    """Train, unless another process does so or has done so meanwhile."""
    from training import run

    with FileLock(kept / "training.lock"):
        if found(kept) is None:
            run.train_pack(PACK, kept, *RECIPE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

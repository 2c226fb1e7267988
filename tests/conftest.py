import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ArtifactError
from bot.inference.artifact import latest, sha256, verify, versions
from bot.packs import Pack, load

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def retail() -> Pack:
    """The shop's pack."""
    return load(ROOT / "domains/retail")


@pytest.fixture(scope="session")
def retail_model(request: pytest.FixtureRequest) -> Path:
    """The shop's models, trained as the demo trains them: those in artifacts/ where they learnt from the same files, else new ones."""
    kept = request.config.cache.mkdir("models")
    found = next((folder for root in (ROOT / "artifacts", kept) for folder in versions(root, "retail") if learnt_the_same(folder)), None)
    if found is None:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print("\ntraining the shop's models, which are then kept; this takes some minutes", flush=True)
        command = [sys.executable, "-m", "bot", "train", "retail", "--effort", "quick", "--seed", "7"]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "FRONTDESK_ARTIFACTS_DIR": str(kept)})
        found = latest(kept, "retail")
    return found


def learnt_the_same(folder: Path) -> bool:
    """Whether a version was trained by the demo's recipe from the files as they are."""
    try:
        manifest = verify(folder)
    except ArtifactError:
        return False
    pack = ROOT / "domains/retail"
    files = [pack / "utterances.csv", pack / "history.jsonl", *pack.glob("knowledge/*/*.md")]
    same = manifest.data == {path.relative_to(pack).as_posix(): sha256(path) for path in files}
    return same and (manifest.effort, manifest.seed) == ("quick", 7)

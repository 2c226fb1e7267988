import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from bot.errors import ArtifactError
from bot.inference.artifact import Calibration, GroupRecord, Limits, Manifest, latest, read, verify, write

LIMITS = Limits(accept=0.6, out_of_scope=0.5, second=0.3, alpha=0.05, certified=True)


def manifest(version: str = "v1") -> Manifest:
    return Manifest(
        pack="shop",
        version=version,
        created_at="2026-01-01T00:00:00+00:00",
        seed=1,
        effort="quick",
        languages=("en",),
        groups={"other": GroupRecord(kind="ngram", labels=("a", "b"), dimensions=4, calibration=Calibration(limits=LIMITS))},
        code="0" * 64,
        data={"utterances.csv": "0" * 64},
    )


def make(root: Path, version: str) -> Path:
    def fill(folder: Path) -> Manifest:
        (folder / "other" / "deep").mkdir(parents=True)
        (folder / "other" / "deep" / "weights.bin").write_bytes(b"\x00\x01" * 500)
        (folder / "MODEL_CARD.md").write_text("# card", encoding="utf-8")
        return manifest(version)

    write(root / "shop" / version, fill)
    return root / "shop" / version


def test_what_was_written_verifies(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")
    assert verify(folder).groups["other"].calibration.limits.thresholds.accept == 0.6
    assert set(read(folder).files) == {"MODEL_CARD.md", "other/deep/weights.bin"}


def test_one_changed_byte_is_found(tmp_path: Path) -> None:
    weights = make(tmp_path, "v1") / "other" / "deep" / "weights.bin"
    content = bytearray(weights.read_bytes())
    content[700] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ArtifactError, match=r"weights\.bin has changed"):
        verify(tmp_path / "shop" / "v1")


def test_a_missing_file_and_a_foreign_file_are_found(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")
    (folder / "stray.txt").write_text("x")
    with pytest.raises(ArtifactError, match=r"stray\.txt does not belong"):
        verify(folder)
    (folder / "stray.txt").unlink()
    (folder / "MODEL_CARD.md").unlink()
    with pytest.raises(ArtifactError, match=r"MODEL_CARD\.md is missing"):
        verify(folder)


def test_a_manifest_that_is_no_manifest_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")
    (folder / "manifest.json").write_text('{"pack": 3}')
    with pytest.raises(ArtifactError, match="cannot be read"):
        verify(folder)
    with pytest.raises(ArtifactError, match=r"has no manifest\.json"):
        verify(tmp_path)


def test_a_broken_version_is_logged_and_the_one_before_serves(tmp_path: Path) -> None:
    make(tmp_path, "20260101-000000-aaaaaa")
    (make(tmp_path, "20260102-000000-bbbbbb") / "other" / "deep" / "weights.bin").write_bytes(b"")
    with structlog.testing.capture_logs() as logs:
        assert latest(tmp_path, "shop").name == "20260101-000000-aaaaaa"
    assert [(line["event"], line["version"], line["log_level"]) for line in logs] == [
        ("artifact_skipped", "20260102-000000-bbbbbb", "warning")
    ]


def test_without_a_usable_version_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="frontdesk train shop"):
        latest(tmp_path, "shop")


def test_a_training_that_fails_leaves_nothing_and_spoils_nothing(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")

    def broken(fresh: Path) -> Manifest:
        (fresh / "half").write_text("x")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write(folder, broken)
    verify(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["v1"]


def test_an_artifact_is_replaced_but_no_other_folder(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")
    make(tmp_path, "v1")
    verify(folder)
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "thesis.txt").write_text("years of work")
    with pytest.raises(ArtifactError, match="not an artifact"):
        write(documents, lambda fresh: manifest())
    assert (documents / "thesis.txt").exists()


def test_a_file_is_not_replaced_by_an_artifact(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ArtifactError, match=r"thesis\.txt is a file: name a folder"):
        write(tmp_path / "thesis.txt", lambda fresh: manifest())
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


DIES = """
import os, signal, sys
from pathlib import Path
from bot.inference.artifact import write

def fill(folder):
    (folder / "half").write_text("x")
    print("filling", flush=True)
    if sys.argv[2] == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()

write(Path(sys.argv[1]), fill)
"""


def filling(target: Path, how: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, str(target), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "filling\n"
    return process


def test_what_a_killed_training_left_goes_with_the_next_one_and_a_running_one_keeps_its_place(tmp_path: Path) -> None:
    running = filling(tmp_path / "shop" / "v2", "waits")
    filling(tmp_path / "shop" / "v3", "dies").wait()
    (tmp_path / "shop" / ".somebody-else").mkdir()
    assert len(list((tmp_path / "shop").iterdir())) == 3
    make(tmp_path, "v1")
    left = {path.name[:-8] for path in (tmp_path / "shop").iterdir() if path.name.startswith(".frontdesk")}
    assert left == {".frontdesk-v2-"}
    assert (tmp_path / "shop" / ".somebody-else").is_dir()
    assert list((tmp_path / "shop").glob(".frontdesk-v2-*/new/half"))
    running.kill()
    running.wait()


def test_an_artifact_that_was_put_aside_by_a_process_that_died_comes_back(tmp_path: Path) -> None:
    folder = make(tmp_path, "v1")
    workplace = folder.parent / ".frontdesk-v1-0123abcd"
    (workplace / "new").mkdir(parents=True)
    folder.rename(workplace / "old")
    make(tmp_path, "v2")
    verify(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["v1", "v2"]

"""Copies of the small pack that tests may spoil."""

import shutil
from pathlib import Path

SMALL = Path(__file__).parent / "small"


def copied(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text in a file, which must be there once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_of(folder: Path, file: str, text: str) -> int:
    """The line on which a text stands first."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, start=1) if text in line)

"""The hash of the code in a model's manifest."""

from pathlib import Path

import pytest

from training.code import MAKING, code_hash


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in (*MAKING, "training/teacher"):
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "thing.py").write_text("ONE = 1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("package", [*MAKING, "training/teacher"])
def test_a_change_of_any_module_that_makes_a_model_changes_the_hash(tree: Path, package: str) -> None:
    before = code_hash(tree)
    (tree / package / "thing.py").write_text("ONE = 2\n", encoding="utf-8")
    assert code_hash(tree) != before


def test_code_that_moves_is_other_code_and_other_files_are_none(tree: Path) -> None:
    before = code_hash(tree)
    (tree / "training/notes.md").write_text("notes", encoding="utf-8")
    assert code_hash(tree) == before
    (tree / "training/thing.py").rename(tree / "training/other.py")
    assert code_hash(tree) != before

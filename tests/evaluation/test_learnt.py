"""Whoever measures a model on the rows that it learnt from is told so."""

import shutil
from pathlib import Path

import pytest

from evaluation import understanding
from evaluation.understanding import Figures, for_people, notes
from tests.evaluation import shop
from training import run

PACK = "languages: [zh]\ntraining: {test_groups: [w0, w1]}\n"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with two groups of writers that no training reads; its model is beside it."""
    folder = tmp_path_factory.mktemp("packs") / "corner"
    folder.mkdir()
    header, *rows = shop.utterances(folder / "utterances.csv").read_text("utf-8").splitlines()
    lines = [f"{header},group", *(f"{row},w{number % 8}" for number, row in enumerate(rows))]
    (folder / "utterances.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    run.train_pack(folder, folder.parent / "artifacts", "quick", progress=lambda what, done, of: None)
    return folder


@pytest.fixture(scope="module")
def model(pack: Path) -> Path:
    (folder,) = (one for one in (pack.parent / "artifacts" / "corner").iterdir() if not one.name.startswith("."))
    return folder


@pytest.fixture(scope="module")
def figures(pack: Path, model: Path) -> Figures:
    return understanding.evaluate(model, pack / "utterances.csv")


def test_rows_that_the_model_was_trained_on_are_counted_and_those_of_the_test_groups_measured_apart(figures: Figures, pack: Path) -> None:
    assert (figures["rows"], figures["test_rows"], figures["trained_on"]) == (192, 48, 144)
    assert figures["test_groups"] == ["w0", "w1"]
    assert {"test_accuracy", "test_macro_f1", "test_accuracy_w0", "test_accuracy_w1"} <= set(figures)
    first, second, *_ = notes(figures, pack / "utterances.csv")
    assert "learnt from 144 of these 192 rows" in first
    assert "rely on the test_ figures" in first
    assert "test groups w0, w1: test_ is measured on these 48." in second


def test_without_the_pack_beside_it_the_file_is_still_known(model: Path, pack: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(pack / "utterances.csv", tmp_path / "copy.csv"))
    figures = understanding.evaluate(model, copy)
    assert figures["trained_on"] == 144
    assert "test_rows" not in figures
    assert "rely on figures of other rows" in notes(figures, copy)[0]


def test_a_file_that_was_changed_since_is_doubted(model: Path, pack: Path, tmp_path: Path) -> None:
    changed = tmp_path / "utterances.csv"
    changed.write_text((pack / "utterances.csv").read_text("utf-8") + "发票丢了,invoice,w9\n", encoding="utf-8")
    figures = understanding.evaluate(model, changed)
    assert figures["trained_on"] is None
    assert "trained on another utterances.csv" in notes(figures, changed)[0]


def test_a_test_of_its_own_needs_no_word_but_of_the_intents_that_nobody_taught(model: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("text,intent\n我的包裹呢,track\n公司在哪里,where\n有车位吗,parking\n在几楼,where\n", encoding="utf-8")
    figures = understanding.evaluate(model, test)
    assert (figures["trained_on"], figures["unknown"], figures["unknown_intents"]) == (0, 3, ["parking", "where"])
    assert notes(figures, test) == ["The model does not know parking, where: the 3 rows with these intents cannot be right."]


def test_a_slot_without_a_marked_row_has_no_number() -> None:
    some: Figures = {"rows": 9, "trained_on": 0, "unknown_intents": [], "unknown": 0}
    slots: Figures = {"slot_f1_size": 0.5, "slot_f1_colour": None, "slot_f1_address": 0.0, "slot_marked_address": 7}
    told = for_people({**some, **slots})
    assert told["slot_f1_colour"] == "-"
    assert "slot_f1_address" not in told
    assert notes({**some, **slots}, Path("test.csv")) == [
        "Of these slots no marked words were tagged surely enough to be used, in brackets how many: address (7)."
    ]

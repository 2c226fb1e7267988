"""What is said at the end of a training."""

from pathlib import Path

from bot.inference import artifact
from tests.registry import tiny as registry
from tests.training import tiny
from training import card, summary
from training.data import load


def test_a_model_whose_rows_were_few_does_not_claim_that_some_were_kept_out(tmp_path: Path) -> None:
    tiny.write_csv(tmp_path / "utterances.csv", tiny.rows(40, ("track", "refund")))
    folder = registry.write(tmp_path, "v1")
    manifest = artifact.read(folder)
    measured = {"calibration_accuracy": 0.9, "calibration_coverage": 0.5}
    record = manifest.groups["other"].model_copy(
        update={"folds": 3, "metrics": measured, "rows": {"train": 40, "calibration": 40, "test": 0}}
    )
    crossed = manifest.model_copy(update={"groups": {"other": record}})
    (folder / artifact.MANIFEST).write_text(crossed.model_dump_json())
    said = " ".join(summary.lines(folder, load(tmp_path / "utterances.csv")))
    assert "40 rows of text in other scripts that were read in turn by models that had not learnt from them" in said
    told = card.written(crossed, load(tmp_path / "utterances.csv"), 1.0)
    assert "3 more models, each of 2 of 3 parts" in told
    assert "read in turn (n = 40)" in told


def test_a_slot_of_which_nothing_was_found_and_one_that_nobody_marked_are_no_zeros_in_the_card(tmp_path: Path) -> None:
    measured = {"test_slot_f1": 0.5, "test_slot_f1_size": 0.625, "test_slot_f1_address": 0.0, "test_slot_recall": 0.4}
    record = artifact.read(registry.write(tmp_path, "v1")).groups["other"]
    record = record.model_copy(update={"slots": ("address", "colour", "size"), "metrics": measured})
    told = "\n".join(card.table(record))
    assert "| F1 of the slot size | 0.625 |" in told
    assert "| F1 of the slot address | none found |" in told
    assert "colour" not in told


def test_a_training_that_came_to_nothing_says_so_at_its_end(tmp_path: Path) -> None:
    tiny.write_csv(tmp_path / "utterances.csv", tiny.rows(40, ("track", "refund")))
    folder = registry.write(tmp_path, "v1")
    manifest = artifact.read(folder)
    record = manifest.groups["other"].model_copy(update={"metrics": {"calibration_accuracy": 0.2, "calibration_majority": 0.25}})
    (folder / artifact.MANIFEST).write_text(manifest.model_copy(update={"groups": {"other": record}}).model_dump_json())
    *_, last = summary.lines(folder, load(tmp_path / "utterances.csv"))
    assert "this model is of no use, it reads 20.0% rightly" in last

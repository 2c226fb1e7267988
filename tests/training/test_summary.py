"""What is said at the end of a training."""

from pathlib import Path

from bot.inference import artifact
from tests.registry import tiny as registry
from tests.training import tiny
from training import summary


def test_a_training_that_came_to_nothing_says_so_at_its_end(tmp_path: Path) -> None:
    tiny.write_csv(tmp_path / "utterances.csv", tiny.rows(40, ("track", "refund")))
    folder = registry.write(tmp_path, "v1")
    manifest = artifact.read(folder)
    record = manifest.groups["other"].model_copy(update={"metrics": {"calibration_accuracy": 0.2, "calibration_majority": 0.25}})
    (folder / artifact.MANIFEST).write_text(manifest.model_copy(update={"groups": {"other": record}}).model_dump_json())
    *_, last = summary.lines(folder, tmp_path / "utterances.csv")
    assert "this model is of no use, it reads 20.0% rightly" in last

"""Triage measured: what counts as a question, as right, and as advice below what was due."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import DataError
from evaluation.advice import rates, triage
from evaluation.advice.triage import Options
from tests.advice import records

SHARED = Path(__file__).parents[3] / "shared/data/dx"
LEVELS = "condition,level\ncold,self_care\npneumonia,today\nstomach bug,routine\n"


def levels(folder: Path, text: str = LEVELS) -> Path:
    path = folder / "levels.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_reports_one_object(tmp_path: Path) -> None:
    train, test = records.write(tmp_path / "a.json", 200, 1), records.write(tmp_path / "b.json", 100, 2)
    done = CliRunner().invoke(app, ["evaluate", "advice", "triage", "--train", str(train), "--test", str(test), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["rows"] == 100
    assert found["baseline_majority"] < found["baseline_random_questions"] < found["accuracy"] <= found["top3"]
    assert found["accuracy_low"] < found["accuracy"] < found["accuracy_high"]
    assert 0 < found["mean_questions"] <= 10
    assert found["curve"][0] < found["curve"][-1]
    assert found["engine_ms"] < 20
    assert "under_triage" not in found, "without levels nothing is said of them"


def test_a_condition_without_a_level_is_named(tmp_path: Path) -> None:
    train, table = records.write(tmp_path / "a.json", 200, 1), levels(tmp_path, "condition,level\ncold,self_care\n")
    with pytest.raises(DataError, match="gives no level for pneumonia, stomach bug"):
        triage.evaluate(train, None, Options(folds=3, levels=table))


def test_advice_below_what_was_due_is_counted_with_its_bound(tmp_path: Path) -> None:
    train = records.write(tmp_path / "a.json", 300, 1)
    found = triage.evaluate(train, None, Options(folds=3, levels=levels(tmp_path)))
    assert found["rows"] == 300
    assert found["under_triage"] < 0.1
    assert found["under_triage"] < found["under_triage_bound"] < 0.15
    assert sum(found["due"].values()) == sum(found["advised"].values()) == 300
    assert found["due"]["emergency"] == 0


def test_no_question_at_all_is_allowed(tmp_path: Path) -> None:
    train, test = records.write(tmp_path / "a.json", 100, 1), records.write(tmp_path / "b.json", 50, 2)
    found = triage.evaluate(train, test, Options(most=0))
    assert found["mean_questions"] == 0
    assert len(found["curve"]) == 1


def test_a_condition_that_was_never_seen_counts_as_wrong(tmp_path: Path) -> None:
    train = records.write(tmp_path / "a.json", 100, 1)
    strange = [{**row, "label": "measles"} for row in records.rows(20, 2)]
    test = tmp_path / "b.json"
    test.write_text(json.dumps(strange), encoding="utf-8")
    found = triage.evaluate(train, test, Options())
    assert (found["accuracy"], found["top3"], found["ceiling"], found["unknown_conditions"]) == (0, 0, 0, 20)


def test_more_folds_than_the_rarest_condition_has_cases_are_refused(tmp_path: Path) -> None:
    train = tmp_path / "a.json"
    train.write_text(json.dumps([*records.rows(60, 1), {"exp_sxs": {"rash": "1"}, "imp_sxs": {}, "label": "measles"}]), encoding="utf-8")
    with pytest.raises(DataError, match="its rarest condition has 1 cases"):
        triage.evaluate(train, None, Options())


def test_a_level_that_there_is_not_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 3"):
        triage.read_levels(levels(tmp_path, "condition,level\ncold,self_care\npneumonia,soon\n"))


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    assert rates.upper(0, 59) == pytest.approx(0.0495, abs=1e-4), "no failure in 59 is the least that certifies 5 %"
    assert rates.interval(8, 10) == (0.4439, 0.9748)
    assert rates.interval(10, 10)[1] == 1.0


def test_probabilities_that_are_right_have_no_calibration_error() -> None:
    sure, right = np.full(100, 0.7), np.arange(100) < 70
    assert rates.calibration_error(sure, right) == 0
    assert rates.calibration_error(np.full(100, 0.9), right) == pytest.approx(0.2)


def test_real_cases_are_told_apart_with_fewer_questions_than_published() -> None:
    path = SHARED / "dxy/train_set.json"
    if not path.exists():
        pytest.skip("needs the shared data set dx/dxy/train_set.json")
    found = triage.evaluate(path, None, Options(folds=3))
    assert found["accuracy"] > 0.75
    assert found["mean_questions"] < 8.6
    assert found["left_out"] == 0

"""Machine faults measured: on machines that were not learnt from, with intervals, beside plain boosting."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from evaluation.advice import lives, machines
from tests.advice import mills
from training.advice import machines as rows
from training.advice import series

SHARED = Path(__file__).parents[3] / "shared/data"


def told(*arguments: str) -> dict[str, object]:
    done = CliRunner().invoke(app, ["evaluate", "advice", "maintenance", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_failures_are_foreseen_better_than_by_plain_boosting(tmp_path: Path) -> None:
    train = rows.read(mills.mills(tmp_path / "a.csv", 800, 1), rows.Asked("failed"))
    test = rows.read(mills.mills(tmp_path / "b.csv", 600, 2), rows.Asked("failed"), train)
    found = machines.evaluate(train, test, mills.QUICK, 5, 7)
    assert found["f1"] > found["baseline_f1"]  # type: ignore[operator]
    assert found["f1_low"] < found["f1"] < found["f1_high"]  # type: ignore[operator]
    assert found["causes_right"] > 0.9  # type: ignore[operator]
    assert found["left_out"]["odd"] == "is known only after a failed"  # type: ignore[index]


@pytest.mark.slow
def test_the_command_reports_one_object_of_failures(tmp_path: Path) -> None:
    train, test = mills.mills(tmp_path / "a.csv", 250, 1), mills.mills(tmp_path / "b.csv", 200, 2)
    found = told("--train", str(train), "--test", str(test), "--target", "failed")
    assert (found["kind"], found["rows"], found["folds"]) == ("failures", 200, None)
    assert 0 <= found["ece"] <= 1  # type: ignore[operator]


def test_the_command_finds_series_by_itself(tmp_path: Path) -> None:
    found = told("--train", str(mills.pumps(tmp_path / "pumps.txt", 6, 1)), "--folds", "2", "--cap", "60")
    assert (found["kind"], found["machines"], found["draws"]) == ("remaining life", 6, 20)
    assert found["rmse"] < found["baseline_median"]  # type: ignore[operator]
    assert found["rmse_low"] <= found["rmse"] <= found["rmse_high"]  # type: ignore[operator]


def test_the_command_asks_for_a_target_where_there_is_no_series(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evaluate", "advice", "maintenance", "--train", str(mills.mills(tmp_path / "a.csv", 50, 1))])
    assert "--target" in str(done.exception or done.output)


def test_machines_are_cut_after_their_thirtieth_cycle() -> None:
    chance = np.random.default_rng(1)
    at = np.concatenate([lives.places(90, chance, last=False) for _ in range(50)])
    assert (at.min(), at.max()) == (30, 89)
    assert lives.places(90, chance, last=True).tolist() == [89]
    assert lives.places(8, chance, last=False).min() >= 4


def test_with_what_was_left_machines_are_asked_at_their_last_cycle(tmp_path: Path) -> None:
    train = series.read(mills.pumps(tmp_path / "a.txt", 12, 1), series.Names())
    test = series.read(mills.pumps(tmp_path / "b.txt", 4, 2), series.Names())
    found = lives.evaluate(train, test, mills.SHORT, 3, 7, last=True)
    assert found["draws"] == 1
    assert found["rmse"] < 10  # type: ignore[operator]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not beside the project")
def test_the_columns_of_public_sets_are_understood() -> None:
    found = rows.read(SHARED / "ai4i2020/train.csv", rows.Asked("Machine failure"))
    assert len(found.readings) == 5
    assert set(found.modes) == {"TWF", "HDF", "PWF", "OSF"}
    assert set(found.left_out) == {"UID", "Product ID", "RNF"}
    engines = series.read(SHARED / "cmapss/train_FD001.txt", series.Names())
    assert (len(engines.units), engines.columns[0], len(engines.columns)) == (100, "setting 1", 24)

"""What is measured of a scorecard: ranking with intervals, cost, reasons, and what it does to groups of people."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bot.errors import DataError
from evaluation.advice import credit, fairness
from evaluation.advice.credit import Options
from evaluation.advice.ranking import area, difference, wilson
from training.advice.applications import Asked

chance = np.random.default_rng(3)
BAD = (chance.random(400) < 0.3).astype(np.int64)
SCORES = BAD + chance.normal(0, 1.2, 400).round(1)


def applications(path: Path, count: int, seed: int) -> Path:
    """Made-up applications, in which being younger goes with having less."""
    rng = np.random.default_rng(seed)
    lines = ["income,purpose,sex,age,repaid"]
    for _ in range(count):
        age = int(rng.integers(20, 70))
        income = rng.gamma(3, 400) + 12 * age
        repaid = rng.random() < 1 / (1 + np.exp(1.6 - income / 600))
        lines.append(f"{income:.0f},{rng.choice(['car', 'sofa'])},{rng.choice(['f', 'm'])},{age},{'yes' if repaid else 'no'}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> credit.Report:
    path = applications(tmp_path_factory.mktemp("credit") / "a.csv", 400, 1)
    return credit.evaluate(path, None, Asked("repaid", "no"), Options(folds=3))


def test_the_area_is_that_of_scikit_learn_and_lies_in_its_interval() -> None:
    found = area(SCORES, BAD)
    assert found.value == pytest.approx(roc_auc_score(BAD, SCORES))
    assert found.low < found.value < found.high


def test_delongs_interval_is_as_wide_as_that_of_drawing_the_rows_anew() -> None:
    rng, draws = np.random.default_rng(1), []
    for _ in range(400):
        rows = rng.integers(0, len(BAD), len(BAD))
        draws.append(roc_auc_score(BAD[rows], SCORES[rows]))
    found = area(SCORES, BAD)
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.std(draws), rel=0.15)


def test_a_model_does_not_differ_from_itself_and_beats_noise_beyond_chance() -> None:
    same = difference(SCORES, SCORES, BAD)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    assert difference(SCORES, chance.normal(size=400), BAD).low > 0


def test_a_share_of_few_has_a_wide_interval_within_0_and_1() -> None:
    assert wilson(0, 0) is None
    none, all_ = wilson(0, 5), wilson(5, 5)
    assert none is not None and none[:2] == (0.0, 0.0) and none[2] > 0.4
    assert all_ is not None and all_[2] == 1.0 and all_[1] < 0.6


def test_all_models_are_measured_on_the_same_inputs_none_of_them_protected(report: credit.Report) -> None:
    assert report["inputs"] == ["income", "purpose"]
    assert report["protected"] == ["sex", "age"]
    assert set(report["models"]) == {"scorecard", "logistic", "boosting"}  # type: ignore[call-overload]
    assert report["auc"] == report["models"]["scorecard"]["auc"] > 0.6  # type: ignore[index]


def test_every_refusal_is_given_a_reason(report: credit.Report) -> None:
    assert report["refused_without_reason"] == 0
    assert report["refused_because"]["income"] > 0  # type: ignore[index]


def test_refusing_pays_in_comparison_with_accepting_everybody(report: credit.Report) -> None:
    assert report["cost"] < 5 * report["bad_share"]  # type: ignore[operator]
    assert report["cost_low"] < report["cost"] < report["cost_high"]  # type: ignore[operator]


def test_what_leaving_out_costs_is_told_with_its_interval(report: credit.Report) -> None:
    for name in ("scorecard", "boosting"):
        lost = report["leaving_out"][name]  # type: ignore[index]
        assert lost["auc_lost_low"] <= lost["auc_lost"] <= lost["auc_lost_high"]


def test_groups_that_were_never_inputs_are_reported(report: credit.Report) -> None:
    groups = report["fairness"]["age"]["groups"]  # type: ignore[index]
    assert list(groups) == ["up to 25", "26 to 35", "36 to 50", "over 50"]
    assert sum(one["rows"] for one in groups.values()) == 400
    assert groups["up to 25"]["approval"][0] < groups["over 50"]["approval"][0]
    assert report["fairness"]["age"]["approval_ratio"] < 1  # type: ignore[index]


def test_a_rule_that_stops_one_group_is_seen() -> None:
    column = np.array(["a"] * 200 + ["b"] * 200, dtype=object)
    approved = np.array([True] * 150 + [False] * 50 + [True] * 30 + [False] * 170)
    told = fairness.told("street", column, approved, np.full(400, 0.3), BAD)
    assert told["approval_ratio"] == pytest.approx(30 / 150)


def test_a_test_file_is_read_by_what_the_training_file_taught(tmp_path: Path) -> None:
    learn, test = applications(tmp_path / "a.csv", 400, 1), applications(tmp_path / "b.csv", 200, 2)
    found = credit.evaluate(learn, test, Asked("repaid", "no"), Options())
    assert (found["rows"], found["learnt_from"], found["folds"]) == (200, 400, None)
    assert found["auc"] > 0.6  # type: ignore[operator]


def test_a_test_file_without_an_input_is_refused(tmp_path: Path) -> None:
    learn, test = applications(tmp_path / "a.csv", 100, 1), applications(tmp_path / "b.csv", 100, 2)
    test.write_text(test.read_text(encoding="utf-8").replace("income", "earnings", 1), encoding="utf-8")
    with pytest.raises(DataError, match="income"):
        credit.evaluate(learn, test, Asked("repaid", "no"), Options())


def test_more_folds_than_there_are_bad_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folds"):
        credit.evaluate(applications(tmp_path / "a.csv", 40, 1), None, Asked("repaid", "no"), Options(folds=40))


def test_the_report_is_shown_to_people(report: credit.Report) -> None:
    shown = "\n".join(credit.lines(report))
    assert "scorecard" in shown and "over 50" in shown and "boosting" in shown

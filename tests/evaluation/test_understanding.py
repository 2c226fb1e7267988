"""Intents of a model on texts that it has not seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Score, Thresholds
from bot.errors import ArtifactError, DataError
from bot.inference.encoder import Reading
from bot.inference.tags import Span
from evaluation import understanding
from evaluation.understanding import Judged, measured, several, slots_measured
from tests.evaluation import shop
from training import run

LIMITS = Thresholds(accept=0.8, out_of_scope=0.5)


def judged(right: str, best: str, sure: float, outside: float = 0.1) -> Judged:
    reading = Reading("latin", "en", (Score(best, sure),), outside, (), LIMITS, None, None, "v1")  # type: ignore[arg-type]
    return Judged(tuple(right.split(";")), reading)


def test_a_text_predicted_out_of_scope_is_wrong_where_it_has_an_intent() -> None:
    result = measured([judged("track", "track", 0.9), judged("track", "track", 0.9, outside=0.5), judged("oos", "track", 0.3, outside=0.7)])
    assert (result["accuracy"], result["in_scope_accuracy"], result["oos_recall"]) == (0.6667, 0.5, 1.0)


def test_a_text_with_two_wishes_is_right_with_either() -> None:
    assert measured([judged("track;refund", "refund", 0.9), judged("track", "refund", 0.9)])["accuracy"] == 0.5


def test_all_intents_of_a_message_are_to_be_found_and_no_others() -> None:
    def found(right: str, *scores: tuple[str, float]) -> Judged:
        return Judged(tuple(right.split(";")), replace(judged(right, "", 0.0).reading, intents=tuple(Score(*one) for one in scores)))

    rows = [
        found("track;refund", ("track", 0.5), ("refund", 0.4)),
        found("track", ("track", 0.5), ("refund", 0.4)),
        found("refund", ("refund", 0.8), ("track", 0.1)),
    ]
    assert several(rows) == {"several_macro_f1": round((1.0 + 0.8) / 2, 4), "several_exact": 0.6667}
    assert several(rows[1:]) == {}


def test_only_what_the_bot_would_act_on_counts_for_the_selective_error() -> None:
    result = measured(
        [judged("track", "track", 0.8), judged("track", "refund", 0.9), judged("track", "refund", 0.79), judged("oos", "track", 0.9, 0.9)]
    )
    assert (result["coverage"], result["selective_error"]) == (0.5, 0.5)


def test_what_there_are_no_rows_for_is_none_and_not_zero() -> None:
    result = measured([judged("track", "track", 0.3)])
    assert result["oos_recall"] is None
    assert result["selective_error"] is None
    assert measured([judged("oos", "track", 0.3, 0.9)])["in_scope_accuracy"] is None


def test_a_label_that_the_test_lacks_does_not_lower_macro_f1_twice() -> None:
    assert measured([judged("track", "track", 0.9), judged("refund", "refund", 0.9), judged("refund", "size", 0.9)])[
        "macro_f1"
    ] == pytest.approx(0.8333)


def test_being_as_sure_as_right_is_no_calibration_error() -> None:
    rows = [judged("track", "track", 0.75)] * 3 + [judged("track", "refund", 0.75)]
    assert measured(rows)["ece"] == 0.0
    assert measured([judged("track", "refund", 0.75)])["ece"] == 0.75


def test_marked_slots_are_measured_by_whole_spans() -> None:
    right, wrong = judged("track", "track", 0.9), judged("track", "track", 0.9)
    right = replace(right, marked=(Span(0, 4, "item"),), reading=replace(right.reading, spans=(Span(0, 4, "item", 0.8),)))
    wrong = replace(wrong, marked=(Span(0, 4, "item"),), reading=replace(wrong.reading, spans=(Span(0, 9, "item", 0.8),)))
    assert slots_measured([right, wrong]) == {
        "slot_f1": 0.5,
        "slot_precision": 0.5,
        "slot_recall": 0.5,
        "slot_f1_item": 0.5,
        "slot_marked_item": 2,
    }
    assert slots_measured([judged("track", "track", 0.9)]) == {}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    return run.train_utterances(
        shop.utterances(folder / "train.csv"), folder / "model", "quick", progress=lambda what, done, of: None
    ).folder


def test_a_model_is_measured_on_a_file(model: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text(
        "text,intent\n请问我的包裹到哪了,track\n退款什么时候到账呢,refund\n给我写首诗吧,oos\n给我写首诗吧,oos\n,track\n公司在哪里,where\n",
        encoding="utf-8",
    )
    result = understanding.evaluate(model, test)
    assert (result["rows"], result["left_out"], result["unknown"]) == (5, 1, 1)
    assert (result["unknown_intents"], result["trained_on"]) == (["where"], 0)
    assert result["accuracy"] == 0.8
    assert result["oos_recall"] == 1.0
    assert set(result) >= {"macro_f1", "in_scope_accuracy", "mcc", "ece", "coverage", "selective_error"}


@pytest.mark.parametrize("content", ["", "text,intent\n", "text,intent\n,\n"])
def test_a_file_without_rows_is_an_error_that_says_so(model: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "test.csv").write_text(content)
    with pytest.raises(DataError):
        understanding.evaluate(model, tmp_path / "test.csv")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError):
        understanding.evaluate(tmp_path, shop.utterances(tmp_path / "test.csv"))

"""Figures of satisfaction from a history file."""

import json
from pathlib import Path

import pytest

from bot.errors import DataError
from evaluation.satisfaction import evaluate

RETAIL = Path(__file__).parents[2] / "domains/retail/history.jsonl"


def history(folder: Path, *rows: object) -> Path:
    path = folder / "history.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def dialogue(name: str, judged: tuple[tuple[int, int], ...] = (), **fields: object) -> dict[str, object]:
    turns = [{"speaker": "customer", "text": "hm", "satisfaction": {"ann": a, "bo": b}} for a, b in judged]
    return {"id": name, "turns": turns or [{"speaker": "customer", "text": "hi"}], **fields}


def test_only_customers_who_rated_count_towards_the_mean(tmp_path: Path) -> None:
    path = history(tmp_path, dialogue("a", rating=5), dialogue("b", rating=2), dialogue("c"), dialogue("d"))
    report = evaluate(path)
    assert (report["rated"], report["mean_rating"], report["dissatisfied"]) == (0.5, 3.5, 0.5)


def test_agreement_falls_with_the_distance_of_the_ratings(tmp_path: Path) -> None:
    near = evaluate(history(tmp_path, dialogue("a", ((1, 1), (5, 4), (3, 3), (2, 2)))))
    far = evaluate(history(tmp_path, dialogue("a", ((1, 1), (5, 1), (3, 3), (2, 2)))))
    assert near["exact_agreement"] == far["exact_agreement"] == 0.75
    assert float(near["weighted_kappa"] or 0) > float(far["weighted_kappa"] or 0)


def test_where_nothing_differs_no_kappa_is_claimed(tmp_path: Path) -> None:
    assert evaluate(history(tmp_path, dialogue("a", ((3, 3), (3, 3)))))["weighted_kappa"] is None


def test_a_bad_row_is_counted_and_the_rest_is_used(tmp_path: Path) -> None:
    report = evaluate(history(tmp_path, dialogue("a", rating=4), "{not json", dialogue("b", rating=9)))
    assert (report["dialogues"], report["unreadable"]) == (1, 2)


def test_a_file_without_dialogues_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"history\.jsonl: no dialogue"):
        evaluate(history(tmp_path, "{}"))


def test_the_retail_history_is_as_large_and_as_well_judged_as_the_documentation_says() -> None:
    report = evaluate(RETAIL)
    assert report["unreadable"] == 0
    assert int(report["dialogues"] or 0) >= 150
    assert int(report["judged_turns"] or 0) >= 250
    assert float(report["weighted_kappa"] or 0) >= 0.8

"""What an index finds for queries whose relevant documents are known."""

import json
from pathlib import Path

import pytest

from bot.errors import ArtifactError, DataError
from evaluation import retrieval
from evaluation.retrieval import Query, measured
from tests.evaluation import shop
from training import index, run


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    assert index.index_documents(shop.documents(folder / "documents.jsonl"), folder / "index") == 3
    return folder / "index"


def queries(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records), encoding="utf-8")
    return path


def test_documents_that_are_relevant_and_first_score_one(indexed: Path, tmp_path: Path) -> None:
    asked = queries(
        tmp_path / "q.jsonl",
        {"id": 1, "text": "退款多久到账", "relevant": ["refund"]},
        {"id": 2, "text": "发票", "relevant": "invoice"},
        {"id": 3, "text": "物流", "relevant": {"track": 2, "refund": 0}},
    )
    result = retrieval.evaluate(indexed, asked)
    assert {result[name] for name in ("recall@1", "recall@5", "recall@10", "mrr", "ndcg@10", "map")} == {1.0}
    assert (result["queries"], result["missing"]) == (3, 0)


def test_a_relevant_document_that_is_not_in_the_index_is_counted_and_lowers_recall(indexed: Path, tmp_path: Path) -> None:
    result = retrieval.evaluate(indexed, queries(tmp_path / "q.jsonl", {"id": 1, "text": "退款", "relevant": ["refund", "elsewhere"]}))
    assert (result["missing"], result["recall@10"]) == (1, 0.5)


def test_a_query_in_a_language_without_documents_counts_like_the_others(indexed: Path, tmp_path: Path) -> None:
    result = retrieval.evaluate(
        indexed,
        queries(
            tmp_path / "q.jsonl", {"id": 1, "text": "退款", "relevant": "refund"}, {"id": 2, "text": "where is it", "relevant": "track"}
        ),
    )
    assert (result["queries"], result["left_out"]) == (2, 0)


def test_a_query_to_which_nothing_is_relevant_is_named_and_counted_apart(indexed: Path, tmp_path: Path) -> None:
    good = {"id": 1, "text": "退款多久到账", "relevant": ["refund"]}
    empty, nothing = {"id": 2, "text": "发票", "relevant": []}, {"id": 3, "text": "发票", "relevant": {"invoice": 0}}
    told: list[str] = []
    result = retrieval.evaluate(indexed, queries(tmp_path / "q.jsonl", empty, good, nothing), lambda error: told.append(str(error)))
    assert (result["queries"], result["left_out"], result["mrr"]) == (1, 2, 1.0)
    assert ["row 1" in told[0], "row 3" in told[1], len(told)] == [True, True, 2]


def test_without_a_query_to_which_something_is_relevant_nothing_is_measured(indexed: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no query with a relevant document"):
        retrieval.evaluate(indexed, queries(tmp_path / "q.jsonl", {"id": 2, "text": "发票", "relevant": []}))


def test_the_measures_are_those_of_the_field() -> None:
    asked = [Query("a", "", {"x": 1, "y": 1}), Query("b", "", {"z": 1})]
    result = measured(asked, {"a": {"x": 1.0, "n": 0.5, "y": 0.3}, "b": {"n": 1.0, "z": 0.5}})
    assert (result["recall@1"], result["mrr"], result["map"]) == (0.25, 0.75, pytest.approx((5 / 6 + 0.5) / 2, abs=1e-4))


def test_a_query_for_which_nothing_was_found_counts_as_zero() -> None:
    assert measured([Query("a", "", {"x": 1}), Query("b", "", {"y": 1})], {"a": {"x": 1.0}, "b": {}})["mrr"] == 0.5


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"id": 1}',
        '{"id": 1, "text": "x"}',
        "[1]",
        '{"id": "1", "text": "x", "relevant": "refund"}',
        '{"id": null, "text": "x", "relevant": "refund"}',
        '{"id": 2, "text": null, "relevant": "refund"}',
        '{"id": 2, "text": "x", "relevant": null}',
        '{"id": 2, "text": "x", "relevant": [null]}',
        '{"id": 2, "text": "x", "relevant": {"refund": 1e308}}',
        '{"id": 2, "text": "x", "relevant": {"refund": 0.5}}',
        '{"id": 2, "text": "x", "relevant": {"refund": "high"}}',
    ],
)
def test_a_row_that_is_no_query_is_named(indexed: Path, tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"id": 1, "text": "退款", "relevant": "refund"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DataError, match="row 2"):
        retrieval.evaluate(indexed, path)


def test_a_file_without_queries_is_an_error(indexed: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no queries"):
        retrieval.evaluate(indexed, queries(tmp_path / "q.jsonl"))


def test_a_model_without_passages_cannot_be_measured(tmp_path: Path) -> None:
    model = run.train_utterances(
        shop.utterances(tmp_path / "train.csv", copies=2), tmp_path / "model", "quick", progress=lambda *about: None
    ).folder
    with pytest.raises(ArtifactError, match="frontdesk index"):
        retrieval.evaluate(model, queries(tmp_path / "q.jsonl", {"id": 1, "text": "退款", "relevant": "refund"}))

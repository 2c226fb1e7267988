"""The index: built, saved, loaded, searched."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval import index as module
from retrieval.chunks import Chunk, embed
from retrieval.errors import BrokenIndex
from retrieval.index import Index
from tests.retrieval.words import WIDTH, article, vector, vectors

PASSAGES = [
    article("delivery#1", "Delivery", "Delivery takes three days.", intents=("delivery_time",)),
    article("h-1#1", "", "Yes, your parcel left this morning.", kind="answer", question="where is my parcel"),
    article("refund#1", "Refund", "A refund takes five days.", intents=("refund_status",), url="https://shop.example/refund"),
    article("zh#1", "退款", "退款需要五个工作日。", language="zh"),
]


def build(chunks: list[Chunk] = PASSAGES) -> Index:
    return Index.build(chunks, embed(chunks, vectors))


def ids(index: Index, query: str, **filters: object) -> list[str]:
    rows, _ = index.nearest(vector(query), index.within(**filters), 3)  # type: ignore[arg-type]
    return [index.chunks[row].id for row in rows]


def test_the_nearest_passage_comes_first_with_its_cosine() -> None:
    index = build()
    rows, cosines = index.nearest(vector("Refund A refund takes five days."), index.parts, 2)
    assert index.chunks[rows[0]] == PASSAGES[2]
    assert 0.9 < cosines[0] <= 1.0 + 1e-6


def test_a_search_is_kept_to_the_kinds_and_language_it_may_answer_in() -> None:
    index = build()
    assert ids(index, "where is my parcel")[0] == "h-1#1"
    assert "h-1#1" not in ids(index, "where is my parcel", kinds=("knowledge",))
    assert ids(index, "退款", language="zh") == ["zh#1"]
    assert ids(index, "anything", language="fr") == []


def test_more_passages_than_there_are_is_all_of_them() -> None:
    index = build()
    rows, _ = index.nearest(vector("days"), index.parts, 50)
    assert sorted(rows) == list(range(len(PASSAGES)))


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    index = build()
    index.save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index")
    assert loaded.chunks == index.chunks
    for query in ("refund days", "parcel", "退款"):
        (rows, cosines), (wanted, exact) = (one.nearest(vector(query), one.parts, 4) for one in (loaded, index))
        assert (rows.tolist(), cosines.tolist()) == (wanted.tolist(), exact.tolist())


def test_an_index_without_passages_can_be_saved_and_finds_nothing(tmp_path: Path) -> None:
    build([]).save(tmp_path / "index")
    assert ids(Index.load(tmp_path / "index"), "refund") == []


@pytest.mark.parametrize("file", ["passages.jsonl", "parts.json", "knowledge-en.faiss", "lexical/vocab.index.json"])
def test_an_index_that_lacks_a_file_is_refused(tmp_path: Path, file: str) -> None:
    build().save(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(BrokenIndex, match="build the index again"):
        Index.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not an index", b"IxFI"])
def test_an_index_with_damaged_vectors_is_refused(tmp_path: Path, content: bytes) -> None:
    build().save(tmp_path)
    (tmp_path / "knowledge-en.faiss").write_bytes(content)
    with pytest.raises(BrokenIndex):
        Index.load(tmp_path)


def test_an_index_whose_passages_do_not_fit_its_vectors_is_refused(tmp_path: Path) -> None:
    build().save(tmp_path)
    lines = (tmp_path / "passages.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "passages.jsonl").write_bytes(b"".join(lines[:-1]))
    with pytest.raises(BrokenIndex, match="differ in number"):
        Index.load(tmp_path)


def test_as_many_vectors_as_passages_are_needed() -> None:
    with pytest.raises(ValueError, match="4 passages need as many vectors"):
        Index.build(PASSAGES, np.zeros((3, WIDTH), dtype=np.float32))


def test_a_query_of_another_space_is_refused() -> None:
    with pytest.raises(ValueError, match="256 numbers"):
        build().nearest(np.ones(7, dtype=np.float32), [], 1)


def test_a_large_index_looks_into_cells_and_still_finds_what_an_exact_one_finds() -> None:
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(300, 32))
    many = (centres[chance.integers(0, 300, module.EXACT_UP_TO + 1)] + 0.5 * chance.normal(size=(module.EXACT_UP_TO + 1, 32))).astype(
        np.float32
    )
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    cells = module.nearest(many)
    assert isinstance(cells, faiss.IndexIVFFlat)
    queries = many[::500] + 0.02 * chance.normal(size=(len(many[::500]), 32)).astype(np.float32)
    exact = faiss.IndexFlatIP(32)
    exact.add(many)
    _, wanted = exact.search(queries, 10)
    _, got = cells.search(queries, 10)
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(wanted, got, strict=True)])
    assert recall >= 0.95
    assert faiss.deserialize_index(faiss.serialize_index(cells)).nprobe == cells.nprobe

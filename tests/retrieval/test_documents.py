"""Any documents as passages."""

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from retrieval import documents
from retrieval.chunks import Chunk, length
from retrieval.errors import DocumentError


def write(path: Path, *records: object) -> Path:
    path.write_text(
        "".join(f"{one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)}\n" for one in records), encoding="utf-8"
    )
    return path


def passages(path: Path) -> list[Chunk]:
    return [one for one in documents.read(path) if isinstance(one, Chunk)]


def test_a_short_document_is_one_passage(tmp_path: Path) -> None:
    (only,) = passages(write(tmp_path / "d.jsonl", {"id": "a", "title": "Fees", "text": "A card costs nothing. It never did."}))
    assert (only.id, only.document, only.title, only.text) == ("a#1", "a", "Fees", "A card costs nothing. It never did.")


def test_a_long_document_is_cut_between_sentences_and_the_pieces_overlap(tmp_path: Path) -> None:
    sentences = [f"Sentence number {i} says something of its own about the fees." for i in range(60)]
    found = passages(write(tmp_path / "d.jsonl", {"id": "a", "text": " ".join(sentences)}))
    assert len(found) > 4
    assert all(length(one.text) <= documents.LONGEST for one in found)
    assert all(any(sentence in one.text for one in found) for sentence in sentences)
    for before, after in pairwise(found):
        assert after.text.split(". ")[0] in before.text
        assert after.text not in before.text


def test_a_long_chinese_document_is_cut_after_full_stops(tmp_path: Path) -> None:
    text = "".join(f"第{i}条规定退货需要在三十天之内提出申请并保留包装。" for i in range(40))
    found = passages(write(tmp_path / "d.jsonl", {"id": "a", "title": "规定", "text": text}))
    assert len(found) > 2
    assert all(one.language == "zh" and one.text.endswith("。") and " " not in one.text for one in found)


@pytest.mark.parametrize("text", ["word " * 1000, "x" * 100_000, "退" * 3000])
def test_text_without_sentences_is_cut_all_the_same(tmp_path: Path, text: str) -> None:
    found = passages(write(tmp_path / "d.jsonl", {"id": "a", "text": text}))
    assert sum(len(one.text.replace(" ", "")) for one in found) == len(text.replace(" ", ""))
    assert all(length(one.text) <= documents.LONGEST for one in found)


def test_lists_keep_their_lines(tmp_path: Path) -> None:
    text = "To return something:\n1. Print the label.\n2. Drop the parcel off."
    assert passages(write(tmp_path / "d.jsonl", {"id": "a", "text": text}))[0].text == text


def test_a_document_with_a_title_alone_is_found_by_it(tmp_path: Path) -> None:
    assert passages(write(tmp_path / "d.jsonl", {"id": 7, "title": "Fees", "text": ""}))[0].text == "Fees"


def test_a_bad_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "d.jsonl",
        {"id": "a", "text": "One."},
        "{",
        {"id": "b"},
        {"id": "a", "text": "Two."},
        {"id": "c", "text": " "},
        {"id": "d", "text": "Three."},
    )
    found = list(documents.read(path))
    assert [one.document for one in found if isinstance(one, Chunk)] == ["a", "d"]
    assert [one.row for one in found if isinstance(one, DocumentError)] == [2, 3, 4, 5]


def test_bytes_that_are_not_utf8_are_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes('{"id": "a", "text": "运费"}\n'.encode("gb18030") + b'{"id": "b", "text": "Fine."}\n')
    bad, good = documents.read(path)
    assert isinstance(bad, DocumentError)
    assert bad.row == 1
    assert isinstance(good, Chunk)


def test_compressed_documents_are_read(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "a", "text": "One."}\n'))
    assert len(passages(path)) == 1


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        list(documents.read(tmp_path / "none.jsonl"))


def test_a_compressed_file_that_is_broken_inside_is_an_error_that_says_so(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(bytes(range(256)) * 200))
    whole[40:60] = b"\xff" * 20
    (tmp_path / "d.jsonl.gz").write_bytes(whole)
    with pytest.raises(DocumentError, match="cannot be read"):
        list(documents.read(tmp_path / "d.jsonl.gz"))


@pytest.mark.parametrize("identity", [None, "", " ", True, 1.5, ["a"], {}])
def test_a_document_whose_id_is_none_is_named(tmp_path: Path, identity: object) -> None:
    bad, good = documents.read(write(tmp_path / "d.jsonl", {"id": identity, "text": "Open."}, {"id": 7, "text": "Closed."}))
    assert isinstance(bad, DocumentError)
    assert bad.row == 1
    assert isinstance(good, Chunk)
    assert good.document == "7"

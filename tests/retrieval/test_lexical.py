"""Search by words."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.lexical import BM25, tokens


@pytest.mark.parametrize(
    ("text", "same"),
    [("Where's my parcel?", "WHERE my parcels"), ("returned boxes", "return box"), ("café", "CAFE"), ("Ｏｒｄｅｒ", "order")],
)
def test_forms_of_a_word_are_one_word(text: str, same: str) -> None:
    assert set(tokens(same)) >= set(tokens(text)) - {"s"}


def test_chinese_is_read_as_characters_and_pairs_of_them() -> None:
    assert tokens("退货多久") == ["退", "货", "多", "久", "退货", "货多", "多久"]


def test_languages_stand_beside_each_other_in_one_text() -> None:
    assert tokens("我的Fjord水壶") == ["我", "的", "我的", "fjord", "水", "壶", "水壶"]


@pytest.mark.parametrize("text", ["", "  ", "😀😀", "\x00\x01", "\u202e"])
def test_text_without_words_has_no_tokens_and_finds_nothing(text: str) -> None:
    assert tokens(text) == []
    assert BM25.build(["a parcel", "a refund"]).scores(text).tolist() == [0.0, 0.0]


def test_the_text_that_shares_the_rarer_words_comes_first() -> None:
    index = BM25.build(["the parcel is late", "the refund is late", "the parcel was refunded"])
    assert int(np.argmax(index.scores("refund late"))) == 1


def test_a_score_is_a_share_of_what_can_be_reached() -> None:
    index = BM25.build(["parcel", "the refund of a parcel", "nothing at all"])
    scores = index.scores("parcel zeppelin xylophone")
    assert 0 < scores.max() < 1
    assert scores[0] < index.scores("parcel")[0]


def test_words_that_no_text_has_find_nothing() -> None:
    assert not BM25.build(["a parcel"]).scores("zeppelin").any()


def test_an_index_of_texts_without_words_can_be_searched() -> None:
    assert BM25.build(["", "!!"]).scores("parcel").tolist() == [0.0, 0.0]


def test_a_saved_index_scores_as_before(tmp_path: Path) -> None:
    index = BM25.build(["where is my parcel", "退货多久到账"])
    index.save(tmp_path / "lexical")
    loaded = BM25.load(tmp_path / "lexical")
    for query in ("parcel", "退货"):
        assert loaded.scores(query).tolist() == index.scores(query).tolist()

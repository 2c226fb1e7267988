"""The sentences of passages, which are looked at beside the passages themselves."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.chunks import Chunk, embed
from retrieval.errors import BrokenIndex
from retrieval.index import Index
from retrieval.rerank import search
from retrieval.sentences import MOST, SentenceVectors, embed_sentences, sentences_of, split_sentences
from tests.retrieval.words import article, vector, vectors

PASSAGES = [
    article(
        "zebra#1",
        "Gift cards",
        "Type the characters of the gift card at the checkout. Pay the rest with a card.",
        question="How to redeem?",
    ),
    article(
        "apple#1",
        "Gift cards",
        "You see the balance under Account, where all you ever bought is listed too. Cards stay valid for three years.",
        question="Where is the balance?",
    ),
]


def built(passages: list[Chunk]) -> Index:
    """With their sentences."""
    return Index.build(passages, embed(passages, vectors), embed_sentences(passages, vectors))


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Cards cost $4.90. They are valid for 3.5 years!", ["Cards cost $4.90.", "They are valid for 3.5 years!"]),
        ("Write to us. Thanks. We answer within a day.", ["Write to us. Thanks.", "We answer within a day."]),
        ("礼品卡3年有效。余额在账户里看！好。需要帮忙吗？", ["礼品卡3年有效。", "余额在账户里看！ 好。", "需要帮忙吗？"]),
        ("他说“可以退。”然后就走了。", ["他说“可以退。”然后就走了。"]),
        ("One line", ["One line"]),
    ],
)
def test_a_text_is_parted_where_sentences_end(text: str, parted: list[str]) -> None:
    """Not inside numbers or quotations, and what is too short to say anything stays with the one before."""
    assert split_sentences(text) == parted


def test_a_sentence_is_read_under_the_question_above_it() -> None:
    """Of a past answer none is: it is found by what it answered."""
    assert sentences_of(PASSAGES[1])[1] == "Where is the balance? Cards stay valid for three years."
    assert sentences_of(article("a#1", "", "We are open. Come in.", kind="answer", question="open?")) == ()


def test_a_question_finds_the_passage_that_answers_it_in_its_last_sentence() -> None:
    """As a whole, that passage is about something else."""
    question = "how long do gift cards stay valid, three years"
    without = Index.build(PASSAGES, embed(PASSAGES, vectors))
    gap = [one.dense for one in search(without, question, vector(question), 2)]
    best, other = search(built(PASSAGES), question, vector(question), 2)
    assert best.chunk.id == "apple#1"
    assert best.dense - other.dense > abs(gap[0] - gap[1])


def test_sentences_stay_with_their_passage_however_the_index_orders_them(tmp_path: Path) -> None:
    """Also after it was saved and read again."""
    passages = [article("b#1", "B", "Blue birds sing.", language="zh"), article("a#1", "A", "Red roses smell.", language="en")]
    built(passages).save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index")
    assert loaded.sentences is not None
    owners = [loaded.chunks[row].id for row in loaded.sentences.rows]
    texts = [line for one in ("b#1", "a#1") for chunk in passages if chunk.id == one for line in sentences_of(chunk)]
    assert owners == ["b#1", "a#1"]
    assert np.allclose(loaded.sentences.vectors, vectors(texts))


def test_a_passage_without_sentences_keeps_its_own_cosine() -> None:
    """It is neither drawn forward nor left behind."""
    found = SentenceVectors(vectors(["red roses"]), np.array([1])).nearest(vector("red roses"), np.array([0.25, 0.0], dtype=np.float32))
    assert found.tolist() == pytest.approx([0.25, 1.0])


def test_of_very_many_passages_no_sentences_are_read() -> None:
    """It would take some times as long as the passages themselves."""
    many = [article(f"a{n}#1", "A", "Red roses smell.") for n in range(MOST + 1)]
    assert embed_sentences(many, vectors) is None
    assert embed_sentences([], vectors) is None


def test_sentences_that_cannot_be_read_are_a_broken_index(tmp_path: Path) -> None:
    """With its folder in the error."""
    built(PASSAGES).save(tmp_path / "index")
    (tmp_path / "index/lines.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(BrokenIndex, match="cannot be read"):
        Index.load(tmp_path / "index")


def test_sentences_of_other_passages_are_a_broken_index(tmp_path: Path) -> None:
    """Two folders were mixed up."""
    built(PASSAGES).save(tmp_path / "index")
    SentenceVectors(vectors(["red roses"]), np.array([2])).save(tmp_path / "index")
    with pytest.raises(BrokenIndex, match="not those of its passages"):
        Index.load(tmp_path / "index")

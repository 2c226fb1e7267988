"""Knowledge articles and past dialogues as passages."""

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval import chunks
from retrieval.errors import DocumentError
from tests.retrieval.words import article, vector, vectors

ARTICLE = """---
id: delivery-costs
title: What delivery costs
language: en
intents: [delivery_cost, delivery_time]
---

## How much is shipping?

Standard delivery is $4.90.

## Is it free
above some amount?

## When is delivery free?

From $60 on, standard delivery is free.
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def dialogue(*turns: tuple[str, str], **more: object) -> str:
    return json.dumps({"id": "h-1", "turns": [{"speaker": who, "text": text} for who, text in turns], **more})


def test_each_section_of_an_article_is_a_passage_of_its_own(tmp_path: Path) -> None:
    first, second, third = chunks.read_article(write(tmp_path / "en" / "delivery-costs.md", ARTICLE))
    assert (first.id, first.question, first.text) == ("delivery-costs#1", "How much is shipping?", "Standard delivery is $4.90.")
    assert (second.question, second.text) == ("Is it free", "above some amount?")
    assert third.intents == ("delivery_cost", "delivery_time")
    assert {c.document for c in (first, second, third)} == {"delivery-costs"}


def test_an_article_without_sections_is_one_passage_under_its_title(tmp_path: Path) -> None:
    (only,) = chunks.read_article(write(tmp_path / "zh" / "hours.md", "---\ntitle: 客服时间\n---\n周一到周五8点到20点。\n"))
    assert (only.id, only.title, only.question, only.language) == ("hours#1", "客服时间", "", "zh")


def test_a_file_saved_by_windows_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "en" / "a.md"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    assert chunks.read_article(path)[0].text == "Standard delivery is $4.90."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("运费".encode("gb18030"), "not UTF-8"),
        (b"# Delivery\n\nIt costs money.", "no front matter"),
        (b"---\nid: x\n---\ntext", "no title"),
        (b"---\ntitle: [\n---\ntext", "not YAML"),
        (b"---\ntitle: x\nintents: delivery\n---\ntext", "list of names"),
        (b"---\ntitle: x\n---\n\n## A question\n\n", "no text"),
    ],
)
def test_an_article_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "broken.md"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=says) as caught:
        chunks.read_article(path)
    assert str(path) in str(caught.value)


def test_an_agents_reply_is_found_by_what_the_customer_wrote_before_it(tmp_path: Path) -> None:
    text = dialogue(
        ("customer", "hi"),
        ("customer", "where is my parcel"),
        ("agent", "Let me look it up for you."),
        ("agent", "It left the warehouse this morning."),
        intents=["track_order"],
    )
    (reply,) = chunks.read_history(write(tmp_path / "history.jsonl", text))
    assert reply.kind == "answer"
    assert reply.question == "hi where is my parcel"
    assert reply.text == "Let me look it up for you. It left the warehouse this morning."
    assert reply.sides == ("hi where is my parcel",)
    assert reply.intents == ("track_order",)


def test_replies_that_say_nothing_or_answer_nobody_are_left_out(tmp_path: Path) -> None:
    text = dialogue(
        ("agent", "Welcome to the shop, how can I help you?"),
        ("customer", "is it open"),
        ("agent", "Yes."),
        ("customer", ""),
        ("agent", ""),
    )
    assert list(chunks.read_history(write(tmp_path / "history.jsonl", text))) == []


def test_a_reply_is_not_given_to_a_question_that_was_answered_before(tmp_path: Path) -> None:
    text = dialogue(
        ("customer", "is it open on sunday"),
        ("agent", "No."),
        ("customer", "and on monday then"),
        ("agent", "Yes, from eight in the morning."),
    )
    (reply,) = chunks.read_history(write(tmp_path / "history.jsonl", text))
    assert reply.question == "and on monday then"


@pytest.mark.parametrize("line", ["{", "[]", '{"turns": 3}', '{"id": "x", "turns": [{"speaker": "agent"}]}'])
def test_a_line_of_history_that_is_no_dialogue_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "history.jsonl", f"{dialogue(('customer', 'hello'))}\n{line}\n")
    with pytest.raises(DocumentError, match="row 2"):
        list(chunks.read_history(path))


def test_a_pack_without_history_has_the_passages_of_its_articles(tmp_path: Path) -> None:
    write(tmp_path / "knowledge" / "en" / "delivery-costs.md", ARTICLE)
    assert len(chunks.from_pack(tmp_path)) == 3


def test_a_passage_lies_between_what_it_is_about_and_what_it_says() -> None:
    passage = article("a#1", "Delivery", "Three to five days.", question="How long?")
    (placed,) = chunks.embed([passage], vectors)
    between = vector("Delivery. How long?") + vector("Three to five days.")
    assert np.allclose(placed, between / np.linalg.norm(between), atol=1e-6)


def test_no_passages_have_no_vectors() -> None:
    assert len(chunks.embed([], vectors)) == 0

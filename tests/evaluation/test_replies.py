"""Past-answer retrieval: the agent's real reply among others."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import DataError
from evaluation import replies
from evaluation.replies import exchanges_of, measured, part_of
from tests.evaluation import shop
from tests.retrieval import words
from training import dialogues
from training.dialogues import Dialogue, Turn

ANSWERS = {"track": "明日送达门口", "refund": "五个工作日内", "invoice": "请看邮箱附件", "oos": "抱歉无法回答"}


def talk(identity: str, *said: tuple[str, str]) -> Dialogue:
    return Dialogue(id=identity, language="zh", turns=tuple(Turn(speaker=who, text=text) for who, text in said))  # type: ignore[arg-type]


def test_messages_of_one_side_in_a_row_are_one() -> None:
    (first, second) = exchanges_of(
        talk("d", ("customer", "a"), ("customer", "b"), ("agent", "c"), ("customer", "d"), ("agent", "e"), ("agent", "f"))
    )
    assert (first.before, first.said, first.asked, first.reply) == ("", "", "a b", "c")
    assert (second.before, second.said, second.asked, second.reply) == ("a b", "c", "d", "e f")


def test_what_an_agent_says_first_answers_nobody() -> None:
    assert exchanges_of(talk("d", ("agent", "welcome"), ("customer", "hi"))) == []


def test_the_split_depends_on_the_dialogue_alone() -> None:
    parts = [part_of(f"star-{i}") for i in range(2000)]
    assert parts == [part_of(f"star-{i}") for i in range(2000)]
    assert 0.17 < parts.count("test") / 2000 < 0.23
    assert 0.07 < parts.count("dev") / 2000 < 0.13


def test_ties_count_half_a_place() -> None:
    assert measured(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32)) == {"r@1": 0.5, "r@10": 1.0, "mrr": 0.75}


class CountsWords:
    """Stands in for an encoder: a vector that counts words."""

    def group(self, text: str) -> str:
        return "other"

    def vector(self, text: str, group: str) -> np.ndarray:
        return words.vector(text)


def test_the_reply_that_was_given_in_like_places_comes_first(tmp_path: Path) -> None:
    talks = (
        talk(f"d-{name}-{i}-{again}", ("customer", text), ("agent", ANSWERS[name]))
        for name, texts in shop.TEXTS.items()
        for i, text in enumerate(texts)
        for again in range(3)
    )
    dialogues.write(tmp_path / "history.jsonl", talks)
    result = replies.evaluate(tmp_path / "history.jsonl", CountsWords(), queries=10)  # type: ignore[arg-type]
    assert result["mrr"] > 0.8 > 0.5 > result["bm25_mrr"]
    assert result["queries"] == 10


def test_history_without_replies_cannot_be_measured(tmp_path: Path) -> None:
    dialogues.write(tmp_path / "history.jsonl", [talk("d", ("customer", "a"))])
    with pytest.raises(DataError, match="too few"):
        replies.evaluate(tmp_path / "history.jsonl", CountsWords())  # type: ignore[arg-type]

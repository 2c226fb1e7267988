from pathlib import Path

import pytest
import torch

from bot.inference.artifact import SENTIMENTS
from training.examples import Examples
from training.pack import BUNDLED
from training.teacher import WEIGHTS, mixed, opinions
from training.teacher.__main__ import read


def examples() -> Examples:
    return Examples(("a", "b"), torch.eye(2), torch.tensor([[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]]), torch.tensor([1.0, 0.0]))


def test_it_hears_what_every_reader_hears() -> None:
    heard = opinions(["thank you so much, you are wonderful!", "this is awful, I am furious", "the box is on the table"], BUNDLED)
    assert heard is not None
    assert [SENTIMENTS[int(row)] for row in heard.argmax(1)] == ["positive", "negative", "neutral"]


def test_it_is_silent_about_another_base_encoder(tmp_path: Path) -> None:
    assert opinions(["hello"], str(tmp_path)) is None
    assert mixed(examples(), None, 0.3).sentiment_weight.tolist() == [1.0, 0.0]


def test_its_opinion_joins_a_known_sentiment_and_replaces_an_unknown_one() -> None:
    taught = mixed(examples(), torch.tensor([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]), 0.4)
    assert taught.sentiment[0].tolist() == pytest.approx([0.6, 0.2, 0.2])
    assert taught.sentiment[1].tolist() == [0.0, 0.0, 1.0]
    assert taught.sentiment_weight.tolist() == [1.0, 0.5]


def test_the_weights_may_be_shipped() -> None:
    assert WEIGHTS.stat().st_size <= 2_000_000
    assert "Apache-2.0" in (WEIGHTS.parent / "README.md").read_text(encoding="utf-8")


def test_goemotions_marks_become_chances(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text('so "nice"\t3\tx\nhm\t0\tx\nbittersweet [NAME]\t0,1,3\tx\n', encoding="utf-8")
    texts, chances = read(tmp_path / "train.tsv")
    assert texts == ['so "nice"', "hm", "bittersweet Alex"]
    assert chances[0].tolist() == [0, 0, 1]
    assert chances[1].argmax() == 1
    assert chances[2].tolist() == [0.5, 0, 0.5]

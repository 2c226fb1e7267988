"""The head that gives the base encoder's vectors back, by which passages are found."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from bot.inference import transformer
from tests.training import tiny
from training import base as bases
from training import recall
from training.base import Base
from training.data import Row
from training.encoder import fit, predict
from training.export import export
from training.network import Network
from training.recipe import EFFORTS
from training.targets import examples

LABELS = ("oos", "refund", "size", "track")
TEXTS = [row["text"] for row in tiny.rows(160, LABELS[1:])]
FEW = examples([Row(row["text"], (row["intent"],)) for row in tiny.rows(60, LABELS[1:])], LABELS)
ROWS = examples([Row(row["text"], (row["intent"],)) for row in tiny.rows(160, LABELS[1:])], LABELS)
FRESH = [row["text"] for row in tiny.rows(40, LABELS[1:], seed=9)]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the training of these tests leaves its checkpoint: it is done once, and read by every test that follows."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture
def learnt(base_dir: Path, work: Path) -> tuple[Base, Network]:
    """A base, and a network that was taken far from it; no other test has fitted heads to it."""
    base = bases.load(str(base_dir))
    return base, fit(base, ROWS, EFFORTS["quick"], 1, work)


def near(vectors: torch.Tensor, wanted: torch.Tensor) -> float:
    """The mean cosine."""
    return float((nn.functional.normalize(vectors.detach(), dim=-1) * wanted).sum(-1).mean())


def test_it_is_nearer_to_the_base_encoder_than_the_embedding_that_has_learnt_intents(learnt: tuple[Base, Network]) -> None:
    """On texts that it was not fitted to."""
    base, network = learnt
    recall.fit(network, base, ROWS, (), seed=1)
    assert network.recall is not None
    head = network.recall
    states, wanted = recall.read(network, base, FRESH)
    embedded = network.embedding(states[:, -network.width :])
    assert near(head(states), wanted) > near(embedded, wanted) + 0.01


def test_of_two_texts_it_is_no_worse_than_the_last_layer(learnt: tuple[Base, Network]) -> None:
    """What there is no evidence for is taken from there."""
    base, network = learnt
    head = recall.solved(*recall.read(network, base, TEXTS[:2]))
    states, wanted = recall.read(network, base, FRESH)
    assert near(head(states), wanted) > near(states[:, -network.width :], wanted)


def test_all_passages_are_learnt_from_before_any_message(learnt: tuple[Base, Network]) -> None:
    """They are what is to be found."""
    base, network = learnt
    states, wanted = recall.read(network, base, FRESH)
    found = []
    for pieces in (FRESH, ()):
        recall.fit(network, base, ROWS, pieces, seed=1)
        assert network.recall is not None
        found.append(near(network.recall(states), wanted))
    assert found[0] > found[1]


def test_what_is_served_is_what_was_fitted(learnt: tuple[Base, Network], tmp_path: Path) -> None:
    """And its embedding stays what it was: it says how near an intent is."""
    base, network = learnt
    export(network, base.tokenizer, tmp_path / "plain", TEXTS)
    recall.fit(network, base, FEW, (), seed=1)
    assert network.recall is not None and network.second is not None
    export(network, base.tokenizer, tmp_path / "latin", TEXTS)
    plain, served = transformer.load(tmp_path / "plain"), transformer.load(tmp_path / "latin")
    states, _ = recall.read(network, base, FRESH[:8])
    exact = nn.functional.normalize(network.recall(states), dim=-1)
    for text, vector in zip(FRESH[:8], exact, strict=True):
        read, before = served.outputs(text), plain.outputs(text)
        assert read.query is not None and before.query is None
        assert float(torch.tensor(read.query) @ vector) > 0.98
        assert float(read.vector @ before.vector) > 0.98
        assert len(read.finding) == 2 * len(before.finding)
        assert abs(float(read.finding @ read.finding) - 1) < 1e-5
        assert np.allclose(read.intents, predict(network, base.tokenizer, [text]).intents[0].numpy(), atol=0.5)
        assert not np.allclose(read.intents, before.intents, atol=0.05)


def test_both_heads_together_are_right_more_often_than_either_where_rows_are_few(base_dir: Path, tmp_path: Path) -> None:
    """They err in other places."""
    base = bases.load(str(base_dir))
    few = [Row(row["text"], (row["intent"],)) for row in tiny.rows(24, LABELS[1:], seed=3)]
    network = fit(base, examples(few, LABELS), EFFORTS["quick"], 1, tmp_path)
    truth = [LABELS.index(row["intent"]) for row in tiny.rows(300, LABELS[1:], seed=9)]
    texts = [row["text"] for row in tiny.rows(300, LABELS[1:], seed=9)]

    def right() -> int:
        best = predict(network, base.tokenizer, texts).intents.argmax(1).tolist()
        return sum(one == other for one, other in zip(best, truth, strict=True))

    alone = right()
    recall.fit(network, base, examples(few, LABELS), (), seed=1)
    assert right() > alone


def test_of_many_rows_there_is_no_second_head(learnt: tuple[Base, Network]) -> None:
    """What was fine-tuned on many knows better."""
    base, network = learnt
    recall.fit(network, base, ROWS, (), seed=1)
    assert network.recall is not None and network.second is None


def test_two_wishes_of_a_row_are_each_as_likely(base_dir: Path) -> None:
    """The regression learns from shares of intents."""
    vectors = nn.functional.normalize(torch.eye(3, 8), dim=-1)
    head = recall.judged(vectors, torch.tensor([[1.0, 0, 0], [0, 1.0, 0], [0.5, 0.5, 0]]))
    first, second, third = torch.softmax(head(vectors[2]), dim=-1).tolist()
    assert abs(first - second) < 0.05 and third < first


def test_of_one_intent_there_is_no_second_head(base_dir: Path, tmp_path: Path) -> None:
    """There is nothing to tell apart."""
    base = bases.load(str(base_dir))
    rows = examples([Row(text, ("track",)) for text in TEXTS[:24]], ("track",))
    network = fit(base, rows, EFFORTS["quick"], 1, tmp_path)
    recall.fit(network, base, rows, (), seed=1)
    assert network.recall is not None and network.second is None

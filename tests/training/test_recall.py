"""The head that gives the base encoder's vectors back, by which passages are found."""

from pathlib import Path

import torch
from torch import nn

from bot.inference import transformer
from tests.training import tiny
from training import base as bases
from training import recall
from training.base import Base
from training.data import Row
from training.encoder import fit
from training.export import export
from training.network import Network
from training.recipe import EFFORTS
from training.targets import examples

LABELS = ("oos", "refund", "size", "track")
TEXTS = [row["text"] for row in tiny.rows(160, LABELS[1:])]
FRESH = [row["text"] for row in tiny.rows(40, LABELS[1:], seed=9)]


def learnt(base_dir: Path, work: Path) -> tuple[Base, Network]:
    """A network that was taken far from its base, and its base."""
    base = bases.load(str(base_dir))
    rows = [Row(row["text"], (row["intent"],)) for row in tiny.rows(160, LABELS[1:])]
    recipe = EFFORTS["quick"]
    return base, fit(base, examples(rows, LABELS), recipe, 1, work)


def near(vectors: torch.Tensor, wanted: torch.Tensor) -> float:
    """The mean cosine."""
    return float((nn.functional.normalize(vectors.detach(), dim=-1) * wanted).sum(-1).mean())


def test_it_is_nearer_to_the_base_encoder_than_the_embedding_that_has_learnt_intents(base_dir: Path, tmp_path: Path) -> None:
    """On texts that it was not fitted to."""
    base, network = learnt(base_dir, tmp_path)
    head = recall.fit(network, base, TEXTS, (), seed=1)
    states, wanted = recall.read(network, base, FRESH)
    embedded = network.embedding(states[:, -network.width :])
    assert near(head(states), wanted) > near(embedded, wanted) + 0.01


def test_of_two_texts_it_is_no_worse_than_the_last_layer(base_dir: Path, tmp_path: Path) -> None:
    """What there is no evidence for is taken from there."""
    base, network = learnt(base_dir, tmp_path)
    head = recall.fit(network, base, TEXTS[:2], (), seed=1)
    states, wanted = recall.read(network, base, FRESH)
    assert near(head(states), wanted) > near(states[:, -network.width :], wanted)


def test_all_passages_are_learnt_from_before_any_message(base_dir: Path, tmp_path: Path) -> None:
    """They are what is to be found."""
    base, network = learnt(base_dir, tmp_path)
    with_passages = recall.fit(network, base, TEXTS, FRESH, seed=1)
    without = recall.fit(network, base, TEXTS, (), seed=1)
    states, wanted = recall.read(network, base, FRESH)
    assert near(with_passages(states), wanted) > near(without(states), wanted)


def test_what_is_served_is_what_was_fitted(base_dir: Path, tmp_path: Path) -> None:
    """And its embedding stays what it was: it says how near an intent is."""
    base, network = learnt(base_dir, tmp_path / "work")
    export(network, base.tokenizer, tmp_path / "plain", TEXTS)
    network.recall = recall.fit(network, base, TEXTS, (), seed=1)
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

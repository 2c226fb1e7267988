"""Several trainings in one set of weights."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.training import tiny
from training import base as bases
from training import groups, soup
from training.base import Base
from training.data import Row
from training.export import ADAPTER
from training.network import Network, Read, adapted
from training.recipe import Recipe
from training.splits import split
from training.unlabelled import Unlabelled

RANK = 4
IDS = torch.tensor([[1, 2, 3, 4]])
TEXTS = [row["text"] for row in tiny.rows(30)]


@pytest.fixture
def base(base_dir: Path) -> Base:
    return bases.load(str(base_dir))


@pytest.fixture
def trained(base_dir: Path) -> list[Network]:
    """Two networks whose trained weights are as far apart as if they had learnt from other rows."""
    found = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        network = Network(adapted(bases.load(str(base_dir)).model, RANK), 5, tags=3)
        with torch.no_grad():
            for weight in network.trained().values():
                weight.normal_(0.0, 0.1)
        found.append(network.eval())
    return found


def products(network: Network) -> Iterator[torch.Tensor]:
    """What the adapter adds to each weight."""
    for module in network.encoder.modules():
        if hasattr(module, "get_delta_weight"):
            yield module.get_delta_weight("default")


def outputs(network: Network) -> Read:
    with torch.inference_mode():
        read: Read = network(IDS, torch.ones_like(IDS))
    return read


def test_every_weight_is_the_mean_of_those_that_were_trained(base: Base, trained: list[Network]) -> None:
    """Those of a head up to one factor, by which its logits spread as far as before."""
    mean = soup.averaged(trained, base, RANK, TEXTS)
    added = list(products(mean))
    assert added
    for one, *several in zip(added, *map(products, trained), strict=True):
        assert torch.allclose(one, torch.stack(several).mean(0), atol=1e-6)
    for name in ("intents", "sentiment", "embedding", "tags"):
        heads: list[nn.Linear] = [getattr(network, name) for network in trained]
        found, wanted = getattr(mean, name).weight, torch.stack([head.weight for head in heads]).mean(0)
        factor = float((found.detach() * wanted.detach()).sum() / (wanted.detach() ** 2).sum())
        assert torch.allclose(found, factor * wanted, atol=1e-6)
        assert factor == pytest.approx(1.0) if name == "embedding" else factor > 0


def test_the_mean_is_as_sure_as_its_members(base: Base, trained: list[Network]) -> None:
    """Thresholds are found with single trainings."""
    spread, *several = (soup.spreads(network, base.tokenizer, TEXTS) for network in (soup.averaged(trained, base, RANK, TEXTS), *trained))
    assert spread == {name: pytest.approx(sum(one[name] for one in several) / 2, rel=1e-4) for name in ("intents", "sentiment", "tags")}


def test_the_mean_of_a_network_with_itself_reads_as_it_does(base: Base, trained: list[Network]) -> None:
    first = trained[0]
    mean, alone = outputs(soup.averaged([first, first, first], base, RANK, TEXTS)), outputs(first)
    assert alone.tags is not None
    assert mean.tags is not None
    for one, other in zip(
        (mean.intents, mean.sentiment, mean.vector, mean.tags), (alone.intents, alone.sentiment, alone.vector, alone.tags), strict=True
    ):
        assert torch.allclose(one, other, atol=1e-5)


def test_the_networks_that_were_trained_stay_as_they_are(base: Base, trained: list[Network]) -> None:
    before = outputs(trained[1]).intents
    soup.averaged(trained, base, RANK, TEXTS)
    assert torch.equal(outputs(trained[1]).intents, before)


@pytest.mark.parametrize(("each", "rank"), [(20, 6), (25, 2)])
def test_few_rows_an_intent_are_learnt_several_times_over(each: int, rank: int, base: Base, tmp_path: Path) -> None:
    """Up to twenty of each; the trainings are shown as one progress."""
    recipe = Recipe(epochs=1, least_epochs=1, small=1, steps=0, rank=2, members=3)
    rows = [Row(row["text"], (row["intent"],), line=i) for i, row in enumerate(tiny.rows(3 * each))]
    progress: list[tuple[int, int]] = []
    task = groups.Task(split(rows, [], [], 7, cross=True), ("refund", "size", "track"), (), tmp_path / "latin", 7)
    groups.latin(task, base, recipe, tmp_path / "work", lambda done, of: progress.append((done, of)))
    assert json.loads((tmp_path / "latin" / ADAPTER / "adapter_config.json").read_text())["r"] == rank
    assert [done / of for done, of in progress] == sorted(done / of for done, of in progress)


def test_few_rows_are_learnt_several_times_over_beside_unlabelled_messages_too(base: Base, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, least_epochs=1, small=1, steps=0, rank=2, members=3)
    rows = [Row(row["text"], (row["intent"],), line=i) for i, row in enumerate(tiny.rows(54))]
    given = Unlabelled(tmp_path, tuple(row["text"] for row in tiny.rows(60, seed=9)), {})
    progress: list[tuple[int, int]] = []
    task = groups.Task(split(rows, [], [], 7), ("refund", "size", "track"), (), tmp_path / "latin", 7, given)
    groups.latin(task, base, recipe, tmp_path / "work", lambda done, of: progress.append((done, of)))
    assert json.loads((tmp_path / "latin" / ADAPTER / "adapter_config.json").read_text())["r"] == 6
    assert [done / of for done, of in progress] == sorted(done / of for done, of in progress)
    assert all(done <= of for done, of in progress)


def test_networks_that_tag_nothing_get_a_mean_without_tags(base: Base, base_dir: Path) -> None:
    network = Network(adapted(bases.load(str(base_dir)).model, RANK), 2)
    assert soup.averaged([network, network], base, RANK, TEXTS).tags is None

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from training import base as bases
from training.network import Network, adapted
from training.replicas import MOST, Replicas, how_many, side_by_side

IDS = torch.arange(5, 29).reshape(6, 4)


@pytest.fixture
def network(base_dir: Path) -> Network:
    torch.manual_seed(1)
    return Network(adapted(bases.load(str(base_dir)).model, 4), 3)


def part(rows: slice) -> Callable[[Network], Tensor]:
    """The share that some of six rows have in a loss over all of them."""
    ids = IDS[rows]
    return lambda network: network(ids, torch.ones_like(ids)).intents.square().sum() / 6


def gradients(network: Network) -> list[Tensor]:
    return [weight.grad.clone() for weight in network.trained().values() if weight.grad is not None]


def test_a_batch_in_parts_has_the_loss_and_the_gradients_of_the_whole(network: Network) -> None:
    alone = Replicas(network, 1).backward([part(slice(0, 6))])
    whole = gradients(network)
    network.zero_grad()
    replicas = Replicas(network, 3)
    together = replicas.backward([part(slice(0, 2)), part(slice(2, 4)), part(slice(4, 6))])
    replicas.close()
    assert together == pytest.approx(alone, rel=1e-5)
    assert len(whole) == len(gradients(network)) > 4
    for one, other in zip(whole, gradients(network), strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_every_replica_reads_with_the_weights_that_the_optimiser_left(network: Network) -> None:
    replicas = Replicas(network, 2)
    optimizer = torch.optim.AdamW(network.trained().values(), lr=0.1)
    for _ in range(2):
        replicas.backward([part(slice(0, 3)), part(slice(3, 6))])
        optimizer.step()
        optimizer.zero_grad()
    first, second = (one(IDS, torch.ones_like(IDS)).intents for one in replicas.networks)
    replicas.close()
    assert torch.equal(first, second)


def test_a_batch_smaller_than_the_number_of_replicas_is_no_trouble(network: Network) -> None:
    replicas = Replicas(network, 3)
    assert replicas.backward([part(slice(0, 1))]) > 0
    replicas.close()
    assert gradients(network)


def test_there_is_one_replica_a_core_but_not_more_than_a_batch_can_feed() -> None:
    cpu = torch.device("cpu")
    assert [how_many(cpu, cores) for cores in (1, 2, 64)] == [1, 2, MOST]
    assert how_many(torch.device("cuda"), 64) == 1


def test_reading_side_by_side_keeps_the_order_and_builds_no_gradients(network: Network) -> None:
    batches = [IDS[:1], IDS[1:4], IDS[4:]]
    read = side_by_side(lambda ids: network(ids, torch.ones_like(ids)).intents, batches, torch.device("cpu"))
    assert [len(part) for part in read] == [1, 3, 2]
    assert not any(part.requires_grad for part in read)
    assert torch.allclose(torch.cat(read), network(IDS, torch.ones_like(IDS)).intents, atol=1e-5)

"""Products with frozen weights in bfloat16: nearly the same numbers, only while a training asks for them."""

import copy
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from bot.inference.processor import multiplies_bfloat16
from tests.training import tiny
from training import base as bases
from training import products
from training.network import Network, adapted
from training.replicas import Replicas

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def able(monkeypatch: pytest.MonkeyPatch) -> None:
    """bfloat16 is right everywhere, and fast where the processor has instructions for it."""
    monkeypatch.setattr(products, "multiplies_bfloat16", lambda: True)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    torch.manual_seed(3)
    network: Network = Network(adapted(bases.load(str(tiny.write_base(tmp_path))).model, 4), 5)
    network.train()
    network.encoder.eval()
    for name, weight in network.trained().items():
        if "lora_B" in name:
            nn.init.normal_(weight, std=0.05)
    return network


def step(network: Network) -> tuple[Tensor, dict[str, Tensor]]:
    """The logits of four texts, and the gradients of everything that is learnt."""
    ids = torch.arange(4, 24).reshape(4, 5)
    logits = network(ids, torch.ones_like(ids)).intents
    nn.functional.cross_entropy(logits, torch.arange(4)).backward()
    found = {name: weight.grad.clone() for name, weight in network.trained().items() if weight.grad is not None}
    network.zero_grad()
    return logits.detach(), found


def test_what_is_learnt_is_nearly_the_same(network: Network) -> None:
    logits, gradients = step(network)
    with products.quick([network.encoder], CPU):
        short, near = step(network)
    assert not torch.equal(short, logits)
    assert torch.allclose(short, logits, atol=0.02)
    assert near.keys() == gradients.keys()
    for name, gradient in gradients.items():
        assert gradient.norm() < 1e-6 or nn.functional.cosine_similarity(near[name].flatten(), gradient.flatten(), dim=0) > 0.999, name


def test_afterwards_and_after_a_failure_everything_is_in_float32_again(network: Network) -> None:
    before, weights = step(network)[0], copy.deepcopy(network.state_dict())
    with pytest.raises(FloatingPointError), products.quick([network.encoder], CPU):
        raise FloatingPointError("the loss is not a number")
    assert torch.equal(step(network)[0], before)
    assert all(torch.equal(weight, weights[name]) for name, weight in network.state_dict().items())


def test_replicas_share_their_short_weights(network: Network) -> None:
    replicas = Replicas(network, 2)
    with products.quick([one.encoder for one in replicas.networks], CPU):
        own, other = ([layer.forward.args[0] for layer in one.encoder.modules() if "forward" in vars(layer)] for one in replicas.networks)
    replicas.close()
    assert len(own) == len(other) > 6
    assert all(one is same and one.dtype == torch.bfloat16 for one, same in zip(own, other, strict=True))


def test_a_gpu_and_a_processor_without_bfloat16_are_left_alone(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = step(network)[0]
    with products.quick([network.encoder], torch.device("cuda")):
        assert torch.equal(step(network)[0], before)
    (tmp_path / "cpuinfo").write_text("flags\t\t: fpu avx2 avx512f avx512_vnni\n")
    monkeypatch.setattr(products, "multiplies_bfloat16", lambda: multiplies_bfloat16(tmp_path / "cpuinfo"))
    with products.quick([network.encoder], CPU):
        assert torch.equal(step(network)[0], before)

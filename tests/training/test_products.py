"""Products with frozen weights in bfloat16: nearly the same numbers, only while a training asks for them."""

import copy
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tests.training import tiny
from training import base as bases
from training import products
from training.network import Network, adapted
from training.replicas import Replicas


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
    with products.quick([network.encoder]):
        short, near = step(network)
    assert not torch.equal(short, logits)
    assert torch.allclose(short, logits, atol=0.02)
    assert near.keys() == gradients.keys()
    for name, gradient in gradients.items():
        assert gradient.norm() < 1e-6 or nn.functional.cosine_similarity(near[name].flatten(), gradient.flatten(), dim=0) > 0.999, name


def test_afterwards_and_after_a_failure_everything_is_in_float32_again(network: Network) -> None:
    before, weights = step(network)[0], copy.deepcopy(network.state_dict())
    with pytest.raises(FloatingPointError), products.quick([network.encoder]):
        raise FloatingPointError("the loss is not a number")
    assert torch.equal(step(network)[0], before)
    assert all(torch.equal(weight, weights[name]) for name, weight in network.state_dict().items())


def test_replicas_share_their_short_weights(network: Network) -> None:
    replicas = Replicas(network, 2)
    with products.quick([one.encoder for one in replicas.networks]):
        own, other = ([layer.forward.args[0] for layer in one.encoder.modules() if "forward" in vars(layer)] for one in replicas.networks)
    replicas.close()
    assert len(own) == len(other) > 6
    assert all(one is same and one.dtype == torch.bfloat16 for one, same in zip(own, other, strict=True))


@pytest.mark.parametrize(
    ("device", "flags", "faster"),
    [("cpu", "fpu avx512f avx512_bf16", True), ("cpu", "fpu avx2 avx512f avx512_vnni", False), ("cuda", "fpu avx512f avx512_bf16", False)],
)
def test_a_gpu_and_a_processor_without_bfloat16_are_left_alone(device: str, flags: str, faster: bool, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: {flags}\n")
    assert products.possible(torch.device(device), tmp_path / "cpuinfo") is faster

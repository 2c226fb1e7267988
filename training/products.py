"""Trains with the frozen weights in bfloat16, on processors that have instructions for it; what is learnt stays in float32.

Nearly all of a step are products with weights that the adapter leaves alone. In bfloat16 they take a third of the time; sums, states,
adapter and heads keep float32, unlike under autocast, which converts back and forth around every small product of the adapter.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from bot.inference.processor import CPUINFO, multiplies_bfloat16


class Product(torch.autograd.Function):  # type: ignore[misc]
    """A linear layer with frozen weights (k, d) in bfloat16, from states (..., d) in float32 to (..., k) in float32."""

    @staticmethod
    def forward(ctx: Any, states: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """The layer's output."""
        ctx.save_for_backward(weight)
        out = nn.functional.linear(states.bfloat16(), weight).float()
        return out if bias is None else out + bias

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        """The gradient of the states; weights and bias have none."""
        (weight,) = ctx.saved_tensors
        return (gradients[0].bfloat16() @ weight).float(), None, None


def possible(place: torch.device, cpuinfo: Path = CPUINFO) -> bool:
    """Whether products in bfloat16 are faster on this device: a GPU has them from autocast already."""
    return place.type == "cpu" and multiplies_bfloat16(cpuinfo)


@contextmanager
def quick(encoders: Sequence[nn.Module]) -> Iterator[None]:
    """Let the frozen linear layers of encoders that share their weights multiply in bfloat16 meanwhile."""
    short: dict[int, Tensor] = {}
    changed = [layer for encoder in encoders for layer in encoder.modules() if type(layer) is nn.Linear and not layer.weight.requires_grad]
    for layer in changed:
        weight = short.setdefault(layer.weight.data_ptr(), layer.weight.detach().bfloat16())
        layer.forward = partial(applied, weight, layer.bias)
    try:
        yield
    finally:
        for layer in changed:
            del layer.forward


def applied(weight: Tensor, bias: Tensor | None, states: Tensor) -> Tensor:
    """The output of a layer with these weights."""
    out: Tensor = Product.apply(states, weight, bias)
    return out

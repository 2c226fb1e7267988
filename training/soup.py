"""Averages the weights of several trainings on the same rows (Wortsman et al., Model soups, 2022), which costs nothing to serve.

A mean of adapters is an adapter again: their matrices side by side, so that its rank is the sum of theirs.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from training.base import Base
from training.network import Network, adapted

DOWN, UP = ".lora_A.", ".lora_B."
"""Parts of the names of an adapter's matrices (r, in) and (out, r)."""


def averaged(networks: Sequence[Network], base: Base, rank: int) -> Network:
    """The mean of networks that were trained from ``base`` with adapters of ``rank``; its course is that of the first."""
    first = networks[0]
    mean: Network = Network(
        adapted(base.model, rank * len(networks)), first.intents.out_features, first.tags.out_features if first.tags else 0
    )
    parts = [network.trained() for network in networks]
    with torch.no_grad():
        for name, weight in mean.trained().items():
            weight.copy_(joined(name, [part[name] for part in parts]))
    mean.course = first.course
    mean.eval()
    return mean


def joined(name: str, weights: Sequence[Tensor]) -> Tensor:
    """A trained weight of the mean: an adapter's matrices side by side, those of one side divided by their number, else the mean."""
    if DOWN in name:
        return torch.cat(list(weights))
    if UP in name:
        return torch.cat(list(weights), dim=1) / len(weights)
    return torch.stack(list(weights)).mean(0)

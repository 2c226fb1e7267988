"""Averages the weights of several trainings on the same rows (Wortsman et al., Model soups, 2022), which costs nothing to serve.

A mean of adapters is an adapter again: their matrices side by side, so that its rank is the sum of theirs.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.base import Base
from training.batches import by_length, tokenizer
from training.network import Network, Read, adapted

SAMPLED = 300
"""The most texts by which the mean is compared with its members."""

DOWN, UP = ".lora_A.", ".lora_B."
"""Parts of the names of an adapter's matrices (r, in) and (out, r)."""


def averaged(networks: Sequence[Network], base: Base, rank: int, texts: Sequence[str]) -> Network:
    """The mean of networks that were trained from ``base`` with adapters of ``rank``; its course is that of the first.

    A mean is less sure than its members, so its logits are scaled until those of ``texts`` spread as far: thresholds that were found with
    single trainings then hold for it too.
    """
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
    wanted = [spreads(network, base.tokenizer, texts) for network in networks]
    with torch.no_grad():
        for name, spread in spreads(mean, base.tokenizer, texts).items():
            head: nn.Linear = getattr(mean, name)
            factor = sum(one[name] for one in wanted) / len(wanted) / max(spread, 1e-6)
            head.weight *= factor
            head.bias *= factor
    return mean


def joined(name: str, weights: Sequence[Tensor]) -> Tensor:
    """A trained weight of the mean: an adapter's matrices side by side, those of one side divided by their number, else the mean."""
    if DOWN in name:
        return torch.cat(list(weights))
    if UP in name:
        return torch.cat(list(weights), dim=1) / len(weights)
    return torch.stack(list(weights)).mean(0)


def spreads(network: Network, definition: str, texts: Sequence[str]) -> dict[str, float]:
    """How far the logits of each head spread: the deviation over its classes, in the mean over texts, or over words for tags."""
    network.eval()
    ids = [one.ids for one in tokenizer(definition).encode_batch(list(texts[:: len(texts) // SAMPLED + 1]))]
    with torch.inference_mode():
        seen: list[tuple[Read, Tensor]] = [(network(tokens, mask), mask) for _, tokens, mask in by_length(ids)]
    logits = {"intents": [read.intents for read, _ in seen], "sentiment": [read.sentiment for read, _ in seen]}
    if network.tags is not None:
        logits["tags"] = [read.tags[mask.bool()] for read, mask in seen if read.tags is not None]
    return {name: float(torch.cat(parts).std(dim=1).mean()) for name, parts in logits.items() if parts[0].shape[1] > 1}

"""The head whose vectors find passages: from what every layer makes of a text to what the base encoder makes of it.

Where intents are learnt, what else a message says fades from the last layer: two questions about gift cards become one. The base encoder
still tells them apart, and so do the layers below together, so a ridge regression from their states gives its vectors back without a second
pass (docs/experiments.md).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.base import Base
from training.batches import by_length, tokenizer
from training.drawing import rank
from training.network import Network, layers, pooled

MOST = 6000
"""Texts that are learnt from; of more, some are drawn."""

RIDGE = 10.0
"""Weight of keeping to the last layer: flat from 1 to 30."""


def fit(network: Network, base: Base, texts: Sequence[str], passages: Sequence[str], seed: int) -> nn.Linear:
    """The head for a network that is done; all ``passages`` are learnt from, and of the ``texts`` as many as there is room for."""
    others = sorted(dict.fromkeys(texts), key=lambda text: rank(text, seed))
    some = list(dict.fromkeys([*passages[:MOST], *others[: max(MOST - len(passages), 0)]]))
    states, wanted = read(network, base, some)
    return solved(states, wanted)


def read(network: Network, base: Base, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Mean states of all layers (n, l * d), and the base encoder's vectors of unit length (n, d)."""
    ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch(list(texts))]
    width = network.width
    states, wanted = torch.zeros(len(texts), layers(network.encoder) * width), torch.zeros(len(texts), width)
    with torch.inference_mode():
        for rows, tokens, mask in by_length(ids):
            seen = network.encoder(input_ids=tokens, attention_mask=mask, output_hidden_states=True).hidden_states
            states[rows] = torch.cat([pooled(one, mask) for one in seen], dim=-1)
            with network.encoder.disable_adapter():
                wanted[rows] = nn.functional.normalize(network.sentence(tokens, mask), dim=-1)
    return states, wanted


def solved(states: Tensor, wanted: Tensor) -> nn.Linear:
    """The ridge regression; what it has no evidence for it takes from the last layer as it is."""
    width = wanted.shape[1]
    last = states[:, -width:].double()
    size = float((last * wanted).sum() / (last * last).sum())
    centre, middle = states.double().mean(0), wanted.double().mean(0)
    around, left = states.double() - centre, wanted.double() - middle - size * (last - last.mean(0))
    weight = torch.linalg.solve(around.T @ around + RIDGE * torch.eye(states.shape[1], dtype=torch.float64), around.T @ left)
    weight[-width:] += size * torch.eye(width, dtype=torch.float64)
    head = nn.Linear(states.shape[1], width)
    with torch.no_grad():
        head.weight.copy_(weight.T)
        head.bias.copy_(middle - centre @ weight)
    return head.requires_grad_(False)

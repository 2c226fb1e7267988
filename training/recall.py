"""Recovers the base encoder's vector of a text from the pass of the fine-tuned one; it finds passages, and helps to tell intents.

Learning intents removes other content from the last layer: two questions about gift cards become one. The base encoder still tells them
apart, and so do all layers of the fine-tuned one together. So a ridge regression on their states recovers the base vectors without a
second pass. Logistic regression on these vectors makes other errors than the fine-tuned head, so with few rows both together make fewer
(docs/experiments.md).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.base import Base
from training.batches import by_length, tokenizer
from training.drawing import rank
from training.examples import Examples
from training.network import Network, layers, pooled

MOST = 6000
"""The most texts to fit to; of more, a sample is drawn."""

FEWEST = 1000
"""Rows that are fitted to however many passages there are."""

RIDGE = 10.0
"""The penalty for departing from the last layer; results are flat from 1 to 30."""

LOOSE, STEPS = 50.0, 200
"""The inverse regularisation of the logistic regression (scikit-learn's C; flat from 30 to 100), and its most iterations."""

FEW = 20
"""Rows of an intent up to which the second head is worth having: with ten it gains a point of accuracy, with fifty nothing."""

WEIGHT = 0.7
"""The weight of the second head beside the fine-tuned one; results are flat from .5 to 1.5."""


def fit(network: Network, base: Base, examples: Examples, pieces: Sequence[str], seed: int, labelled: int | None = None) -> None:
    """Fit both heads of a trained network to the ``pieces`` of passages, at most ``MOST``, and to rows as far as there is room.

    The second head is only fitted for at least two intents with few rows each; ``labelled``: how many rows are labelled by people, by
    default all of them.
    """
    rows = sorted(range(len(examples.texts)), key=lambda row: rank(examples.texts[row], seed))[: max(MOST - len(pieces), FEWEST)]
    states, wanted = read(network, base, [*(examples.texts[row] for row in rows), *dict.fromkeys(pieces[:MOST])])
    network.recall = solved(states, wanted)
    if few(labelled or len(examples.texts), examples.intents.shape[1]):
        network.second = judged(wanted[: len(rows)], examples.intents[rows])


def few(rows: int, intents: int) -> bool:
    """Whether this many rows of this many intents profit from the second head."""
    return intents > 1 and rows <= FEW * intents


def read(network: Network, base: Base, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """The mean states of all layers (n, l * d), and the base encoder's unit vectors (n, d)."""
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
    """Ridge regression, shrunk towards the last layer times a scalar instead of towards zero."""
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


def judged(vectors: Tensor, intents: Tensor) -> nn.Linear:
    """Logistic regression from the base encoder's vectors (n, d) to intents (n, c), its logits multiplied by ``WEIGHT``."""
    head = nn.Linear(vectors.shape[1], intents.shape[1])
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        lost = -(intents * torch.log_softmax(head(vectors), dim=-1)).sum() + (head.weight**2).sum() / (2 * LOOSE)
        lost.backward()
        return lost

    optimizer.step(loss)
    with torch.no_grad():
        head.weight *= WEIGHT
        head.bias *= WEIGHT
    return head.requires_grad_(False)

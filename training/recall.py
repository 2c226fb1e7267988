"""What the base encoder would have made of a text, in the pass of the one that was fine-tuned: it finds passages, and has a say in intents.

Where intents are learnt, what else a message says fades from the last layer: two questions about gift cards become one. The base encoder
still tells them apart, and so do the layers below together, so a ridge regression from their states gives its vectors back without a second
pass. Logistic regression on these errs in other places than what was fine-tuned, so where rows are few both together err less
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
"""Texts that are learnt from; of more, some are drawn."""

FEWEST = 1000
"""Rows that are learnt from however many passages there are."""

RIDGE = 10.0
"""Weight of keeping to the last layer: flat from 1 to 30."""

LOOSE, STEPS = 50.0, 200
"""How little the regression from vectors to intents is held back (the C of scikit-learn; flat from 30 to 100), and steps to its end."""

FEW = 20
"""Rows an intent up to which the second head is worth having: with ten it reads a point more rightly, with fifty nothing."""

WEIGHT = 0.7
"""What it counts beside the fine-tuned head: flat from .5 to 1.5."""


def fit(network: Network, base: Base, examples: Examples, pieces: Sequence[str], seed: int, labelled: int | None = None) -> None:
    """Give both heads to a network that is done; all ``pieces`` of passages are learnt from, and of the rows as many as there is room for.

    The second is there where there are two intents or more, and few rows of each; ``labelled``: how many of the rows somebody labelled,
    by default all of them.
    """
    rows = sorted(range(len(examples.texts)), key=lambda row: rank(examples.texts[row], seed))[: max(MOST - len(pieces), FEWEST)]
    states, wanted = read(network, base, [*(examples.texts[row] for row in rows), *dict.fromkeys(pieces[:MOST])])
    network.recall = solved(states, wanted)
    if few(labelled or len(examples.texts), examples.intents.shape[1]):
        network.second = judged(wanted[: len(rows)], examples.intents[rows])


def few(rows: int, intents: int) -> bool:
    """Whether so many rows of so many intents have use for the second head."""
    return intents > 1 and rows <= FEW * intents


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


def judged(vectors: Tensor, intents: Tensor) -> nn.Linear:
    """Logistic regression from the base encoder's vectors (n, d) to intents (n, c): it counts ``WEIGHT`` beside what was fine-tuned."""
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

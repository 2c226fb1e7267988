"""Early stopping: ends a training that reads held-out rows clearly worse after several epochs in a row; these rows calibrate nothing.

Epochs without progress do not end it: the learning rate falls until the last epoch, and the last epochs bring most (docs/experiments.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from training.batches import by_length
from training.drawing import rank
from training.examples import Examples
from training.network import Network
from training.replicas import side_by_side

FEWEST = 2000
"""With fewer rows, each is worth more in training than held out."""

SHARE, AT_MOST = 0.05, 500
"""The share of rows that is held out, and the most rows."""

CLEARLY = 2.0
"""How many standard errors worse than after the best epoch counts as clearly worse."""


def parted(examples: Examples, seed: int) -> tuple[Examples, Examples | None]:
    """The rows to learn from and the rows to watch, whose intents are certain; None if there are too few to hold any out."""
    targets = examples.intents
    certain = ((targets == 0) | (targets == targets.amax(1, keepdim=True))).all(1).tolist()
    known = [row for row in range(len(examples.texts)) if certain[row]]
    if len(known) < FEWEST:
        return examples, None
    watched = set(sorted(known, key=lambda row: rank(examples.texts[row], seed))[: min(AT_MOST, round(SHARE * len(known)))])
    others = [row for row in range(len(examples.texts)) if row not in watched]
    return some(examples, others), some(examples, sorted(watched))


def some(examples: Examples, rows: Sequence[int]) -> Examples:
    """The examples in these rows."""
    tensors = {name: getattr(examples, name)[list(rows)] for name in ("intents", "sentiment", "sentiment_weight")}
    spans = tuple(examples.spans[row] for row in rows) if examples.spans else ()
    return replace(examples, texts=tuple(examples.texts[row] for row in rows), spans=spans, **tensors)


@dataclass(slots=True)
class Watch:
    """Token ids and targets (n, c) of watched rows.

    ``best``: how many were right after the best epoch, whose ``weights`` are kept; ``worse``: clearly worse epochs in a row since.
    """

    ids: list[list[int]]
    targets: Tensor
    patience: int
    best: int = -1
    weights: dict[str, Tensor] = field(default_factory=dict)
    worse: int = 0

    def unlearns(self, network: Network, place: torch.device) -> bool:
        """Whether the epoch just made was the last of ``patience`` clearly worse ones in a row."""
        return self.told(self.right(network, place), network)

    def told(self, right: int, network: Network) -> bool:
        """The same, given how many rows are right."""
        if right >= self.best:
            self.best, self.worse = right, 0
            self.weights = {name: weight.detach().cpu().clone() for name, weight in network.trained().items()}
            return False
        wrong = len(self.ids) - self.best
        self.worse = self.worse + 1 if self.best - right > CLEARLY * (wrong + 1) ** 0.5 else 0
        return self.worse >= self.patience

    def right(self, network: Network, place: torch.device) -> int:
        """How many watched rows the network gets right."""
        batches = list(by_length(self.ids))
        best = side_by_side(lambda batch: network(batch[1].to(place), batch[2].to(place)).intents.argmax(-1).cpu(), batches, place)
        return sum(int((self.targets[rows, guess] > 0).sum()) for (rows, _, _), guess in zip(batches, best, strict=True))

    def settle(self, network: Network) -> None:
        """Restore the weights of the best epoch if the last one was clearly worse."""
        if self.worse:
            network.load_state_dict(self.weights, strict=False)

    def state(self) -> dict[str, Any]:
        """The contents of a checkpoint."""
        return {"best": self.best, "weights": self.weights, "worse": self.worse}

    def resume(self, state: dict[str, Any]) -> bool:
        """Restore a checkpoint; whether the training had ended there."""
        self.best, self.weights, self.worse = state["best"], state["weights"], state["worse"]
        return self.worse >= self.patience

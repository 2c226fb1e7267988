"""Ends a training that unlearns: some rows are kept from it and read after every pass. They calibrate nothing.

Passes that bring nothing go on, for the rate falls until the last one and with it comes the best of it (docs/experiments.md).
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
"""Rows below which each is worth more as a lesson than as a watchman."""

SHARE, AT_MOST = 0.05, 500
CLEARLY = 2.0
"""Standard errors by which watched rows must be read worse than after the best pass."""


def parted(examples: Examples, seed: int) -> tuple[Examples, Examples | None]:
    """What is learnt, and rows of certain intents that are watched; None where there are too few to give some away."""
    targets = examples.intents
    certain = ((targets == 0) | (targets == targets.amax(1, keepdim=True))).all(1).tolist()
    known = [row for row in range(len(examples.texts)) if certain[row]]
    if len(known) < FEWEST:
        return examples, None
    watched = set(sorted(known, key=lambda row: rank(examples.texts[row], seed))[: min(AT_MOST, round(SHARE * len(known)))])
    others = [row for row in range(len(examples.texts)) if row not in watched]
    return some(examples, others), some(examples, sorted(watched))


def some(examples: Examples, rows: Sequence[int]) -> Examples:
    """The rows of these numbers."""
    tensors = {name: getattr(examples, name)[list(rows)] for name in ("intents", "sentiment", "sentiment_weight")}
    spans = tuple(examples.spans[row] for row in rows) if examples.spans else ()
    return replace(examples, texts=tuple(examples.texts[row] for row in rows), spans=spans, **tensors)


@dataclass(slots=True)
class Watch:
    """Token ids and targets (n, c) of watched rows; how many were right after the best pass, its weights, and the passes worse since."""

    ids: list[list[int]]
    targets: Tensor
    patience: int
    best: int = -1
    weights: dict[str, Tensor] = field(default_factory=dict)
    worse: int = 0

    def unlearns(self, network: Network, place: torch.device) -> bool:
        """Whether the pass that is over was the last of ``patience`` in a row that left fewer rows right than a pass before."""
        return self.told(self.right(network, place), network)

    def told(self, right: int, network: Network) -> bool:
        """The same, where so many rows are right."""
        if right >= self.best:
            self.best, self.worse = right, 0
            self.weights = {name: weight.detach().cpu().clone() for name, weight in network.trained().items()}
            return False
        wrong = len(self.ids) - self.best
        self.worse = self.worse + 1 if self.best - right > CLEARLY * (wrong + 1) ** 0.5 else 0
        return self.worse >= self.patience

    def right(self, network: Network, place: torch.device) -> int:
        """How many watched rows the network reads rightly."""
        batches = list(by_length(self.ids))
        best = side_by_side(lambda batch: network(batch[1].to(place), batch[2].to(place)).intents.argmax(-1).cpu(), batches, place)
        return sum(int((self.targets[rows, guess] > 0).sum()) for (rows, _, _), guess in zip(batches, best, strict=True))

    def settle(self, network: Network) -> None:
        """Go back to the best pass where the last one was clearly worse."""
        if self.worse:
            network.load_state_dict(self.weights, strict=False)

    def state(self) -> dict[str, Any]:
        """What a checkpoint holds."""
        return {"best": self.best, "weights": self.weights, "worse": self.worse}

    def resume(self, state: dict[str, Any]) -> bool:
        """Go back to a checkpoint; whether the training had ended there."""
        self.best, self.weights, self.worse = state["best"], state["weights"], state["worse"]
        return self.worse >= self.patience

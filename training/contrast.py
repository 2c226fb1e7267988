"""A contrastive loss over rows of earlier batches: messages with the same wish lie together, whatever else is in a batch."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

WINDOW = 4096
"""Rows read last that a row is compared with: what was read long ago lies where the network would no longer put it."""

TEMPERATURE = 0.1
FAR = -1e9


class Bank:
    """Where the network last put each row: unit vectors (n, d), the most recently read rows last in ``order``.

    The loss is that of Khosla et al., Supervised Contrastive Learning, 2020, eq. 2, with the cross-batch memory of Wang et al., 2020: a
    batch need not hold two rows of an intent, and rows can be batched by length.
    """

    def __init__(self, vectors: Tensor, intents: Tensor, outside: int | None) -> None:
        """Begin with the base encoder's vectors; ``intents`` (n, c) are targets, ``outside`` the column of what fits no intent.

        Of a row whose intent is only likely, the likeliest count, down to half of the first.
        """
        self.vectors = vectors.clone()
        self.intents = ((intents > 0) & (2 * intents >= intents.amax(1, keepdim=True))).to(vectors.dtype)
        if outside is not None:
            self.intents[:, outside] = 0.0  # two messages that fit nothing have nothing in common
        self.order = torch.arange(len(vectors))

    def loss(self, seen: Tensor, rows: Tensor) -> Tensor:
        """The mean loss of sentence vectors (m, d) of these rows against the window; a row without another of its kind counts 0."""
        recent = self.order[-WINDOW:]
        near = nn.functional.normalize(seen.float(), dim=-1) @ self.vectors[recent].to(seen.device).T / TEMPERATURE
        own = rows.unsqueeze(1) == recent.unsqueeze(0)
        alike = ((self.intents[rows] @ self.intents[recent].T > 0) & ~own).to(seen.device)
        chances = torch.log_softmax(near.masked_fill(own.to(seen.device), FAR), dim=-1)
        return -((chances * alike).sum(-1) / alike.sum(-1).clamp(min=1)).mean()

    def keep(self, rows: Sequence[int], seen: Tensor) -> None:
        """Where the network has put rows in the batch that is over."""
        place = torch.tensor(rows)
        self.vectors[place] = nn.functional.normalize(seen.detach().float().cpu(), dim=-1)
        self.order = torch.cat([self.order[~torch.isin(self.order, place)], place])

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint holds: the order, and the vectors that are compared with."""
        return {"order": self.order, "vectors": self.vectors[self.order[-WINDOW:]]}

    def resume(self, state: dict[str, Tensor]) -> None:
        """Go back to a checkpoint."""
        self.order = state["order"]
        self.vectors[self.order[-WINDOW:]] = state["vectors"]

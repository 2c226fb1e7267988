"""A supervised contrastive loss with a memory of earlier batches: messages of one intent are drawn together."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

WINDOW = 4096
"""How many of the most recently read rows a row is compared with; older vectors are out of date."""

TEMPERATURE = 0.1
FAR = -1e9


class Bank:
    """The memory: the network's last unit vector of each row (n, d); ``order`` ends with the most recently read rows.

    The loss is that of Khosla et al., Supervised Contrastive Learning, 2020, eq. 2, with the cross-batch memory of Wang et al., 2020: a
    batch need not hold two rows of an intent, and rows can be batched by length.
    """

    def __init__(self, vectors: Tensor, intents: Tensor, outside: int | None) -> None:
        """Begin with the base encoder's vectors; ``intents`` (n, c) are the targets, ``outside`` is the column of ``oos``.

        A row with soft labels has every intent that is at least half as likely as its likeliest.
        """
        self.vectors = vectors.clone()
        self.intents = ((intents > 0) & (2 * intents >= intents.amax(1, keepdim=True))).to(vectors.dtype)
        if outside is not None:
            self.intents[:, outside] = 0.0  # two out-of-scope messages have nothing in common
        self.order = torch.arange(len(vectors))

    def loss(self, seen: Tensor, rows: Tensor) -> Tensor:
        """The mean loss of these rows' sentence vectors (m, d) against the window; a row without a match there counts 0."""
        recent = self.order[-WINDOW:]
        near = nn.functional.normalize(seen.float(), dim=-1) @ self.vectors[recent].to(seen.device).T / TEMPERATURE
        own = rows.unsqueeze(1) == recent.unsqueeze(0)
        alike = ((self.intents[rows] @ self.intents[recent].T > 0) & ~own).to(seen.device)
        chances = torch.log_softmax(near.masked_fill(own.to(seen.device), FAR), dim=-1)
        return -((chances * alike).sum(-1) / alike.sum(-1).clamp(min=1)).mean()

    def keep(self, rows: Sequence[int], seen: Tensor) -> None:
        """Remember the vectors of the batch just read."""
        place = torch.tensor(rows)
        self.vectors[place] = nn.functional.normalize(seen.detach().float().cpu(), dim=-1)
        self.order = torch.cat([self.order[~torch.isin(self.order, place)], place])

    def state(self) -> dict[str, Tensor]:
        """The contents of a checkpoint: the order, and the vectors in the window."""
        return {"order": self.order, "vectors": self.vectors[self.order[-WINDOW:]]}

    def resume(self, state: dict[str, Tensor]) -> None:
        """Restore a checkpoint."""
        self.order = state["order"]
        self.vectors[self.order[-WINDOW:]] = state["vectors"]

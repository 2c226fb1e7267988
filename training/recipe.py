"""The one dial of training, ``effort``, and the hyperparameters behind it."""

from dataclasses import dataclass, replace
from typing import Literal

MOST_EPOCHS = 40

BROAD = 2000
"""Rows an intent from which on intents are broad, such as moods: neither contrast nor nearness to the base encoder helps to learn them."""

Effort = Literal["quick", "normal", "best"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The hyperparameters of the encoder's training.

    ``epochs`` is for ``small`` rows; more rows get fewer epochs, down to ``least_epochs``, and a few hundred rows get more, so that there
    are about ``steps`` batches. ``align``: weight of keeping the embedding near the base encoder's, so that it still finds passages.
    ``contrast``: weight of drawing messages of one intent together. ``teacher``: share of the teacher's prediction in a known sentiment.
    ``tags``: weight of the tag loss. ``most``: the most rows to learn from; of more, a sample is drawn. ``patience``: how many clearly
    worse epochs in a row end the training; 0 makes all epochs and watches no rows. ``members``: how many trainings are averaged where rows
    are few. ``bfloat16``: frozen weights may be multiplied in it, where a processor does that faster.
    """

    epochs: int
    least_epochs: int
    small: int
    steps: int
    most: int = 40_000
    rank: int = 16
    batch: int = 32
    adapter_rate: float = 1e-3
    head_rate: float = 3e-3
    warm_up: float = 0.1
    decay: float = 0.01
    smoothing: float = 0.1
    dropout: float = 0.1
    augment: float = 0.3
    sentiment: float = 0.3
    align: float = 0.3
    contrast: float = 0.3
    teacher: float = 0.3
    tags: float = 0.5
    patience: int = 0
    members: int = 1
    bfloat16: bool = True

    def epochs_for(self, rows: int) -> int:
        """Epochs for this many rows; above ``small`` rows the total work stays about the same until ``least_epochs`` is reached."""
        fewest = min(MOST_EPOCHS, round(self.steps * self.batch / max(rows, 1)))
        return max(self.least_epochs, fewest, min(self.epochs, round(self.epochs * self.small / max(rows, 1))))

    def suited(self, rows: int, intents: int) -> "Recipe":
        """The recipe for this many rows of so many intents."""
        return replace(self, contrast=0.0, align=0.0) if rows >= BROAD * intents else self


EFFORTS: dict[Effort, Recipe] = {
    "quick": Recipe(epochs=8, least_epochs=4, small=1500, steps=250, most=20_000),
    "normal": Recipe(epochs=10, least_epochs=4, small=3000, steps=250, members=3),
    "best": Recipe(epochs=20, least_epochs=10, small=3000, steps=600, most=100_000, patience=3, members=5),
}

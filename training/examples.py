"""Training data of an encoder as tensors."""

from dataclasses import dataclass

from torch import Tensor

from bot.inference.tags import Span


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts with probabilities of intents (n, c) and of sentiments (n, 3), and the weight of each row's sentiment (n,).

    ``spans``: the marked words of each text, None if slots were never marked in it; ``slots``: the names of all slots. ``outside``: the
    column of ``oos`` in ``intents``.
    """

    texts: tuple[str, ...]
    intents: Tensor
    sentiment: Tensor
    sentiment_weight: Tensor
    spans: tuple[tuple[Span, ...] | None, ...] = ()
    slots: tuple[str, ...] = ()
    outside: int | None = None

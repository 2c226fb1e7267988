"""Rows as tensors: what an encoder learns from."""

from dataclasses import dataclass

from torch import Tensor

from bot.inference.tags import Span


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learnt: texts, intents as rows of probabilities (n, c), sentiment likewise (n, 3), and how much its row counts (n,).

    ``spans``: the marked words of each text, None where nobody marked any; ``slots``: what they are marked as, if any. ``outside``: the
    column of ``intents`` that stands for none of them.
    """

    texts: tuple[str, ...]
    intents: Tensor
    sentiment: Tensor
    sentiment_weight: Tensor
    spans: tuple[tuple[Span, ...] | None, ...] = ()
    slots: tuple[str, ...] = ()
    outside: int | None = None

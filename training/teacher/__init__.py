"""The sentiment teacher: an adapter of the bundled encoder, trained on GoEmotions, whose predictions join a pack's labels."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from training import base as bases
from training.encoder import predict
from training.examples import Examples
from training.network import Network, adapted
from training.pack import BUNDLED

WEIGHTS = Path(__file__).parent / "adapter.safetensors"
RANK = 16


def opinions(texts: Sequence[str], base: str) -> Tensor | None:
    """The teacher's probabilities of negative, neutral and positive (n, 3); None if it does not fit the base encoder."""
    if base != BUNDLED or not WEIGHTS.is_file():
        return None
    loaded = bases.load(base)
    network = Network(adapted(loaded.model, RANK), 3)
    unknown = network.load_state_dict({name: weight.float() for name, weight in load_file(WEIGHTS).items()}, strict=False).unexpected_keys
    if unknown:
        raise ValueError(f"{WEIGHTS} has weights that the network does not: {unknown[:3]}")
    return torch.softmax(predict(network.eval(), loaded.tokenizer, texts).intents, dim=-1)


def heard(texts: Sequence[str], base: str) -> Callable[[Sequence[str]], Tensor | None]:
    """A function from any of these texts to the teacher's probabilities, which are computed once."""
    formed = opinions(texts, base)
    if formed is None:
        return lambda some: None
    place = {text: row for row, text in enumerate(texts)}
    return lambda some: formed[[place[text] for text in some]]


def mixed(examples: Examples, opinion: Tensor | None, share: float) -> Examples:
    """Mix the teacher's sentiment into examples: ``share`` of a known one, all of an unknown one, which then has weight 0.5."""
    if opinion is None:
        return examples
    known = examples.sentiment_weight.unsqueeze(1) > 0
    sentiment = torch.where(known, (1.0 - share) * examples.sentiment + share * opinion, opinion)
    return replace(examples, sentiment=sentiment, sentiment_weight=examples.sentiment_weight.clamp(min=0.5))

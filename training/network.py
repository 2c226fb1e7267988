"""The network that is trained: a base encoder with one LoRA adapter, three heads on its mean-pooled vector, and a head that tags words."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Read:
    """The outputs for a batch: intent logits (n, c), sentiment logits (n, 3), unit embeddings (n, d), tag logits (n, t, k).

    ``sentence``: the pooled vectors (n, d) that all heads except the tags read.
    """

    intents: Tensor
    sentiment: Tensor
    vector: Tensor
    sentence: Tensor
    tags: Tensor | None = None


def adapted(model: Any, rank: int) -> Any:
    """The encoder with LoRA (Hu et al., 2021) of this rank on every linear layer, all else frozen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft uses a deprecated name of transformers
        return get_peft_model(model, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear", lora_dropout=0.0))


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """The mean of the token states (n, t, d) under a mask (n, t) of ones and zeros."""
    weight = mask.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def layers(encoder: Any) -> int:
    """How many states of each token an encoder returns: the input of the first layer and the output of every layer."""
    return int(encoder.config.num_hidden_layers) + 1


class Network(nn.Module):  # type: ignore[misc]
    """An adapted encoder with heads for intents, sentiment and embedding, and one for tags if there are any.

    ``course``: loss and learning rate of every batch of its training. ``training.recall`` adds two heads after the training: ``recall``
    recovers the base encoder's vector, and ``second`` reads intents from that vector; its logits are added to those of ``intents``.
    """

    def __init__(self, encoder: Any, classes: int, tags: int = 0) -> None:
        super().__init__()
        self.width = width = int(encoder.config.hidden_size)
        self.encoder = encoder
        self.intents = nn.Linear(width, classes)
        self.sentiment = nn.Linear(width, 3)
        self.embedding = nn.Linear(width, width, bias=False)
        nn.init.eye_(self.embedding.weight)
        self.tags = nn.Linear(width, tags) if tags else None
        self.recall: nn.Linear | None = None
        self.second: nn.Linear | None = None
        self.course: list[tuple[float, float]] = []

    def forward(self, ids: Tensor, mask: Tensor, kept: Tensor | None = None) -> Read:
        """Read token ids (n, t) under their mask; ``kept`` (n, d) is the dropout mask of the pooled vector."""
        every = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=self.second is not None)
        states = every.last_hidden_state
        vector = pooled(states, mask)
        seen = vector if kept is None else vector * kept
        tags = None if self.tags is None else self.tags(states)
        intents = self.intents(seen)
        if self.second is not None:
            intents = intents + self.second(self.recalled([pooled(one, mask) for one in every.hidden_states]))
        return Read(intents, self.sentiment(seen), nn.functional.normalize(self.embedding(vector), dim=-1), vector, tags)

    def recalled(self, layers: Sequence[Tensor]) -> Tensor:
        """The base encoder's unit vectors (n, d), recovered from the mean states (n, d) of each layer."""
        assert self.recall is not None
        return nn.functional.normalize(self.recall(torch.cat(list(layers), dim=-1)), dim=-1)

    def sentence(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The mean-pooled sentence vectors (n, d) of token ids (n, t)."""
        return pooled(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def trained(self) -> dict[str, Tensor]:
        """The trainable weights by name."""
        return {name: weight for name, weight in self.named_parameters() if weight.requires_grad}

"""What is trained: a base encoder with one LoRA adapter, three readings of its mean-pooled sentence vector, and slots of its words."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Read:
    """One pass over a batch: intent logits (n, c), sentiment logits (n, 3), embeddings (n, d) of unit length, tag logits (n, t, k).

    ``sentence``: the pooled vectors (n, d) that all of them but the tags are read from.
    """

    intents: Tensor
    sentiment: Tensor
    vector: Tensor
    sentence: Tensor
    tags: Tensor | None = None


def adapted(model: Any, rank: int) -> Any:
    """The encoder with LoRA (Hu et al., 2021) of this rank on every linear layer, all else frozen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers for something under its old name
        return get_peft_model(model, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear", lora_dropout=0.0))


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """The mean of the token states (n, t, d) under a mask (n, t) of ones and zeros."""
    weight = mask.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def layers(encoder: Any) -> int:
    """How many states of each token an encoder gives: those that enter its first layer, and those that leave each."""
    return int(encoder.config.num_hidden_layers) + 1


class Network(nn.Module):  # type: ignore[misc]
    """An adapted encoder with its heads: one pass, three answers, and a fourth where there are ``tags`` to give to words.

    ``course``: loss and learning rate of every batch it has learnt from. ``recall`` and ``second``: heads that ``training.recall`` fits in
    the end, what the base encoder would have made of a text, and what that says of intents; it is added to what the network has learnt.
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
        """Read token ids (n, t) under their mask; ``kept`` (n, d) multiplies what the heads see, as dropout does."""
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
        """What the base encoder would have made of texts (n, d), unit length, from the mean states (n, d) of each layer."""
        assert self.recall is not None
        return nn.functional.normalize(self.recall(torch.cat(list(layers), dim=-1)), dim=-1)

    def sentence(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The mean-pooled sentence vectors (n, d) of token ids (n, t)."""
        return pooled(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def trained(self) -> dict[str, Tensor]:
        """Every weight that training changes, by name."""
        return {name: weight for name, weight in self.named_parameters() if weight.requires_grad}

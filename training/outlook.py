"""Trains the outlook head, which predicts satisfaction and escalation, on dialogues with rated messages or known outcomes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save
from torch import Tensor, nn

from bot.inference.artifact import SENTIMENTS
from bot.inference.outlook import FEATURES, REMEMBERED, WEIGHTS

Floats = npt.NDArray[np.float32]
OTHERS = len(SENTIMENTS) + FEATURES
"""How many numbers describe a message besides its vector."""

LEAST_PRIOR = 1e-3
"""The smallest share assumed for a rating."""


@dataclass(frozen=True, slots=True)
class Course:
    """A dialogue: ``inputs`` (t, w); ``ratings`` (t, 5), the share of judges who gave each, or zeros; ``escalated`` if known."""

    inputs: Floats
    customer: npt.NDArray[np.bool_]
    ratings: Floats
    escalated: bool | None = None


@dataclass(frozen=True, slots=True)
class OutlookRecipe:
    """Hyperparameters, chosen on a training part (docs/experiments.md).

    ``weight``: in the loss a rating has the weight (1 / its share) to this power. ``lift``: to guess a rating, its probability is divided
    by its share to this power.
    """

    project: int = 64
    heads: int = 4
    values: int = 16
    hidden: int = 64
    dropout: float = 0.3
    input_dropout: float = 0.2
    epochs: int = 16
    batch: int = 64
    rate: float = 4e-3
    decay: float = 1e-2
    weight: float = 0.5
    lift: float = 0.875


class Network(nn.Module):  # type: ignore[misc]
    """The head in training: reads all messages of a dialogue at once; each attends to itself and to earlier ones only."""

    def __init__(self, width: int, recipe: OutlookRecipe) -> None:
        super().__init__()
        seen = recipe.project + OTHERS
        self.width, self.heads = width - OTHERS, recipe.heads
        self.project = nn.Linear(self.width, recipe.project)
        self.score = nn.Linear(seen, recipe.heads)
        self.slope = nn.Parameter(torch.arange(recipe.heads) - recipe.heads / 2.0)
        self.value = nn.Linear(seen, recipe.heads * recipe.values)
        self.mix = nn.Linear(2 * seen + recipe.heads * recipe.values, recipe.hidden)
        self.start = nn.Parameter(torch.zeros(recipe.hidden))
        self.before, self.now, self.risk = nn.Linear(recipe.hidden, 5), nn.Linear(recipe.hidden, 5), nn.Linear(recipe.hidden, 1)
        self.dropout, self.input_dropout = nn.Dropout(recipe.dropout), nn.Dropout(recipe.input_dropout)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """From inputs (n, t, w): logits of ratings before and after each message (n, t, 5), and of escalation (n, t)."""
        state = self.states(inputs)
        before = torch.cat([self.start.expand(len(state), 1, -1), state[:, :-1]], dim=1)
        return self.before(before), self.now(state), self.risk(state).squeeze(-1)

    def states(self, inputs: Tensor) -> Tensor:
        """The hidden state after each message (n, t, h)."""
        projected = torch.tanh(self.project(self.input_dropout(inputs[..., : self.width])))
        seen = torch.cat([projected, inputs[..., self.width :]], dim=-1)
        earlier = torch.cat([torch.zeros_like(seen[:, :1]), seen[:, :-1]], dim=1)
        places = torch.arange(seen.shape[1])
        distance = places[:, None] - places[None]
        falling = nn.functional.softplus(self.slope)[:, None, None] * distance.clamp(min=0)
        scores = self.score(seen).transpose(1, 2)[:, :, None, :] - falling
        attention = torch.softmax(scores.masked_fill((distance < 0) | (distance >= REMEMBERED), -1e9), dim=-1)
        values = self.value(seen).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        pooled = (attention @ values).transpose(1, 2).flatten(2)
        return self.dropout(torch.relu(self.mix(self.dropout(torch.cat([seen, earlier, pooled], dim=-1)))))


@dataclass(frozen=True, slots=True)
class Padded:
    """A batch of zero-padded dialogues: inputs (n, t, w), ratings (n, t, 5), whether escalated, and where the risk is asked (n, t)."""

    inputs: Tensor
    ratings: Tensor
    escalated: Tensor
    asked: Tensor


@dataclass(frozen=True, slots=True)
class TrainedOutlook:
    """A trained network with the share of each rating (5,), and whether it has seen ratings and both outcomes."""

    network: Network
    shares: Floats
    rated: bool
    risky: bool
    recipe: OutlookRecipe

    def save(self, folder: Path) -> None:
        """Write the weights that serving needs, with the bias of the ratings corrected for their weights in the loss."""
        left_out = {"before", "start", *(() if self.rated else ("now",)), *(() if self.risky else ("risk",))}
        weights = {name: value.detach().numpy().copy() for name, value in self.network.state_dict().items()}
        if self.rated:
            weights["now.bias"] = weights["now.bias"] - self.correction
        kept = {name: value for name, value in weights.items() if name.partition(".")[0] not in left_out}
        (folder / WEIGHTS).write_bytes(save(kept))

    @property
    def correction(self) -> Floats:
        """What the weights in the loss added to the logits of the ratings (5,)."""
        return (-self.recipe.weight * np.log(self.shares)).astype(np.float32)

    def read(self, dialogue: Course) -> tuple[Floats, Floats, Floats]:
        """Probabilities of the ratings before and after each message (t, 5), and of escalation (t,)."""
        with torch.inference_mode():
            before, now, risk = self.network(torch.from_numpy(dialogue.inputs)[None])
        correction = torch.from_numpy(self.correction)
        ratings = (torch.softmax(one[0] - correction, dim=-1).numpy() for one in (before, now))
        return (*ratings, torch.sigmoid(risk[0]).numpy())

    def guess(self, likely: Floats) -> npt.NDArray[np.int64]:
        """The guessed ratings (n,), 1 to 5, from probabilities (n, 5), corrected so that rare ratings are found too."""
        return np.asarray(np.argmax(likely * self.shares**-self.recipe.lift, axis=-1) + 1, dtype=np.int64)


def fit(dialogues: Sequence[Course], seed: int, recipe: OutlookRecipe | None = None) -> TrainedOutlook:
    """Train a head, reproducibly by seed; the batch is smaller with few dialogues, so that they still give enough steps."""
    recipe = recipe or OutlookRecipe()
    torch.manual_seed(seed)
    network = Network(dialogues[0].inputs.shape[1], recipe)
    counted = sum(one.ratings.sum(axis=0) for one in dialogues)
    rated, shares = bool(np.sum(counted)), np.maximum(counted / max(float(np.sum(counted)), 1.0), LEAST_PRIOR).astype(np.float32)
    weights = shares**-recipe.weight
    weights = torch.from_numpy((weights / (weights * shares).sum()).astype(np.float32))
    size = min(recipe.batch, max(8, len(dialogues) // 8))
    steps = recipe.epochs * math.ceil(len(dialogues) / size)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps + 1)
    network.train()
    for _ in range(recipe.epochs):
        for rows in torch.randperm(len(dialogues)).split(size):
            optimizer.zero_grad()
            loss(network, padded([dialogues[row] for row in rows.tolist()]), weights).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    known = {one.escalated for one in dialogues}
    return TrainedOutlook(network.eval(), shares, rated, {True, False} <= known, recipe)


def padded(dialogues: Sequence[Course]) -> Padded:
    """Dialogues of different lengths as one batch."""

    def together(parts: list[npt.NDArray[np.generic]]) -> Tensor:
        return nn.utils.rnn.pad_sequence([torch.from_numpy(np.asarray(part, dtype=np.float32)) for part in parts], batch_first=True)

    return Padded(
        together([one.inputs for one in dialogues]),
        together([one.ratings for one in dialogues]),
        together([np.full(len(one.inputs), float(one.escalated or False)) for one in dialogues]),
        together([one.customer & (one.escalated is not None) for one in dialogues]),
    )


def loss(network: Network, batch: Padded, weights: Tensor) -> Tensor:
    """Cross-entropy with the ratings, rare ones weighing more, plus that with the outcomes; each is a mean over known targets."""
    before, now, risk = network(batch.inputs)
    wanted = batch.ratings * weights
    rated = batch.ratings.sum().clamp(min=1.0)
    ratings = -sum((wanted * torch.log_softmax(logits, dim=-1)).sum() for logits in (before, now)) / rated
    ends = nn.functional.binary_cross_entropy_with_logits(risk, batch.escalated, reduction="none")
    return ratings + (ends * batch.asked).sum() / batch.asked.sum().clamp(min=1.0)

"""The training loop: epochs over all rows, one step of the optimiser for each batch."""

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
from tokenizers import Encoding
from torch import Tensor, nn

from bot.inference.tags import Span, first_pieces, tagged
from training import processes
from training.augment import noisy_beside
from training.batches import by_length, padded, shuffled, tokenizer
from training.contrast import Bank
from training.examples import Examples
from training.network import Network, Read
from training.recipe import Recipe
from training.replicas import Replicas, how_many, side_by_side

IGNORED = -100
"""The tag of tokens left out of the loss: special tokens, all pieces of a word but the first, rows never marked with slots."""

Tick = Callable[[int, int], None]
"""Called after each batch with the batches done and the batches in all."""


class Run:
    """The state of a training: its network, its optimiser, and its targets."""

    def __init__(self, network: Network, examples: Examples, recipe: Recipe, seed: int, place: torch.device, definition: str) -> None:
        self.network, self.examples, self.recipe, self.seed, self.place = network, examples, recipe, seed, place
        self.tokenizer = tokenizer(definition)
        self.tags: list[list[int]] = []
        self.words = 1.0
        compared = recipe.align or recipe.contrast
        self.targets = base_vectors(network, self.encoded(examples.texts), place) if compared else torch.zeros(len(examples.texts), 1)
        self.bank = Bank(self.targets, examples.intents, examples.outside)
        self.put: dict[tuple[int, ...], Tensor] = {}
        self.course: list[tuple[float, float]] = []
        trained = network.trained()
        self.optimizer = torch.optim.AdamW(
            [
                {"params": [w for n, w in trained.items() if n.startswith("encoder.")], "lr": recipe.adapter_rate},
                {"params": [w for n, w in trained.items() if n.startswith("embedding.")], "lr": recipe.adapter_rate},
                {"params": [w for n, w in trained.items() if not n.startswith(("encoder.", "embedding."))], "lr": recipe.head_rate},
            ],
            weight_decay=recipe.decay,
        )
        self.rates = [float(group["lr"]) for group in self.optimizer.param_groups]
        self.replicas = Replicas(network, processes.shared(how_many(place)))

    def encoded(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of texts."""
        return [one.ids for one in self.tokenizer.encode_batch(list(texts))]

    def epoch(self, epoch: int, epochs: int, tick: Tick) -> None:
        """One pass over all rows, each with fresh noise; all randomness follows from seed and epoch."""
        torch.manual_seed(self.seed * 1009 + epoch)
        chance = random.Random(self.seed * 1009 + epoch)
        self.network.train()
        self.network.encoder.eval()
        ids = self.noisy(chance)
        batches = shuffled([len(one) for one in ids], self.recipe.batch, self.seed * 1009 + epoch)
        for number, rows in enumerate(batches):
            self.step(rows, ids, (epoch * len(batches) + number + 1) / (epochs * len(batches)))
            tick(epoch * len(batches) + number + 1, epochs * len(batches))
        if not all(bool(weight.isfinite().all()) for weight in self.network.trained().values()):
            raise FloatingPointError("a weight is not a number")

    def noisy(self, chance: random.Random) -> list[list[int]]:
        """The token ids of all texts with noise added; sets ``tags`` and ``words`` for the moved spans."""
        slots, texts = self.examples.slots, self.examples.texts
        spans = self.examples.spans if slots else ((),) * len(texts)
        pairs = [noisy_beside(text, own or (), self.recipe.augment, chance) for text, own in zip(texts, spans, strict=True)]
        read = self.tokenizer.encode_batch([text for text, _ in pairs])
        if slots:
            self.tags = [
                token_tags(one, None if own is None else moved, slots) for one, own, (_, moved) in zip(read, spans, pairs, strict=True)
            ]
            self.words = sum(tag != IGNORED for tags in self.tags for tag in tags) / len(texts)
        return [one.ids for one in read]

    def step(self, rows: list[int], ids: list[list[int]], progress: float) -> None:
        """One step of the optimiser on a batch."""
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * schedule(progress, self.recipe.warm_up)
        parts = [(some, self.kept(len(some))) for some in parted(rows, processes.count() * len(self.replicas.networks))]
        lost = self.replicas.backward([self.part(some, ids, len(rows), kept) for some, kept in processes.own(parts)])
        if processes.count() > 1:
            lost = self.together(lost, [some for some, _ in parts])
        if not math.isfinite(lost):
            raise FloatingPointError("the loss is not a number")
        self.course.append((lost, float(self.optimizer.param_groups[0]["lr"])))
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        for part in sorted(self.put):
            self.bank.keep(part, self.put[part])
        self.put.clear()

    def kept(self, rows: int) -> Tensor:
        """The dropout mask (rows, d) of some rows; every process draws those of a whole batch, in order."""
        return torch.bernoulli(torch.full((rows, self.network.width), 1.0 - self.recipe.dropout)) / (1.0 - self.recipe.dropout)

    def part(self, rows: list[int], ids: list[list[int]], of: int, kept: Tensor) -> Callable[[Network], Tensor]:
        """The loss of some rows of a batch of ``of`` rows, weighted by their share."""
        tokens, mask = (tensor.to(self.place) for tensor in padded([ids[row] for row in rows]))

        def loss(network: Network) -> Tensor:
            with processes.accelerator().autocast():
                read = network(tokens, mask, kept.to(self.place))
            if self.recipe.contrast:
                self.put[tuple(rows)] = read.sentence.detach()
            return self.loss(read, torch.tensor(rows)) * (len(rows) / of)

        return loss

    def together(self, lost: float, parts: list[list[int]]) -> float:
        """The loss of a whole batch, of which this process read some parts; sums gradients and gathers sentence vectors over processes."""
        weights = list(self.network.trained().values())
        gradients = [torch.zeros_like(weight) if weight.grad is None else weight.grad for weight in weights]
        learnt = torch.tensor([float(weight.grad is not None) for weight in weights], device=self.place)
        nothing = torch.zeros(1, self.network.width if self.recipe.contrast else 0, device=self.place)
        seen = [self.put.get(tuple(part), nothing.expand(len(part), -1)) for part in parts]
        *summed, whole = processes.summed([*gradients, learnt, *seen, torch.tensor([lost], device=self.place)])
        for weight, gradient, known in zip(weights, summed, summed[len(weights)].tolist(), strict=False):
            weight.grad = gradient if known else None
        if self.recipe.contrast:
            self.put = dict(zip(map(tuple, parts), summed[len(weights) + 1 :], strict=True))
        return float(whole)

    def loss(self, read: Read, rows: Tensor) -> Tensor:
        """The weighted sum of all losses: intents, sentiment, tags, contrast between intents, distance from the base encoder's vectors."""
        recipe, examples = self.recipe, self.examples
        intents = cross_entropy(read.intents, examples.intents[rows].to(self.place), recipe.smoothing).mean()
        weight = examples.sentiment_weight[rows].to(self.place)
        sentiment = cross_entropy(read.sentiment, examples.sentiment[rows].to(self.place), recipe.smoothing / 2)
        loss = intents + recipe.sentiment * (sentiment * weight).mean()
        if read.tags is not None:
            loss = loss + recipe.tags * self.tag_loss(read.tags, rows)
        if recipe.contrast:
            loss = loss + recipe.contrast * self.bank.loss(read.sentence, rows)
        if not recipe.align:
            return loss
        return loss + recipe.align * (1.0 - (read.vector.float() * self.targets[rows].to(self.place)).sum(-1)).mean()

    def tag_loss(self, logits: Tensor, rows: Tensor) -> Tensor:
        """Cross-entropy of tag logits (n, t, k), summed over words and divided by the mean number of words in as many rows."""
        right = torch.full(logits.shape[:2], IGNORED)
        for place, row in enumerate(rows.tolist()):
            right[place, : len(self.tags[row])] = torch.tensor(self.tags[row])
        lost = nn.functional.cross_entropy(
            logits.float().flatten(0, 1), right.flatten().to(self.place), ignore_index=IGNORED, reduction="sum"
        )
        return lost / (len(rows) * self.words)

    def state(self, epochs_done: int) -> dict[str, Any]:
        """The contents of a checkpoint."""
        weights = {name: weight.detach().cpu() for name, weight in self.network.trained().items()}
        state = {"optimizer": self.optimizer.state_dict(), "bank": self.bank.state(), "course": list(self.course)}
        return {"epochs": epochs_done, "weights": weights, **state}

    def resume(self, state: dict[str, Any] | None) -> int:
        """Restore a checkpoint, if any; the number of epochs that are done."""
        if state is None:
            return 0
        self.network.load_state_dict(state["weights"], strict=False)
        self.optimizer.load_state_dict(state["optimizer"])
        self.bank.resume(state["bank"])
        self.course = list(state["course"])
        return int(state["epochs"])


def token_tags(encoding: Encoding, spans: Sequence[Span] | None, slots: Sequence[str]) -> list[int]:
    """The tag of each token of a text; ``IGNORED`` for all of them if ``spans`` is None."""
    tags = [IGNORED] * len(encoding.ids)
    if spans is not None:
        tokens, places = first_pieces(encoding)
        for token, tag in zip(tokens, tagged(places, spans, slots), strict=True):
            tags[token] = tag
    return tags


def parted(rows: list[int], count: int) -> list[list[int]]:
    """Rows in at most ``count`` parts of about the same size, none of them empty."""
    size = math.ceil(len(rows) / count)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def schedule(progress: float, warm_up: float) -> float:
    """The factor of the learning rate at ``progress`` in (0, 1]: linear warm-up, then linear decay to zero."""
    return progress / warm_up if progress < warm_up else (1.0 - progress) / (1.0 - warm_up)


def cross_entropy(logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    """Cross-entropy (n,) of logits (n, c) with smoothed soft targets (n, c)."""
    smoothed = targets * (1.0 - smoothing) + smoothing / targets.shape[1]
    return -(smoothed * torch.log_softmax(logits.float(), dim=-1)).sum(-1)


def base_vectors(network: Network, ids: list[list[int]], place: torch.device) -> Tensor:
    """The base encoder's unit vectors of all texts (n, d)."""
    vectors = torch.zeros(len(ids), network.width)
    batches = processes.own(list(by_length(ids)))
    with network.encoder.disable_adapter():
        read = side_by_side(lambda batch: network.sentence(batch[1].to(place), batch[2].to(place)), batches, place)
    for (rows, _, _), part in zip(batches, read, strict=True):
        vectors[rows] = nn.functional.normalize(part, dim=-1).float().cpu()
    return vectors if processes.count() == 1 else processes.summed([vectors.to(place)])[0].cpu()

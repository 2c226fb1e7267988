"""Tags rows with a model, beside the marks that are right."""

from collections.abc import Sequence

import torch

from bot.inference.prototypes import Model
from bot.inference.tags import Words, first_pieces, spans_of
from training.batches import by_length, tokenizer
from training.data import Row
from training.network import Network
from training.replicas import side_by_side
from training.spans import Tagged


def tagged(model: Model, rows: Sequence[Row], slots: Sequence[str]) -> list[Tagged]:
    """The served model's tags on the rows in which slots were marked."""
    looked_at = [row for row in rows if row.spans is not None] if slots else []
    return [beside(row, model.outputs(row.text).words, slots) for row in looked_at]


def tagged_exactly(network: Network, definition: str, rows: Sequence[Row], slots: Sequence[str]) -> list[Tagged]:
    """The tags of a network in float32 on the rows in which slots were marked."""
    looked_at = [row for row in rows if row.spans is not None] if slots else []
    read = tokenizer(definition).encode_batch([row.text for row in looked_at])
    batches = list(by_length([one.ids for one in read]))
    found: dict[int, Tagged] = {}
    tags = side_by_side(lambda batch: network(batch[1], batch[2]).tags, batches, torch.device("cpu"))
    for (numbers, _, _), logits in zip(batches, tags, strict=True):
        for place, number in enumerate(numbers):
            tokens, places = first_pieces(read[number])
            found[number] = beside(looked_at[number], Words(logits[place][list(tokens)].numpy(), places), slots)
    return [found[number] for number in range(len(looked_at))]


def beside(row: Row, words: Words | None, slots: Sequence[str]) -> Tagged:
    """The marked spans of a row, and those found from its tagged words."""
    return Tagged(row.spans or (), spans_of(words, slots) if words else ())

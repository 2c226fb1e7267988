"""Batches of token ids of similar length, so that there is little padding."""

import random
from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.inference.transformer import MAX_TOKENS

POOL = 16
"""How many batches are sorted by length together: enough for little padding, few enough to stay random."""


def tokenizer(definition: str) -> Tokenizer:
    """The tokenizer of a JSON definition, set up as in serving: no padding, truncation at ``MAX_TOKENS``."""
    made = Tokenizer.from_str(definition)
    made.no_padding()
    made.enable_truncation(MAX_TOKENS)
    return made


def padded(ids: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    """Padded token ids (n, t) and their mask of ones and zeros."""
    longest = max(map(len, ids))
    tokens, mask = torch.zeros(len(ids), longest, dtype=torch.long), torch.zeros(len(ids), longest, dtype=torch.long)
    for row, one in enumerate(ids):
        tokens[row, : len(one)] = torch.tensor(one)
        mask[row, : len(one)] = 1
    return tokens, mask


def shuffled(lengths: Sequence[int], size: int, seed: int) -> list[list[int]]:
    """Batches of row numbers, reproducible by seed: rows are shuffled, then sorted by length within pools, then batches are shuffled."""
    order = list(range(len(lengths)))
    chance = random.Random(seed)
    chance.shuffle(order)
    batches = []
    for start in range(0, len(order), size * POOL):
        pool = sorted(order[start : start + size * POOL], key=lambda row: lengths[row])
        batches += [pool[i : i + size] for i in range(0, len(pool), size)]
    chance.shuffle(batches)
    return batches


def by_length(ids: Sequence[list[int]], size: int = 64) -> Iterator[tuple[list[int], Tensor, Tensor]]:
    """All rows in batches sorted by length: row numbers, token ids, mask."""
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield (rows, *padded([ids[row] for row in rows]))

"""Embeds messages so that similar ones are near each other: with the base encoder, or with n-grams for any script."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch

from bot.inference.text import tidy
from training import ngram
from training.base import Base
from training.batches import by_length, tokenizer
from training.encoder import steady
from training.network import pooled
from training.processes import device
from training.replicas import side_by_side

Vectors = npt.NDArray[np.float32]
Tick = Callable[[int, int], None]

AT_ONCE = 2_048
"""How many texts are read between two reports of progress."""


def encoded(texts: Sequence[str], base: Base, seed: int, tick: Tick = lambda done, of: None) -> Vectors:
    """The unadapted base encoder's unit vectors of texts (n, d)."""
    steady(seed)
    place = device()
    model = base.model.to(place).eval()
    ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch([tidy(text) for text in texts])]
    made = np.zeros((len(ids), int(model.config.hidden_size)), dtype=np.float32)
    batches = list(by_length(ids))
    step = AT_ONCE // len(batches[0][0]) or 1

    def read(batch: tuple[list[int], torch.Tensor, torch.Tensor]) -> torch.Tensor:
        tokens, mask = batch[1].to(place), batch[2].to(place)
        return pooled(model(input_ids=tokens, attention_mask=mask).last_hidden_state, mask).float().cpu()

    for start in range(0, len(batches), step):
        some = batches[start : start + step]
        for (rows, _, _), vectors in zip(some, side_by_side(read, some, place), strict=True):
            made[rows] = vectors.numpy()
        tick(min(start + step, len(batches)), len(batches))
    return unit(made)


def of_words(texts: Sequence[str], seed: int) -> Vectors:
    """Unit vectors of texts from n-grams and latent semantic analysis, which needs no model and works in any script."""
    tidied = [tidy(text) for text in texts]
    hashes, idf = ngram.vocabulary(tidied, ())
    seen = ngram.matrix(tidied, hashes, idf)
    return unit(np.asarray(seen @ ngram.projection(seen, seed), dtype=np.float32))


def unit(vectors: Vectors) -> Vectors:
    """Rows normalised to length one; zero rows stay zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)

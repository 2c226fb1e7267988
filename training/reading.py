"""Reads many texts with the unadapted base encoder, and their sentiment with the teacher; results are cached on disk."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from bot.inference.artifact import sha256
from bot.inference.outlook import Floats
from bot.inference.text import tidy
from training import base as bases
from training import teacher
from training.base import Base
from training.batches import by_length, tokenizer
from training.network import pooled


def read(texts: Sequence[str], work: Path) -> list[tuple[Floats, Floats]]:
    """The vector and sentiment of each text, cached in ``work`` by texts and models."""
    kept = place(texts, work, teacher.WEIGHTS)
    if not kept.is_file():
        base = bases.load()
        tidied = [tidy(text) for text in texts]
        opinions = teacher.opinions(tidied, base.record.name)
        sentiment = np.full((len(texts), 3), 1 / 3, dtype=np.float32) if opinions is None else opinions.numpy()
        work.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part.npz")
        np.savez(unfinished, vectors=vectors(tidied, base), sentiment=sentiment)
        unfinished.replace(kept)
    with np.load(kept) as found:
        return list(zip(found["vectors"], found["sentiment"], strict=True))


def place(texts: Sequence[str], work: Path, judge: Path) -> Path:
    """The cache file of these texts as read by the base encoder and this teacher, whose weights may be missing."""
    judged_by = sha256(judge) if judge.is_file() else ""
    digest = hashlib.sha256("\x00".join([bases.BUNDLED_SHA256, judged_by, *texts]).encode()).hexdigest()
    return work / f"vectors-{digest[:16]}.npz"


def vectors(texts: Sequence[str], base: Base) -> Floats:
    """The base encoder's unit vectors (n, d)."""
    found = np.zeros((len(texts), base.model.config.hidden_size), dtype=np.float32)
    ids = [one.ids for one in tokenizer(base.tokenizer).encode_batch(list(texts))]
    base.model.eval()
    with torch.inference_mode():
        for rows, tokens, mask in by_length(ids):
            states = base.model(input_ids=tokens, attention_mask=mask).last_hidden_state
            found[rows] = torch.nn.functional.normalize(pooled(states, mask), dim=-1).numpy()
    return found

"""Checkpoints of a training: a file, replaced after each epoch, in a work folder named after data and settings."""

import hashlib
import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from training.recipe import Recipe

FILE = "checkpoint.pt"
BROKEN = "broke_down"
"""The file that marks a diverged training, which would diverge again from its checkpoint."""

DIGEST = 32
"""Bytes of a SHA-256."""


def key(recipe: Recipe, *parts: object) -> str:
    """A name derived from everything that determines the result of a training, such as rows, settings and seed."""
    return hashlib.sha256(json.dumps([asdict(recipe), *parts], default=str, ensure_ascii=False).encode()).hexdigest()[:16]


def save(folder: Path, state: dict[str, Any]) -> None:
    """Replace the checkpoint atomically, so that a kill leaves the previous one. The file begins with the SHA-256 of the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    torch.save(state, buffer)
    part = folder / f"{FILE}.part"
    part.write_bytes(hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue())
    os.replace(part, folder / FILE)


def mark_broken(folder: Path) -> None:
    """Mark a training as diverged."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BROKEN).touch()


def broken(folder: Path) -> bool:
    """Whether a training is marked as diverged."""
    return (folder / BROKEN).exists()


def load(folder: Path) -> dict[str, Any] | None:
    """The last checkpoint, read without running pickled code; None if it is missing or damaged."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        return None
    state: dict[str, Any] = torch.load(io.BytesIO(content[DIGEST:]), map_location="cpu", weights_only=True)
    return state

"""What a killed training goes on from: one file an epoch in a work folder that is named after data and settings."""

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
"""Beside the checkpoint of a training that broke down after it, so that nobody walks into the same wall unawares."""

DIGEST = 32


def key(recipe: Recipe, *parts: object) -> str:
    """A name for everything that decides a training's result; another row, setting or seed gives another name."""
    return hashlib.sha256(json.dumps([asdict(recipe), *parts], default=str, ensure_ascii=False).encode()).hexdigest()[:16]


def save(folder: Path, state: dict[str, Any]) -> None:
    """Replace the checkpoint at once: a kill while writing leaves the one before. The file begins with the SHA-256 of the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    torch.save(state, buffer)
    part = folder / f"{FILE}.part"
    part.write_bytes(hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue())
    os.replace(part, folder / FILE)


def mark_broken(folder: Path) -> None:
    """Remember that what follows the checkpoint broke down."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BROKEN).touch()


def broken(folder: Path) -> bool:
    """Whether it did."""
    return (folder / BROKEN).exists()


def load(folder: Path) -> dict[str, Any] | None:
    """The last checkpoint, read without running pickled code; None where there is none that is whole."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        return None
    state: dict[str, Any] = torch.load(io.BytesIO(content[DIGEST:]), map_location="cpu", weights_only=True)
    return state

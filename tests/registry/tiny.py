"""Artifacts that are made in a millisecond: a model knows intents by their words, and nothing else."""

import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bot.inference import artifact, ngram
from bot.inference.artifact import Calibration, GroupRecord, Limits, Manifest
from bot.inference.ngram import Ngram, Tables

WORDS = {"thanks": ("thanks", "cheers"), "human_agent": ("human", "person"), "opening_hours": ("open", "hours"), "oos": ("joke", "poem")}
"""Of the small pack's intents."""

LIMITS = Limits(accept=0.6, out_of_scope=0.5, second=0.3, alpha=0.05, certified=True)


def without(*words: str) -> dict[str, tuple[str, ...]]:
    """The vocabulary of a worse model."""
    return {intent: tuple(word for word in known if word not in words) for intent, known in WORDS.items()}


def tables(words: Mapping[str, tuple[str, ...]]) -> Tables:
    """A word is an n-gram that speaks for its intent alone."""
    of = {zlib.crc32(word.encode()): place for place, known in enumerate(words.values()) for word in known}
    hashes = np.array(sorted(of), np.uint32)
    intents = np.zeros((len(of), len(words)), np.float32)
    intents[np.arange(len(of)), [of[int(h)] for h in hashes]] = 8.0
    return Tables(
        hashes=hashes,
        idf=np.ones(len(of), np.float32),
        projection=np.ones((len(of), 2), np.float32),
        intents=intents,
        intents_bias=np.zeros(len(words), np.float32),
        sentiment=np.zeros((len(of), 3), np.float32),
        sentiment_bias=np.array([0.0, 3.0, 0.0], np.float32),
    )


def write(root: Path, version: str, words: Mapping[str, tuple[str, ...]] = WORDS, pack: str = "small") -> Path:
    """The folder of a whole artifact."""
    calibration = Calibration(bias=-4.0, class_weight=1.0, limits=LIMITS)
    record = GroupRecord(
        kind=ngram.KIND,
        labels=tuple(words),
        dimensions=2,
        calibration=calibration,
        rows={"train": 40, "calibration": 10, "test": 20},
        metrics={"test_accuracy": 0.95, "test_coverage": 0.8},
    )

    def fill(folder: Path) -> Manifest:
        (folder / "other").mkdir()
        Ngram(tables(words)).save(folder / "other")
        return Manifest(
            pack=pack,
            version=version,
            created_at="2026-01-01T00:00:00+00:00",
            seed=1,
            effort="quick",
            languages=("en",),
            groups={"other": record},
            code="",
            data={"utterances.csv": "0" * 64},
        )

    artifact.write(root / pack / version, fill)
    return root / pack / version


def spoil(folder: Path) -> None:
    """Change one byte of an artifact."""
    path = folder / "other" / ngram.WEIGHTS
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

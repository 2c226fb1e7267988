"""Hashed n-grams: an encoder for any script that needs no pre-trained model and reads a message in a fraction of a millisecond."""

import json
import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from bot.errors import ArtifactError
from bot.inference.prototypes import Model
from bot.inference.scores import Outputs
from bot.inference.script import SYLLABIC, script_of
from bot.inference.text import Ranges
from bot.simplified import simplified

KIND = "ngram"
WEIGHTS = "ngram.safetensors"
SETTINGS = "ngram.json"
VERSION = 2
"""Version of the features below; tables fitted with unknown versions are refused."""

READABLE = (1, VERSION)
"""Tables of version 1 kept traditional characters apart; their entries for simplified ones still apply."""

READ_AT_MOST = 400
"""Characters of a text that are read, about as much as the 128 word pieces of the transformer."""

UNIT = re.compile(r"[a-z]+|0+|[^\W\d_a-z]+|[^\w\s]")


def units(text: str) -> list[str]:
    """The tokens of a text: words of alphabetic scripts, single characters of syllabic ones, punctuation, and ``0`` for any number.

    Traditional Chinese is converted to simplified, so that rows in one also teach the other.
    """
    found: list[str] = []
    for unit in UNIT.findall(re.sub(r"\d", "0", simplified(text[:READ_AT_MOST]).lower())):
        found += ["0"] if unit[0] == "0" else unit if script_of(unit[0]) in SYLLABIC else [unit]
    return found


def grams(text: str) -> Counter[int]:
    """The hashed features of a tidied text with their counts: units, pairs of units, and runs of 3-4 characters inside longer words.

    The hash is CRC-32, stable over processes and platforms.
    """
    found = units(text)
    counts = Counter(found)
    counts.update(f"{first}\x00{second}" for first, second in pairwise(found))
    for word in found:
        if len(word) > 4:
            counts.update(f"\x01{word[start : start + size]}" for size in (3, 4) for start in range(len(word) - size + 1))
    return Counter({zlib.crc32(gram.encode()): count for gram, count in counts.items()})


@dataclass(frozen=True, slots=True)
class Tables:
    """The fitted arrays: sorted ``hashes`` (v,), ``idf`` (v,), and ``projection`` (v, d), ``intents`` (v, c), ``sentiment`` (v, 3)."""

    hashes: npt.NDArray[np.uint32]
    idf: npt.NDArray[np.float32]
    projection: npt.NDArray[np.float32]
    intents: npt.NDArray[np.float32]
    intents_bias: npt.NDArray[np.float32]
    sentiment: npt.NDArray[np.float32]
    sentiment_bias: npt.NDArray[np.float32]


def weighted(
    text: str, hashes: npt.NDArray[np.uint32], idf: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Row indices of known n-grams and their TF-IDF weights, scaled to unit length; both are empty if none is known."""
    counts = grams(text)
    keys = np.fromiter(counts.keys(), dtype=np.uint32, count=len(counts))
    rows = np.searchsorted(hashes, keys)
    known = (rows < len(hashes)) & (hashes[np.minimum(rows, len(hashes) - 1)] == keys)
    rows = rows[known]
    values = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts))[known])) * idf[rows]
    length = math.sqrt(float(values @ values))
    return rows, (values / length if length else values).astype(np.float32)


class Ngram(Model):
    """Reads a text by summing the rows of its n-grams; thread-safe, since it never writes."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def outputs(self, text: str, parts: Ranges = ()) -> Outputs:
        """Logits and embedding of one text; a text without a known n-gram has the logits of an empty one and the vector (1, 0, ...).

        ``parts`` are ignored: this model reads a part as a text of its own.
        """
        rows, values = weighted(text, self.tables.hashes, self.tables.idf)
        vector = values @ self.tables.projection[rows]
        length = float(np.linalg.norm(vector))
        if length < 1e-6:
            vector, length = np.eye(1, self.tables.projection.shape[1], dtype=np.float32)[0], 1.0
        return Outputs(*self.summed(rows, values), (vector / length).astype(np.float32), readable=len(rows) > 0)

    def logits(self, text: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """The logits of intents and of sentiment, without the embedding."""
        return self.summed(*weighted(text, self.tables.hashes, self.tables.idf))

    def summed(
        self, rows: npt.NDArray[np.int64], values: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """The logits of intents and of sentiment for n-grams with these weights."""
        tables = self.tables
        intents = values @ tables.intents[rows].astype(np.float32) + tables.intents_bias
        sentiment = values @ tables.sentiment[rows].astype(np.float32) + tables.sentiment_bias
        return intents.astype(np.float32), sentiment.astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the tables as safetensors, with the settings they were made with."""
        tables = {name: np.ascontiguousarray(getattr(self.tables, name)) for name in Tables.__slots__}
        (folder / WEIGHTS).write_bytes(save(tables))
        (folder / SETTINGS).write_text(json.dumps({"version": VERSION, "read_at_most": READ_AT_MOST, "hash": "crc32"}), encoding="utf-8")


def load(folder: Path) -> Ngram:
    """Load the n-gram encoder from a group's folder; ArtifactError if it was made with other settings."""
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        tables = Tables(**load_file(folder / WEIGHTS))
    except (OSError, ValueError, TypeError, SafetensorError) as error:
        raise ArtifactError(f"{folder} cannot be loaded: {error}") from error
    if settings not in [{"version": version, "read_at_most": READ_AT_MOST, "hash": "crc32"} for version in READABLE]:
        raise ArtifactError(f"{folder} was made with other n-gram settings: train again")
    return Ngram(tables)

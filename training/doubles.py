"""Finds duplicate and near-duplicate dialogues, by MinHash (Broder 1997) and locality-sensitive hashing."""

import hashlib
import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal

import numpy as np
from datasketch import MinHash, MinHashLSH

from training.dialogues import Dialogue

NEAR = 0.80
"""Jaccard similarity of shingles from which a dialogue is a near-duplicate: about four of 100 words may differ."""

WORDS = 3
"""Words in a shingle; in scripts without spaces each character counts as a word."""

FEWEST = 10
"""With fewer shingles, dialogues ("hi", "how can I help?") resemble each other by chance, so only equal ones are duplicates."""

MOST = 20_000
"""The most shingles compared of one dialogue."""

PERMUTATIONS = 128
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")

Double = Literal["double", "near-double"]


class Doubles:
    """Remembers every dialogue it was asked about, in about 2 KB each."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.index = MinHashLSH(threshold=NEAR, num_perm=PERMUTATIONS, weights=(0.3, 0.7))
        self.signatures: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] = []

    def of(self, dialogue: Dialogue) -> Double | None:
        """Whether the dialogue repeats an earlier one; a new dialogue is remembered."""
        words = [word for turn in dialogue.turns for word in (f"{turn.speaker}:", *WORD.findall(turn.text.casefold()))]
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
        if digest in self.seen:
            return "double"
        self.seen.add(digest)
        shingles = {" ".join(words[i : i + WORDS]) for i in range(min(len(words) - WORDS + 1, MOST))}
        return "near-double" if len(shingles) >= FEWEST and self.near(shingles) else None

    def near(self, shingles: Iterable[str]) -> bool:
        """Whether an earlier dialogue has nearly these shingles; if not, they are remembered."""
        hashed = signature(shingles)
        for i in self.index.query(hashed):
            if np.mean(self.signatures[i] == hashed.hashvalues) >= NEAR:
                return True
        self.index.insert(len(self.signatures), hashed, check_duplication=False)
        self.signatures.append(hashed.hashvalues)
        return False


def signature(shingles: Iterable[str]) -> MinHash:
    """The MinHash of a set, the same on every machine; computed in parts, because hashing needs 512 bytes for each shingle."""
    hashed, rest = MinHash(num_perm=PERMUTATIONS, seed=1), iter(sorted(shingles))
    while part := [shingle.encode() for shingle in islice(rest, 2000)]:
        hashed.update_batch(part)
    return hashed

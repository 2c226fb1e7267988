"""Word search: BM25 over English words and Chinese characters, with the library bm25s (Lù 2024, arXiv:2407.03618)."""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

Scores = npt.NDArray[np.float32]
READ_AT_MOST = 20_000
"""Characters read from one text; the rest is ignored."""
WORDLESS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
TOKEN = re.compile(rf"[{WORDLESS}]+|[^\W_{WORDLESS}]+(?:'[^\W_{WORDLESS}]+)?")
STEMMERS = threading.local()
"""One stemmer for each thread, because a stemmer is not thread-safe."""
WRITTEN_WITHOUT_SPACES = re.compile(rf"[{WORDLESS}]")


def tokens(text: str) -> list[str]:
    """Lower-case word stems without accents; for scripts without spaces, single characters and pairs of adjacent ones."""
    plain = unicodedata.normalize("NFKC", text[:READ_AT_MOST]).casefold().replace("’", "'")
    return [token for piece in TOKEN.findall(plain) for token in spell(piece)]


def spell(piece: str) -> Iterator[str]:
    """The tokens of one run of letters."""
    if WRITTEN_WITHOUT_SPACES.match(piece):
        yield from piece
        yield from (piece[i : i + 2] for i in range(len(piece) - 1))
    else:
        yield stem(piece)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English Snowball stem of a word, accents removed; words of other languages are stemmed the same way in passages and queries."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if not hasattr(STEMMERS, "english"):
        STEMMERS.english = Stemmer.Stemmer("english")
    stemmed: str = STEMMERS.english.stemWord(word)
    return stemmed


class BM25:
    """An inverted index of texts with precomputed BM25 scores (``lucene`` variant, k1 = 1.5, b = 0.75)."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self.scorer = scorer
        count = scorer.scores["num_docs"]
        holding = np.append(np.diff(scorer.scores["indptr"]), 0)
        self.rarity = np.log1p((count - holding + 0.5) / (holding + 0.5)).astype(np.float32)
        self.unknown = len(holding) - 1

    @classmethod
    def build(cls, texts: Sequence[str]) -> "BM25":
        """Index at least one text."""
        scorer = bm25s.BM25(method="lucene")
        scorer.index([tokens(text) or [""] for text in texts], show_progress=False)
        return cls(scorer)

    def scores(self, query: str) -> Scores:
        """One score for each text (n,), as a share of the highest score the query could reach, so between 0 and 1 for any query."""
        known = self.scorer.vocab_dict
        ids = [known.get(token, self.unknown) for token in tokens(query)]
        shared = [token for token in ids if token != self.unknown]
        if not shared:
            return np.zeros(self.scorer.scores["num_docs"], dtype=np.float32)
        scores: Scores = self.scorer.get_scores_from_ids(shared) / self.rarity[ids].sum()
        return scores

    def save(self, folder: Path) -> None:
        """Write the index into a folder of its own."""
        self.scorer.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "BM25":
        """Read what ``save`` wrote, without pickle."""
        return cls(bm25s.BM25.load(str(folder), allow_pickle=False, show_progress=False))

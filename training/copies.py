"""Finds near-copies among the texts of one intent, which must not be split between training and test."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from datasketch import MinHashLSH
from sklearn.feature_extraction.text import TfidfVectorizer

from training.data import Row
from training.doubles import PERMUTATIONS, signature

NEAR = 0.80
"""Cosine of character 3-5-gram TF-IDF from which two texts of one intent count as copies."""

MANY = 3000
"""The most rows of an intent for which all pairs are compared; above, MinHash finds pairs that share most of their 4-grams."""

ALIKE = 0.60
"""Jaccard similarity of 4-grams from which two texts count as copies above ``MANY`` rows."""


def clusters(rows: Sequence[Row]) -> list[list[Row]]:
    """The connected components of rows under the near-copy relation."""
    texts = [plain(row.text) for row in rows]
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in of_many(texts) if len(rows) > MANY else of_few(texts):
        parent[root(i)] = root(j)
    found: dict[int, list[Row]] = defaultdict(list)
    for i, row in enumerate(rows):
        found[root(i)].append(row)
    return list(found.values())


def plain(text: str) -> str:
    """A text in the form that is compared: case-folded, with every digit as 0."""
    return re.sub(r"\d", "0", text.casefold())


def of_few(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of near-copies, found by comparing all pairs."""
    if len(texts) < 2:
        return
    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32).fit_transform(texts)
    for start in range(0, len(texts), 1000):
        near = (matrix[start : start + 1000] @ matrix.T).tocoo()
        alike = near.data >= NEAR
        yield from zip((near.row[alike] + start).tolist(), near.col[alike].tolist(), strict=True)


def of_many(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs that connect near-copies, in one pass: a text is compared with earlier texts that are not copies themselves."""
    index, first = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS), dict[str, int]()
    hashes: dict[int, np.ndarray[tuple[int], np.dtype[np.uint32]]] = {}
    for number, text in enumerate(texts):
        if first.setdefault(text, number) != number:
            yield number, first[text]
            continue
        hashed = signature({text[start : start + 4] for start in range(max(1, len(text) - 3))})
        copies = [before for before in index.query(hashed) if np.mean(hashes[before] == hashed.hashvalues) >= ALIKE]
        yield from ((number, before) for before in copies)
        if not copies:
            index.insert(number, hashed, check_duplication=False)
            hashes[number] = hashed.hashvalues

"""Parts that do not leak into each other: by whole groups of writers where they are known, else by clusters of near-copies."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from training.data import Row

CROSSED_AT_MOST, FOLDS = 1500, 3
"""Rows from which on a part is held out to calibrate on; fewer are all learnt from, and cross-fitted in so many folds."""

CALIBRATION = 0.15
CALIBRATION_AT_MOST = 800
"""Rows that calibrate where they can be picked one by one: more of them teach more than they would calibrate better."""

GROUPS_AT_MOST = 0.30
NEAR = 0.80
"""Cosine of character 3-5-gram TF-IDF from which two texts of one intent count as copies."""


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to fit on, rows to calibrate on, rows to report on once.

    Where there are ``folds``, no row is kept to calibrate on: each fold is read by a model that learnt from all rows but its own.
    """

    train: tuple[Row, ...]
    calibration: tuple[Row, ...]
    test: tuple[Row, ...]
    folds: tuple[frozenset[Row], ...] = ()


def split(rows: Sequence[Row], test_groups: Sequence[str], calibration_groups: Sequence[str], seed: int, *, cross: bool = False) -> Split:
    """Part the rows; the same rows and seed always give the same parts. ``cross``: rather learn from all of few rows, in folds."""
    test = kept_for_testing(rows, test_groups)
    rest = [row for row in rows if row.group not in test_groups]
    held = {row for row in rest if row.group in calibration_groups} or by_groups(rest, seed)
    if not held and cross and len(rest) <= CROSSED_AT_MOST and (parts := folds(rest, seed)):
        return Split(tuple(rest), (), test, parts)
    held = held or by_clusters(rest, seed)
    return Split(tuple(row for row in rest if row not in held), tuple(row for row in rest if row in held), test)


def kept_for_testing(rows: Sequence[Row], test_groups: Sequence[str]) -> tuple[Row, ...]:
    """Rows of the writers whom no training learns from."""
    return tuple(row for row in rows if row.group in test_groups)


def by_groups(rows: Sequence[Row], seed: int) -> set[Row]:
    """Whole groups of writers near the wanted share; empty where there are none, most hold one row, or each is too large a part."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[row.group].append(row)
    if "" in members or len(members) < 3 or 2 * len(members) > len(rows):
        return set()
    held: set[Row] = set()
    for name in sorted(members, key=lambda name: rank(name, seed)):
        if len(held) + len(members[name]) <= GROUPS_AT_MOST * len(rows):
            held |= set(members[name])
        if len(held) >= CALIBRATION * len(rows):
            return held
    return held if len(held) >= CALIBRATION / 2 * len(rows) else set()


def by_clusters(rows: Sequence[Row], seed: int) -> set[Row]:
    """About the wanted share of all rows and of each intent, near-copies always together; an intent keeps two rows to learn from.

    What an intent is too small to give is owed by the next, so that many small intents together still give their share.
    """
    intents: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        intents[row.intents].append(row)
    held: set[Row] = set()
    share = min(CALIBRATION, CALIBRATION_AT_MOST / max(len(rows), 1))
    owed = 0.0
    for members in sorted(intents.values(), key=lambda members: rank(";".join(members[0].intents), seed)):
        owed += share * len(members)
        left = len(members)
        for cluster in sorted(clusters(members), key=lambda cluster: rank(cluster[0].text, seed)):
            if len(cluster) <= owed and left - len(cluster) >= 2:
                held |= set(cluster)
                owed -= len(cluster)
                left -= len(cluster)
    return held


def folds(rows: Sequence[Row], seed: int) -> tuple[frozenset[Row], ...]:
    """Rows in parts of about the same size, each intent spread over them, near-copies together; none where a part would be empty."""
    intents: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        intents[row.intents].append(row)
    parts: list[list[Row]] = [[] for _ in range(FOLDS)]
    for members in intents.values():
        own = [0] * FOLDS
        for cluster in sorted(clusters(members), key=lambda cluster: rank(cluster[0].text, seed)):
            place = min(range(FOLDS), key=lambda one: (own[one], len(parts[one])))
            parts[place] += cluster
            own[place] += len(cluster)
    return tuple(map(frozenset, parts)) if all(parts) else ()


def rank(text: str, seed: int) -> str:
    """A place in an order that looks random and stays the same."""
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()


def clusters(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows joined wherever two of them are near-copies of each other."""
    texts = [re.sub(r"\d", "0", row.text.casefold()) for row in rows]
    if len(rows) < 2:
        return [list(rows)]
    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32).fit_transform(texts)
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for start in range(0, len(rows), 1000):
        near = (matrix[start : start + 1000] @ matrix.T).tocoo()
        for i, j, value in zip(near.row + start, near.col, near.data, strict=True):
            if value >= NEAR and i != j:
                parent[root(int(i))] = root(int(j))
    found: dict[int, list[Row]] = defaultdict(list)
    for i, row in enumerate(rows):
        found[root(i)].append(row)
    return list(found.values())

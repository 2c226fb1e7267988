"""Draws from more rows than a training reads: frequent intents are thinned, rare ones keep every row."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.data import Row


def drawn(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many rows, in their order, the same for the same seed: of each intent in proportion to the square root of what it has.

    Measured (docs/experiments.md), that costs frequent intents next to nothing and is worth one to two points of macro-F1.
    """
    if len(rows) <= most:
        return list(rows)
    members: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        members[row.intents].append(row)
    factor = factor_for([len(own) for own in members.values()], most)
    kept: set[int] = set()
    for own in members.values():
        kept.update(id(row) for row in sample(own, max(1, int(factor * math.sqrt(len(own)))), seed))
    return [row for row in rows if id(row) in kept]


def factor_for(sizes: Iterable[int], most: int) -> float:
    """By what the square roots of sizes are multiplied so that ``most`` are taken in all, of none more than there are."""
    left, parts = most, sorted(sizes)
    for done, size in enumerate(parts):
        factor = left / sum(map(math.sqrt, parts[done:]))
        if factor < math.sqrt(size):
            return factor
        left -= size
    return math.sqrt(parts[-1])


def sample(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many rows as they come, whatever their intents; in their order."""
    if len(rows) <= most:
        return list(rows)
    kept = {id(row) for row in sorted(rows, key=lambda row: rank(row.text, seed))[:most]}
    return [row for row in rows if id(row) in kept]


def rank(text: str, seed: int) -> str:
    """A place in an order that looks random and stays the same."""
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()

"""Draws a sample if there are more rows than a training reads: frequent intents are thinned, rare ones keep all rows."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.data import Row


def drawn(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """About ``most`` rows in their order, reproducible by seed; each intent in proportion to the square root of its rows.

    In measurements (docs/experiments.md) this costs frequent intents next to nothing and gains one to two points of macro-F1.
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
    """The factor of the square roots of ``sizes`` that gives ``most`` in all, with none above its size."""
    left, parts = most, sorted(sizes)
    for done, size in enumerate(parts):
        factor = left / sum(map(math.sqrt, parts[done:]))
        if factor < math.sqrt(size):
            return factor
        left -= size
    return math.sqrt(parts[-1])


def sample(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """A pseudo-random sample of at most ``most`` rows, whatever their intents, in their order."""
    if len(rows) <= most:
        return list(rows)
    kept = {id(row) for row in sorted(rows, key=lambda row: rank(row.text, seed))[:most]}
    return [row for row in rows if id(row) in kept]


def rank(text: str, seed: int) -> str:
    """A sort key for a pseudo-random order that is the same for the same seed."""
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()

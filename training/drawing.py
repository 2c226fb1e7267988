"""Draws from more rows than a training reads: frequent intents are thinned, rare ones keep every row."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.data import Row


def drawn(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many rows, as many of each intent as of any other where it has them; in their order, the same for the same seed."""
    if len(rows) <= most:
        return list(rows)
    members: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        members[row.intents].append(row)
    least, over = level([len(own) for own in members.values()], most)
    kept: set[int] = set()
    for intents in sorted(members, key=lambda names: (-len(members[names]), names)):
        own = members[intents]
        size = least + (over > 0) if len(own) > least else least
        over -= len(own) > least
        kept.update(id(row) for row in sample(own, size, seed))
    return [row for row in rows if id(row) in kept]


def level(sizes: Iterable[int], most: int) -> tuple[int, int]:
    """What each part may hold at most, so that all together hold ``most``, and how many of the parts above may hold one more."""
    left, parts = most, sorted(sizes)
    for done, size in enumerate(parts):
        share = left // (len(parts) - done)
        if size > share:
            return (share, left - share * (len(parts) - done)) if share else (1, 0)
        left -= size
    return parts[-1], 0


def sample(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many rows as they come, whatever their intents; in their order."""
    if len(rows) <= most:
        return list(rows)
    kept = {id(row) for row in sorted(rows, key=lambda row: rank(row.text, seed))[:most]}
    return [row for row in rows if id(row) in kept]


def rank(text: str, seed: int) -> str:
    """A place in an order that looks random and stays the same."""
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()

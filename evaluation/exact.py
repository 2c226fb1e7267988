"""Exact one-sided tests of counts in whole numbers, so that a machine that only serves, without scipy, can compare two models."""

from math import comb

Counts = tuple[int, int]
"""So many of so many."""


def heads(least: int, tosses: int) -> float:
    """The probability of at least so many heads of a fair coin."""
    ways, total = comb(tosses, least), 0
    for seen in range(least, tosses + 1):
        total += ways
        ways = ways * (tosses - seen) // (seen + 1)
    return total / (1 << tosses)


def more_right(before: Counts, after: Counts) -> float:
    """The probability that chance alone makes as many right or more before, both shares being the same (Fisher, 1935); 1 without rows."""
    (good, rows), (good_now, now) = before, after
    if not rows or not now:
        return 1.0
    every, right, total = rows + now, good + good_now, 0
    ways = comb(right, good) * comb(every - right, rows - good)
    for seen in range(good, min(right, rows) + 1):
        total += ways
        ways = ways * (right - seen) * (rows - seen) // ((seen + 1) * (every - right - rows + seen + 1))
    return total / comb(every, rows)

"""Exact one-sided tests on counts, in integer arithmetic, because a machine that only serves has no scipy."""

from math import comb

Counts = tuple[int, int]
"""A count and the total it is out of."""


def heads(least: int, tosses: int) -> float:
    """The probability of at least ``least`` heads in ``tosses`` of a fair coin."""
    ways, total = comb(tosses, least), 0
    for seen in range(least, tosses + 1):
        total += ways
        ways = ways * (tosses - seen) // (seen + 1)
    return total / (1 << tosses)


def more_right(before: Counts, after: Counts) -> float:
    """Fisher's exact test (1935): the probability of this many right before, or more, if both shares are equal; 1 without rows."""
    (good, rows), (good_now, now) = before, after
    if not rows or not now:
        return 1.0
    every, right, total = rows + now, good + good_now, 0
    ways = comb(right, good) * comb(every - right, rows - good)
    for seen in range(good, min(right, rows) + 1):
        total += ways
        ways = ways * (right - seen) * (rows - seen) // ((seen + 1) * (every - right - rows + seen + 1))
    return total / comb(every, rows)

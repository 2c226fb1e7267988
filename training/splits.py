"""Parts that do not leak into each other: by whole groups of writers where they are known, else by clusters of near-copies."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.copies import clusters
from training.data import Row
from training.drawing import drawn, rank, sample

CROSSED_AT_MOST, FOLDS = 1500, 3
"""Rows from which on a part is held out to calibrate on; fewer are all learnt from, and cross-fitted in so many folds."""

CALIBRATION = 0.15
CALIBRATION_AT_MOST = 800
"""Rows that calibrate where they can be picked one by one: more of them teach more than they would calibrate better."""

GROUPS_AT_MOST = 0.30
MOST = 1_000_000
"""Rows to learn from where nobody says less."""

HELD_AT_MOST = 10_000
"""Rows of known writers that calibrate, or test: more of them take long to read and say nothing new."""


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to fit on, rows to calibrate on, rows to report on once.

    Where there are ``folds``, no row is kept to calibrate on: each fold is read by a model that learnt from all rows but its own.
    ``left_out``: rows beyond what a training reads.
    """

    train: tuple[Row, ...]
    calibration: tuple[Row, ...]
    test: tuple[Row, ...]
    folds: tuple[frozenset[Row], ...] = ()
    left_out: int = 0


def split(
    rows: Sequence[Row],
    test_groups: Sequence[str],
    calibration_groups: Sequence[str],
    seed: int,
    *,
    cross: bool = False,
    most: int = MOST,
) -> Split:
    """Part the rows; the same rows and seed always give the same parts. ``cross``: rather learn from all of few rows, in folds.

    At most ``most`` rows are to be learnt from; what calibrates and tests keeps the shares that intents have among all rows.
    """
    test = sample(kept_for_testing(rows, test_groups), HELD_AT_MOST, seed)
    rest = [row for row in rows if row.group not in test_groups]
    held = {row for row in rest if row.group in calibration_groups} or by_groups(rest, seed)
    if not held and cross and len(rest) <= CROSSED_AT_MOST and (parts := folds(rest, seed)):
        return Split(tuple(rest), (), tuple(test), parts, len(rows) - len(rest) - len(test))
    if held:
        train = drawn([row for row in rest if row not in held], most, seed)
        calibration = sample([row for row in rest if row in held], HELD_AT_MOST, seed)
    else:
        train, calibration = by_rows(rest, seed, most)
    return Split(tuple(train), tuple(calibration), tuple(test), left_out=len(rows) - len(train) - len(calibration) - len(test))


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


def by_rows(rows: Sequence[Row], seed: int, most: int) -> tuple[list[Row], list[Row]]:
    """Rows to learn from, ``most`` of them, and rows to calibrate on, which keep the shares of all rows."""
    every = Counter(row.intents for row in rows)
    if len(rows) <= most:
        learnt, some, order = set(rows), rows, seed
    else:
        learnt, order = set(drawn(rows, most, seed)), seed + 1
        others = set(sample(rows, 4 * CALIBRATION_AT_MOST, order))
        some = [row for row in rows if row in learnt or row in others]
    held = by_clusters(some, order, every)
    return [row for row in some if row in learnt and row not in held], [row for row in some if row in held]


def by_clusters(rows: Sequence[Row], seed: int, among: Mapping[tuple[str, ...], int]) -> set[Row]:
    """About the wanted share of all rows and of each intent, near-copies always together; an intent keeps two rows to learn from.

    What an intent is too small to give is owed by the next, so that many small intents together still give their share. ``among``: how
    many rows of each intent there are in all, of which these ones may have been drawn.
    """
    intents: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        intents[row.intents].append(row)
    held: set[Row] = set()
    share = min(CALIBRATION, CALIBRATION_AT_MOST / max(sum(among.values()), 1))
    owed = 0.0
    for members in sorted(intents.values(), key=lambda members: rank(";".join(members[0].intents), seed)):
        owed += share * among[members[0].intents]
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

"""Splits rows into parts without leakage: by whole groups of writers if they are known, otherwise by clusters of near-copies."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from training.copies import clusters
from training.data import FEEDBACK, Row, kept_for_testing, without_doubles
from training.drawing import drawn, rank, sample

CROSSED_AT_MOST, FOLDS = 1500, 3
"""Up to this many rows are all learnt from and cross-fitted in this many folds; of more, a part is held out for calibration."""

CALIBRATION = 0.15
CALIBRATION_AT_MOST = 800
"""The most calibration rows if rows are picked singly: further rows are worth more in training."""

GROUPS_AT_MOST = 0.30
"""The largest share of rows that whole groups of writers may take for calibration."""

MOST = 1_000_000
"""The default limit of rows to learn from."""

CONVERSATION = 20
"""The largest group that stays together if rows are picked singly: holding out a larger one at once would cost too much."""

HELD_AT_MOST = 10_000
"""The most rows of known writers in calibration, and in the test: more take long to read and add nothing new."""


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to train on, rows to calibrate on, and rows to report on once.

    With ``folds``, no row is kept for calibration: each fold is read by a model that learnt from all other folds.
    ``left_out``: how many rows exceed the limits.
    """

    train: tuple[Row, ...]
    calibration: tuple[Row, ...]
    test: tuple[Row, ...]
    folds: tuple[frozenset[Row], ...] = ()
    left_out: int = 0


def split(  # noqa: PLR0913 - what is kept apart, and how many rows are read
    rows: Sequence[Row],
    test_groups: Sequence[str],
    calibration_groups: Sequence[str],
    seed: int,
    *,
    cross: bool = False,
    most: int = MOST,
    again: Sequence[Row] = (),
) -> Split:
    """Split the rows; the same rows and seed always give the same parts. ``cross``: with few rows, learn from all of them, in folds.

    At most ``most`` rows are learnt from; calibration and test keep the shares that intents have among all rows. ``again``: rows that
    repeat or contradict a text of ``rows``. The writers who calibrate or test keep theirs, so those parts have the repeats and
    contradictions of real messages.
    """
    tested = kept_for_testing([*rows, *again], test_groups)
    test, others = sample(tested, HELD_AT_MOST, seed), [row for row in rows if row.group not in test_groups]
    rest, only = typical(others)
    held = {row.group for row in rest if row.group in calibration_groups} or by_groups(rest, seed)
    if held:
        learnt, kept = by_writers([*others, *(row for row in again if row.group not in test_groups)], held)
        train, calibration = drawn(learnt, most, seed), sample(kept, HELD_AT_MOST, seed)
        left_out = len(learnt) - len(train) + len(kept) - len(calibration)
    elif cross and len(others) <= CROSSED_AT_MOST and (parts := folds(rest, seed)):
        return Split(tuple(others), (), tuple(test), parts, len(tested) - len(test))
    else:
        learnt, calibration = by_rows(rest, seed, most)
        train = drawn([*learnt, *only], most, seed)
        left_out = len(others) - len(train) - len(calibration)
    return Split(tuple(train), tuple(calibration), tuple(test), left_out=left_out + len(tested) - len(test))


def typical(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows that may calibrate, and those that are only learnt from: what was misread or in doubt is harder than what customers write.

    A near-copy of such a row is only learnt from, too. All may calibrate where there is nothing else.
    """
    only = {row for row in rows if row.group.startswith(FEEDBACK)}
    if not only or len(only) == len(rows):
        return list(rows), []
    for units in together(rows).values():
        only.update(row for unit in units if not only.isdisjoint(unit) for row in unit)
    return ([row for row in rows if row not in only], [row for row in rows if row in only]) if len(only) < len(rows) else (list(rows), [])


def by_writers(rows: Sequence[Row], held: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Rows to learn from, each text once, and all rows of the writers ``held`` for calibration."""
    learnt, _ = without_doubles([row for row in rows if row.group not in held], lambda why, line: None)
    return learnt, [row for row in rows if row.group in held]


def by_groups(rows: Sequence[Row], seed: int) -> set[str]:
    """Groups with about the wanted share of rows; none if a writer is unknown, most wrote one row, or each group is too large."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[row.group].append(row)
    if "" in members or len(members) < 3 or 2 * len(members) > len(rows):
        return set()
    held, count = set[str](), 0
    for name in sorted(members, key=lambda name: rank(name, seed)):
        if count + len(members[name]) <= GROUPS_AT_MOST * len(rows):
            held.add(name)
            count += len(members[name])
        if count >= CALIBRATION * len(rows):
            return held
    return held if count >= CALIBRATION / 2 * len(rows) else set()


def by_rows(rows: Sequence[Row], seed: int, most: int) -> tuple[list[Row], list[Row]]:
    """At most ``most`` rows to learn from, and rows to calibrate on in the proportions of all rows."""
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
    """About the wanted share of all rows and of each intent, in whole units; each intent keeps at least two rows to learn from.

    What one intent is too small to give is carried over to the next, so that many small intents together still give their share.
    ``among``: how many rows of each intent exist in all, of which ``rows`` may be a sample.
    """
    held: set[Row] = set()
    share = min(CALIBRATION, CALIBRATION_AT_MOST / max(sum(among.values()), 1))
    left, owed = Counter(row.intents for row in rows), 0.0
    by_intent = together(rows)
    for intents in sorted(by_intent, key=lambda intents: rank(";".join(intents), seed)):
        owed += share * among[intents]
        for unit in sorted(by_intent[intents], key=lambda unit: rank(unit[0].text, seed)):
            taken = Counter(row.intents for row in unit)
            if len(unit) <= owed and all(left[own] - count >= 2 for own, count in taken.items()):
                held |= set(unit)
                owed -= len(unit)
                left.subtract(taken)
    return held


def together(rows: Sequence[Row]) -> dict[tuple[str, ...], list[list[Row]]]:
    """Units that must not be split between parts (near-copies of one intent, and conversations), by the intents of their first row.

    A conversation whose messages are near-copies of many others is split all the same: one unit of them all would leave nothing to
    calibrate on.
    """
    intents: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        intents[row.intents].append(row)
    short = {group for group, count in Counter(row.group for row in rows).items() if group and count <= CONVERSATION}
    unit_of: dict[str, list[Row]] = {}
    units: dict[int, list[Row]] = {}
    for cluster in (cluster for members in intents.values() for cluster in clusters(members)):
        unit, groups = cluster, {row.group for row in cluster if row.group in short}
        for before in {id(one): one for group in sorted(groups) if (one := unit_of.get(group)) is not None}.values():
            if len(before) + len(unit) <= CONVERSATION:
                del units[id(before)]
                groups |= {row.group for row in before if row.group in short}
                unit = [*before, *unit]
        units[id(unit)] = unit
        unit_of |= dict.fromkeys(groups, unit)
    by_intent: dict[tuple[str, ...], list[list[Row]]] = {own: [] for own in intents}
    for unit in units.values():
        by_intent[unit[0].intents].append(unit)
    return by_intent


def folds(rows: Sequence[Row], seed: int) -> tuple[frozenset[Row], ...]:
    """Folds of about the same size, with each intent spread over them and units kept whole; none if a fold would be empty."""
    parts: list[list[Row]] = [[] for _ in range(FOLDS)]
    for units in together(rows).values():
        own = [0] * FOLDS
        for unit in sorted(units, key=lambda unit: rank(unit[0].text, seed)):
            place = min(range(FOLDS), key=lambda one: (own[one], len(parts[one])))
            parts[place] += unit
            own[place] += len(unit)
    return tuple(map(frozenset, parts)) if all(parts) else ()

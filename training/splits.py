"""Parts that do not leak into each other: by whole groups of writers where they are known, else by clusters of near-copies."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from training.copies import clusters
from training.data import Row, kept_for_testing, without_doubles
from training.drawing import drawn, rank, sample

CROSSED_AT_MOST, FOLDS = 1500, 3
"""Rows from which on a part is held out to calibrate on; fewer are all learnt from, and cross-fitted in so many folds."""

CALIBRATION = 0.15
CALIBRATION_AT_MOST = 800
"""Rows that calibrate where they can be picked one by one: more of them teach more than they would calibrate better."""

GROUPS_AT_MOST = 0.30
MOST = 1_000_000
"""Rows to learn from where nobody says less."""

CONVERSATION = 20
"""Rows up to which a group stays together also where rows are picked one by one: larger ones are too much to give away at once."""

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
    """Part the rows; the same rows and seed always give the same parts. ``cross``: rather learn from all of few rows, in folds.

    At most ``most`` rows are to be learnt from; what calibrates and tests keeps the shares that intents have among all rows. ``again``:
    rows of texts that stand among ``rows``, or contradict each other. Who calibrates or tests has written them as well; each writer's
    part is what they wrote, so it has the repeats and the contradictions that customers' messages have.
    """
    tested = kept_for_testing([*rows, *again], test_groups)
    test, rest = sample(tested, HELD_AT_MOST, seed), [row for row in rows if row.group not in test_groups]
    held = {row.group for row in rest if row.group in calibration_groups} or by_groups(rest, seed)
    if held:
        learnt, kept = by_writers([*rest, *(row for row in again if row.group not in test_groups)], held)
        train, calibration = drawn(learnt, most, seed), sample(kept, HELD_AT_MOST, seed)
        left_out = len(learnt) - len(train) + len(kept) - len(calibration)
    elif cross and len(rest) <= CROSSED_AT_MOST and (parts := folds(rest, seed)):
        return Split(tuple(rest), (), tuple(test), parts, len(tested) - len(test))
    else:
        train, calibration = by_rows(rest, seed, most)
        left_out = len(rest) - len(train) - len(calibration)
    return Split(tuple(train), tuple(calibration), tuple(test), left_out=left_out + len(tested) - len(test))


def by_writers(rows: Sequence[Row], held: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Rows to learn from, each text once, and all rows of the writers who calibrate."""
    learnt, _ = without_doubles([row for row in rows if row.group not in held], lambda why, line: None)
    return learnt, [row for row in rows if row.group in held]


def by_groups(rows: Sequence[Row], seed: int) -> set[str]:
    """Groups of writers near the wanted share of rows; none where no writers are known, most wrote one row, or each is too large a part."""
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
    """About the wanted share of all rows and of each intent, of what stays together all or nothing; an intent keeps two rows to learn from.

    What an intent is too small to give is owed by the next, so that many small intents together still give their share. ``among``: how
    many rows of each intent there are in all, of which these ones may have been drawn.
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
    """Rows in units that no part may break, by the intents of the first one: near-copies of one intent, and conversations.

    A conversation whose messages are near-copies of many others is broken: all of them in one unit would leave nothing to calibrate on.
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
    """Rows in parts of about the same size, each intent spread over them, units whole; none where a part would be empty."""
    parts: list[list[Row]] = [[] for _ in range(FOLDS)]
    for units in together(rows).values():
        own = [0] * FOLDS
        for unit in sorted(units, key=lambda unit: rank(unit[0].text, seed)):
            place = min(range(FOLDS), key=lambda one: (own[one], len(parts[one])))
            parts[place] += unit
            own[place] += len(unit)
    return tuple(map(frozenset, parts)) if all(parts) else ()

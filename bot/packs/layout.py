"""Lays out boxes in layers from top to bottom, with few crossings and straight arrows.

After Sugiyama, Tagawa and Toda, 1981: layers by the longest way, an order in them by where the neighbours are, then places as near to
those of the neighbours as widths allow (a least-squares fit that keeps the order).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP, LAYER = 34.0, 44.0
"""Pixels between boxes, and between layers."""

SWEEPS = 16
BEND = 10.0
"""The width that a long arrow takes where it passes a layer."""

Size = tuple[float, float]
Pair = tuple[str, str]


@dataclass(slots=True, eq=False)
class Spot:
    """A box, or the bend of a long arrow in a layer: ``x``, ``y`` are the middle of its upper edge, ``floor`` the bottom of its layer."""

    width: float
    height: float
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """The spots of boxes and the ways of downward arrows; ``back`` are the arrows that close a cycle and lead up."""

    spots: Mapping[str, Spot]
    ways: Mapping[Pair, Sequence[Spot]]
    back: Sequence[Pair]


def arrange(sizes: Mapping[str, Size], arrows: Sequence[Pair]) -> Layout:
    """Lay out boxes of these sizes (width, height); the first is where reading begins, and arrows are in reading order."""
    back = backward(list(sizes), arrows)
    down = [arrow for arrow in dict.fromkeys(arrows) if arrow not in back]
    depth = layers(list(sizes), down)
    spots = {name: Spot(width, height, depth[name]) for name, (width, height) in sizes.items()}
    ways = {arrow: way(spots[arrow[0]], spots[arrow[1]]) for arrow in down}
    rows = ordered(spots, ways)
    above, below = neighbours(ways)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            fit(row, above if sweep % 2 == 0 else below)
    y = 0.0
    for row in rows:
        floor = y + max(spot.height for spot in row)
        for spot in row:
            spot.y, spot.floor = y, floor
        y = floor + LAYER
    return Layout(spots, ways, back)


def backward(names: Sequence[str], arrows: Sequence[Pair]) -> list[Pair]:
    """The arrows that close a cycle, found depth first from the first box."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for source, target in arrows:
        after[source].append(target)
    found: list[Pair] = []
    done, under_way = set[str](), set[str]()
    for name in names:
        waiting: list[tuple[str, Iterator[str]]] = [] if name in done else [(name, iter(after[name]))]
        under_way |= {name} - done
        while waiting:
            here, rest = waiting[-1]
            to = next(rest, None)
            if to is None:
                waiting.pop()
                under_way.discard(here)
                done.add(here)
            elif to in under_way:
                found.append((here, to))
            elif to not in done:
                under_way.add(to)
                waiting.append((to, iter(after[to])))
    return found


def layers(names: Sequence[str], down: Sequence[Pair]) -> dict[str, int]:
    """The layer of each box: one below the lowest box that leads to it."""
    depth = dict.fromkeys(names, 0)
    changed = True
    while changed:
        changed = False
        for source, target in down:
            if depth[target] <= depth[source]:
                depth[target] = depth[source] + 1
                changed = True
    return depth


def way(source: Spot, target: Spot) -> list[Spot]:
    """The spots that an arrow goes through, with a bend in each layer that it passes."""
    return [source, *(Spot(BEND, 0.0, layer) for layer in range(source.layer + 1, target.layer)), target]


def neighbours(ways: Mapping[Pair, Sequence[Spot]]) -> tuple[dict[Spot, list[Spot]], dict[Spot, list[Spot]]]:
    """The spots directly above each spot, and those below."""
    above: dict[Spot, list[Spot]] = {}
    below: dict[Spot, list[Spot]] = {}
    for passed in ways.values():
        for upper, lower in pairwise(passed):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def ordered(spots: Mapping[str, Spot], ways: Mapping[Pair, Sequence[Spot]]) -> list[list[Spot]]:
    """The layers, each with its spots from left to right, in the order with the fewest crossings that the sweeps find."""
    found = list(dict.fromkeys([*(spot for passed in ways.values() for spot in passed), *spots.values()]))
    rows: list[list[Spot]] = [[] for _ in range(max(spot.layer for spot in found) + 1)]
    for spot in found:
        rows[spot.layer].append(spot)
    above, below = neighbours(ways)
    best, least = [list(row) for row in rows], crossings(rows, below)
    for sweep in range(SWEEPS):
        beside = above if sweep % 2 == 0 else below
        place = {spot: i for row in rows for i, spot in enumerate(row)}
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            row.sort(key=lambda spot: mean([place[one] for one in beside.get(spot, ())], place[spot]))
            place |= {spot: i for i, spot in enumerate(row)}
        if (now := crossings(rows, below)) < least:
            best, least = [list(row) for row in rows], now
    return best


def crossings(rows: Sequence[Sequence[Spot]], below: Mapping[Spot, Sequence[Spot]]) -> int:
    """How many pairs of ways cross between layers."""
    place = {spot: i for row in rows for i, spot in enumerate(row)}
    count = 0
    for row in rows:
        ends = [(place[upper], place[lower]) for upper in row for lower in below.get(upper, ())]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :])
    return count


def mean(values: Sequence[float], otherwise: float) -> float:
    """The mean of the values, or ``otherwise`` if there are none."""
    return sum(values) / len(values) if values else otherwise


def fit(row: Sequence[Spot], beside: Mapping[Spot, Sequence[Spot]]) -> None:
    """Move the spots of a layer as near as possible to the middle of their neighbours, in their order and with their gaps.

    Without the room that the spots before it take, each wants a place; places that are out of order are pooled (Ayer et al., 1955).
    """
    room, taken = 0.0, list[float]()
    for i, spot in enumerate(row):
        room += spot.width / 2 + (row[i - 1].width / 2 + GAP if i else 0.0)
        taken.append(room)
    pools: list[tuple[float, int]] = []
    for spot, before in zip(row, taken, strict=True):
        pool = (mean([one.x for one in beside.get(spot, ())], spot.x) - before, 1)
        while pools and pools[-1][0] > pool[0]:
            wanted, size = pools.pop()
            pool = ((wanted * size + pool[0] * pool[1]) / (size + pool[1]), size + pool[1])
        pools.append(pool)
    wants = [wanted for wanted, size in pools for _ in range(size)]
    for spot, before, wanted in zip(row, taken, wants, strict=True):
        spot.x = wanted + before

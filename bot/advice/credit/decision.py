"""Pre-screening of one application: score, outcome, why, what would change it, and what is not known. Pure functions; no decision.

Whoever is likely to be refused is told the characteristics that lost most points against the mean of those who were good enough. As trained
there is always such a one: the reference adds up to more than the cutoff, and the score to less. Where somebody has raised the cutoff, the
best that could be said counts instead; and where no application at all would reach it, none has a reason, which is said as it is.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from bot.advice.credit.scorecard import Application, Category, Characteristic, Scorecard, Value, probability

Outcome = Literal["likely", "unlikely", "person"]
SHOWN = 4
"""Reasons that are told at most."""
MOST_CHANGES = 3
"""Things that are changed together at most."""
NEAR = 25
"""Points from the cutoff within which the outcome is not sure: half of what doubles the odds."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A characteristic, what the application says of it, and the points that it lost against the reference; ``beside``: the characteristics
    that it lost some of them together with, half of what the two lost counting for each."""

    name: str
    value: Value
    lost: float
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one characteristic would have to be: a word, a number at most, or a number above; and the points that this brings."""

    name: str
    kind: Literal["is", "at_most", "above"]
    value: str | float
    points: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What pre-screening says.

    ``outcome``: what holds whatever would be said to what is ``missing``, else ``person``; also where values are ``strange``, unlike all
    that was learnt from. ``probability``: of not being repaid, what is missing scored as such. ``reasons``: why the score is below the
    cutoff. ``changes``: together, the fewest that would reach it; none where no change would. ``confidence`` is low near the cutoff, and
    where something is missing or strange. ``reachable``: whether the scorecard may let anybody through; where it does not, no application
    is at fault, and there are neither reasons nor changes.
    """

    outcome: Outcome
    score: int
    cutoff: int
    probability: float
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    strange: tuple[str, ...]
    confidence: Literal["low", "medium"]
    model: str
    data: str
    reachable: bool


def assess(card: Scorecard, application: Application, changeable: Collection[str] = ()) -> Assessment:
    """Pre-screen an application. ``changeable``: what the applicant could change; ValueError for a value that cannot be one."""
    said = {one.name: checked(one, application.get(one.name)) for one in card.characteristics}
    score = card.score(said)
    missing = tuple(one.name for one in card.characteristics if said[one.name] is None)
    strange = tuple(one.name for one in card.characteristics if one.strange(said[one.name]))
    enough, reachable = score >= card.cutoff, card.most >= card.cutoff
    near = abs(score - card.cutoff) < NEAR
    return Assessment(
        "person" if strange else whatever_else(card, score, said, missing),
        score,
        card.cutoff,
        round(probability(score), 4),
        () if enough or not reachable else reasons(card, said),
        () if enough or not reachable else fewest(card, said, changeable),
        missing,
        strange,
        "low" if near or missing or strange else "medium",
        card.version,
        card.about.get("data", "")[:12],
        reachable,
    )


def checked(one: Characteristic, value: Value) -> Value:
    """A value as the scorecard takes it, an empty text as None; ValueError where it cannot be one."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(one, Category):
        return str(value).strip()
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{one.name} is {value!r}: write a number") from None
    if not math.isfinite(number):
        raise ValueError(f"{one.name} is {value!r}: write a finite number")
    if number < 0 <= one.low:
        raise ValueError(f"{one.name} is {number:g}: write a number from 0")
    return number


def whatever_else(card: Scorecard, score: int, said: Application, missing: Collection[str]) -> Outcome:
    """The outcome if it is the same with the fewest and with the most points for what was not said."""
    open_ = [one for one in card.characteristics if one.name in missing]
    pairs = [(one.of(said), *one.bounds(said)) for one in card.pairs]
    if score + sum(one.least - one.missing for one in open_) + sum(low - now for now, low, _ in pairs) >= card.cutoff:
        return "likely"
    most = score + sum(one.best - one.missing for one in open_) + sum(high - now for now, _, high in pairs)
    return "unlikely" if most < card.cutoff else "person"


def reasons(card: Scorecard, said: Application) -> tuple[Reason, ...]:
    """The characteristics that lost most points against the reference, most first; against the best where none is below the reference."""
    lost = lacking(card, said, [one.reference for one in card.characteristics])
    most = (lost or lacking(card, said, [card.best(one) for one in card.characteristics]))[:SHOWN]
    return tuple(Reason(name, said[name], round(points, 2), beside(card, name, said)) for points, name in most)


def lacking(card: Scorecard, said: Application, against: Sequence[float]) -> list[tuple[float, str]]:
    """The characteristics that have fewer points than others, with how many, most first."""
    lost = [(other - card.gained(one, said), one.name) for one, other in zip(card.characteristics, against, strict=True)]
    return sorted((pair for pair in lost if pair[0] > 0), key=lambda pair: -pair[0])


def beside(card: Scorecard, name: str, said: Application) -> tuple[str, ...]:
    """The characteristics in whose company this one loses points."""
    costs = [one for one in card.pairs if name in one.names and one.share(name, said) < 0]
    return tuple(other for one in costs for other in one.names if other != name)


def fewest(card: Scorecard, said: Application, changeable: Collection[str]) -> tuple[Change, ...]:
    """The fewest changes that together reach the cutoff, of as many the ones that change least; none where nothing does."""
    options = [list(possible(card, one, said)) for one in card.characteristics if one.name in changeable]
    options = [several for several in options if several]
    for count in range(1, min(MOST_CHANGES, len(options)) + 1):
        found: list[tuple[Change, ...]] = []
        for group in combinations(options, count):
            if reaches(card, said, [several[-1] for several in group]):
                found.append(least(card, said, group))
        if found:
            return min(found, key=lambda changes: sum(one.points for one in changes))
    return ()


def least(card: Scorecard, said: Application, group: tuple[list[Change], ...]) -> tuple[Change, ...]:
    """The smallest change of each that together reach the cutoff; each list is sorted by points."""
    chosen = [several[-1] for several in group]
    for place, several in enumerate(group):
        rest = [one for other, one in enumerate(chosen) if other != place]
        chosen[place] = next(one for one in several if reaches(card, said, [*rest, one]))
    return tuple(chosen)


def reaches(card: Scorecard, said: Application, changes: Collection[Change]) -> bool:
    """Whether an application with these changes reaches the cutoff."""
    return card.score({**said, **{one.name: changed(one) for one in changes}}) >= card.cutoff


def changed(change: Change) -> Value:
    """The value after a change, the smallest one where it is to be above something."""
    return math.nextafter(float(change.value), math.inf) if change.kind == "above" else change.value


def possible(card: Scorecard, one: Characteristic, said: Application) -> Iterator[Change]:
    """Every change of a characteristic that brings points, by itself or with another one, the smallest first."""
    now, value = card.score(said), said[one.name]
    if isinstance(one, Category):
        yield from sorted(
            (change for word in one.points if (change := brings(card, said, now, Change(one.name, "is", word, 0))).points > 0),
            key=lambda change: (change.points, str(change.value)),
        )
    elif value is not None:
        rises, edges = card.rises(one), card.edges(one)
        better = [edge for edge in edges if float(value) <= edge] if rises else [edge for edge in reversed(edges) if edge < float(value)]
        yield from (brings(card, said, now, Change(one.name, "above" if rises else "at_most", edge, 0)) for edge in better)


def brings(card: Scorecard, said: Application, now: int, change: Change) -> Change:
    """The change with the points that it brings alone."""
    return replace(change, points=card.score({**said, change.name: changed(change)}) - now)

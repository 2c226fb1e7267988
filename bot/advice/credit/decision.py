"""Pre-screens one application: score, outcome, reasons, what would change it, and what is unknown. Pure functions; it decides nothing.

An applicant who is likely to be refused is told the characteristics that lost most points against the mean of the good applications. With a
cutoff as trained there is always one: the reference adds up to more than the cutoff, and the score to less. With a raised cutoff, the best
possible points replace the mean. If no application could reach the cutoff, no characteristic is a reason, and the applicant is told so.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from bot.advice.credit.scorecard import Application, Category, Characteristic, Scorecard, Value, probability

Outcome = Literal["likely", "unlikely", "person"]
SHOWN = 4
"""The most reasons that are given."""
MOST_CHANGES = 3
"""The most characteristics that a suggestion changes together."""
NEAR = 25
"""Within so many points of the cutoff confidence is low: half of the points that double the odds."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A characteristic, its value, and the points that it lost against the reference.

    ``beside`` are characteristics that it lost some of these points together with; each of a pair is charged half of the pair's loss.
    """

    name: str
    value: Value
    lost: float
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one characteristic and the points that it brings: to a word, to a number at most, or to a number above ``value``."""

    name: str
    kind: Literal["is", "at_most", "above"]
    value: str | float
    points: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What pre-screening says.

    ``outcome`` holds whatever the ``missing`` values are. It is ``person`` if they could change it, or if a value is ``strange``: unlike
    everything learnt from. ``probability`` is that of not being repaid, with missing values scored as missing. ``reasons`` say why the
    score is below the cutoff, and ``changes`` are the fewest that together reach it; empty if none do. ``confidence`` is low near the
    cutoff and if a value is missing or strange. ``reachable`` says whether any application could reach the cutoff; if not, there are
    neither reasons nor changes.
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
    """Pre-screen an application; ``changeable`` are characteristics that the applicant could change. ValueError for an invalid value."""
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
    """A value in the form that the scorecard takes, an empty text as None; ValueError if it is invalid."""
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
    """The characteristics that lost most points against the reference, worst first; against the best if none is below the reference."""
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
    """The fewest changes that together reach the cutoff; of equally many, those that change least. Empty if none do."""
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
    """The smallest change from each list with which the cutoff is still reached; each list is sorted by points."""
    chosen = [several[-1] for several in group]
    for place, several in enumerate(group):
        rest = [one for other, one in enumerate(chosen) if other != place]
        chosen[place] = next(one for one in several if reaches(card, said, [*rest, one]))
    return tuple(chosen)


def reaches(card: Scorecard, said: Application, changes: Collection[Change]) -> bool:
    """Whether an application with these changes reaches the cutoff."""
    return card.score({**said, **{one.name: changed(one) for one in changes}}) >= card.cutoff


def changed(change: Change) -> Value:
    """The value after a change; for ``above``, the smallest number above."""
    return math.nextafter(float(change.value), math.inf) if change.kind == "above" else change.value


def possible(card: Scorecard, one: Characteristic, said: Application) -> Iterator[Change]:
    """Every change of a characteristic that may bring points, alone or with another one, smallest first."""
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
    """The change with the points that it brings by itself."""
    return replace(change, points=card.score({**said, change.name: changed(change)}) - now)

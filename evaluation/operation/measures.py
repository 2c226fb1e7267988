"""What one visit adds to each rate and mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.operation.results import Period
from evaluation.operation.visit import CONTENT, MINUTE, UNHAPPY, HandOver, Visit
from evaluation.operation.visits import BACK

MEANS = {
    "rating": (1.0, 5.0),
    "predicted_of_silent": (1.0, 5.0),
    "predicted_of_raters": (1.0, 5.0),
    "prediction_bias": (-4.0, 4.0),
    "prediction_error": (0.0, 4.0),
    "held_minutes": (0.0, float("inf")),
    "worked_minutes": (0.0, float("inf")),
}
"""The means, with the least and the most that is possible; everything else is a rate."""

GROUPED = frozenset({"contained", "resolved_at_most", "verified", "came_back", "rating"})
"""What is counted for each channel, language, week and version too."""

Measure = tuple[str, float]
"""The name of a rate or a mean, and the value of one case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit, and whether its customer came back within 72 hours: at all (``back``), and about the same (``same``)."""

    visit: Visit
    back: bool
    same: bool


def counted(visit: Visit) -> bool:
    """Whether it is known how it went: somebody wrote, and it is over or a person was wanted."""
    return visit.messages > 0 and (visit.over or visit.with_people)


def settled(visit: Visit, now: float) -> bool:
    """Whether nobody can come back within 72 hours any more."""
    return counted(visit) and visit.last + BACK <= now


def measures(seen: Seen, period: Period) -> Iterator[Measure]:
    """Everything that a visit in which somebody wrote adds."""
    if counted(seen.visit):
        yield from ending(seen.visit)
    if settled(seen.visit, period.now):
        yield from resolution(seen)
    yield from ratings(seen.visit)
    yield from people(seen.visit, period)


def ending(visit: Visit) -> Iterator[Measure]:
    """How it ended."""
    yield "contained", visit.contained
    yield "with_people", visit.with_people
    yield "left_flow", visit.left == "flow"
    yield "left_not_helped", visit.left == "not_helped"
    yield "left_queue", visit.left == "queue"


def resolution(seen: Seen) -> Iterator[Measure]:
    """Whether it was resolved, and what says so."""
    visit = seen.visit
    helped = visit.helped_at_most and not seen.back
    verified = helped and bool(visit.evidence)
    yield "ended_with_people", visit.with_people
    yield "ended_given_up", visit.contained and visit.left is not None
    yield "ended_unhappy", visit.contained and visit.left is None and visit.unhappy
    yield "ended_and_back", visit.helped_at_most and seen.back
    yield "resolved_at_most", helped
    yield "verified", verified
    yield "verified_rated", verified and "rated" in visit.evidence
    yield "verified_thanked", verified and "thanked" in visit.evidence
    yield "verified_acted", verified and "acted" in visit.evidence
    if visit.contained:
        yield "came_back", seen.back
        yield "came_back_same_subject", seen.same


def ratings(visit: Visit) -> Iterator[Measure]:
    """What the customer rated, or what the model expected of one who did not."""
    if visit.asked:
        yield "answered_rating", visit.rating is not None
    if visit.rating is None:
        if visit.predicted is not None:
            yield "predicted_of_silent", visit.predicted
        return
    yield "rating", visit.rating
    yield "content", visit.rating >= CONTENT
    yield "unhappy", visit.rating <= UNHAPPY
    if visit.predicted is not None:
        yield "predicted_of_raters", visit.predicted
        yield "prediction_bias", visit.predicted - visit.rating
        yield "prediction_error", abs(visit.predicted - visit.rating)


def people(visit: Visit, period: Period) -> Iterator[Measure]:
    """How long it took people."""
    for one in visit.hand_overs:
        if not one.after_hours and (known := in_time(one, visit, period)) is not None:
            yield "answered_in_time", known
    if visit.holds:
        yield "held_minutes", sum(hold.until - hold.since for hold in visit.holds) / MINUTE
        yield "worked_minutes", sum(hold.worked for hold in visit.holds) / MINUTE


def in_time(one: HandOver, visit: Visit, period: Period) -> bool | None:
    """Whether a person answered within the target; None while that can still happen."""
    if one.answered is not None:
        return one.answered - one.at <= period.target
    return False if one.gave_up or visit.over or period.now - one.at > period.target else None

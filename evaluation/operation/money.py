"""What conversations cost, and what was saved: a range, because neither the resolved ones nor a person's minutes are known exactly."""

from dataclasses import dataclass

from evaluation.operation.intervals import Mean, Rate
from evaluation.operation.results import Results

MONTH = 365.25 / 12
"""Days of a month."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the user says: the cost of an operator's hour, of running Frontdesk a month, and the minutes a conversation took before."""

    hour: float | None = None
    month: float | None = None
    minutes_before: float | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Range:
    """An amount, and the least and the most that it may be; these are None where they are not known."""

    value: float
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> "Range":
        """So many times the amount."""
        return Range(self.value * factor, *(None if end is None else end * factor for end in (self.low, self.high)))


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts in ``currency`` for the period; those that cannot be told are None.

    ``minutes`` and ``with_person``: of an operator for a conversation with a person, measured. ``instead``: what a conversation would have
    cost with a person, by the minutes before the bot where these are given. ``each``: a conversation of any kind. ``saved_low`` and
    ``saved_high``: after ``running`` costs, from the verified ones alone, and from all that were at most resolved.
    """

    currency: str
    people: float
    running: float | None
    each: float | None
    minutes: Range | None
    with_person: Range | None
    instead: Range | None
    measured: bool
    saved_low: float | None
    saved_high: float | None


def money(results: Results, costs: Costs) -> Money | None:
    """The amounts; None where nobody says what an hour costs."""
    if costs.hour is None:
        return None
    minutes = of_person(results.all.mean("worked_minutes"), results.desk.shared)
    with_person = None if minutes is None else minutes.times(costs.hour / 60)
    before = costs.minutes_before
    instead = with_person if before is None else Range(*[before * costs.hour / 60] * 3)
    running = None if costs.month is None else costs.month * results.period.days / MONTH
    people = results.desk.worked / 60 * costs.hour
    wrote = results.volume.wrote
    low, high = saved(results, instead, running or 0.0)
    return Money(
        currency=costs.currency,
        people=people,
        running=running,
        each=(people + (running or 0.0)) / wrote if wrote else None,
        minutes=minutes,
        with_person=with_person,
        instead=instead,
        measured=before is None,
        saved_low=low,
        saved_high=high,
    )


def of_person(worked: Mean, shared: float) -> Range | None:
    """The minutes of an operator for one conversation: time with several open at once is shared among them."""
    return None if worked.value is None else Range(worked.value, worked.low, worked.high).times(shared)


def saved(results: Results, instead: Range | None, running: float) -> tuple[float | None, float | None]:
    """The least and the most that was saved; None where a person's conversation has no price."""
    least, most = results.all.rate("verified"), results.all.rate("resolved_at_most")
    if instead is None or not least.of:
        return None, None
    cheap, dear = (instead.value if end is None else end for end in (instead.low, instead.high))
    return number(least, least.low) * cheap - running, number(most, most.high) * dear - running


def number(rate: Rate, share: float) -> float:
    """So many conversations as a share of those that were counted is."""
    return share * rate.of

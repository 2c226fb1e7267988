"""Counts what people did: why they were wanted, how long customers waited, and how long operators were busy."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable

from evaluation.operation.intervals import quantile
from evaluation.operation.results import Desk, Waits
from evaluation.operation.visit import MINUTE, HandOver, Visit


class WaitCount:
    """Waits so far, in seconds."""

    def __init__(self) -> None:
        self.seconds = array("d")
        self.unanswered = self.waiting = 0

    def add(self, one: HandOver, still: bool) -> None:
        """Add a hand-over; ``still``: its customer may wait now."""
        if one.answered is not None:
            self.seconds.append(one.answered - one.at)
        elif still and not one.gave_up:
            self.waiting += 1
        else:
            self.unanswered += 1

    def done(self) -> Waits:
        """The waits, with their median and the one that nine in ten are below."""
        ordered = sorted(self.seconds)
        return Waits(quantile(ordered, 0.5), quantile(ordered, 0.9), self.unanswered, self.waiting)


class DeskCount:
    """What has been counted of people so far; their busy times are kept, because those of one operator may overlap."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.stepped_in = 0
        self.waits = {False: WaitCount(), True: WaitCount()}
        self.busy: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)

    def add(self, visit: Visit) -> None:
        """Add a visit in which somebody wrote."""
        self.stepped_in += bool(visit.holds and not visit.hand_overs)
        for number, one in enumerate(visit.hand_overs, 1):
            self.reasons[one.reason] += 1
            self.waits[one.after_hours].add(one, not visit.over and number == len(visit.hand_overs))
        for hold in visit.holds:
            self.busy[hold.operator].extend(hold.busy)

    def done(self) -> Desk:
        """What was counted."""
        spent = sum(until - since for parts in self.busy.values() for since, until in parts)
        clock = sum(covered(parts) for parts in self.busy.values())
        return Desk(
            reasons=dict(self.reasons.most_common()),
            stepped_in=self.stepped_in,
            waits=self.waits[False].done(),
            waits_after_hours=self.waits[True].done(),
            worked=clock / MINUTE,
            shared=clock / spent if spent else 1.0,
        )


def covered(parts: Iterable[tuple[float, float]]) -> float:
    """The seconds in at least one of the parts."""
    total, end = 0.0, float("-inf")
    for since, until in sorted(parts):
        total += max(0.0, until - max(since, end))
        end = max(end, until)
    return total

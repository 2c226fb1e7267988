"""The report for programs; docs/operating.md lists the keys."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TypeVar

from evaluation.operation.intervals import Mean, Quantile, Rate
from evaluation.operation.money import Money
from evaluation.operation.results import Group, Results, Waits

Json = dict[str, object]
T = TypeVar("T")


def as_json(results: Results, money: Money | None) -> Json:
    """Everything that was counted; rates are from 0 to 1, and what cannot be told is null."""
    period, desk = results.period, results.desk
    return {
        "pack": period.pack,
        "since": moment(period.since),
        "until": moment(period.until),
        "now": moment(period.now),
        "silent_minutes": period.quiet / 60,
        "target_minutes": period.target / 60,
        "volume": asdict(results.volume),
        "rates": many(results.all.rates, rate),
        "means": many(results.all.means, mean),
        "hand_overs": {
            "reasons": dict(desk.reasons),
            "stepped_in": desk.stepped_in,
            "wait_seconds": waits(desk.waits),
            "wait_seconds_after_hours": waits(desk.waits_after_hours),
            "operator_minutes": desk.worked,
            "shared": desk.shared,
        },
        "packs": [group(one) for one in results.packs],
        "channels": [group(one) for one in results.channels],
        "languages": [group(one) for one in results.languages],
        "weeks": [group(one) for one in results.weeks],
        "versions": [
            {"pack": one.pack, "first": moment(one.first), "last": moment(one.last), **group(one.group)} for one in results.versions
        ],
        "changes": [{"at": moment(one.at), "pack": one.pack, "version": one.version, "kind": one.kind} for one in results.changes],
        "money": None if money is None else asdict(money),
    }


def moment(at: float) -> str:
    """A moment, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def group(one: Group) -> Json:
    """The rates and means of a group, by name."""
    return {"name": one.name, "conversations": one.of, "rates": many(one.rates, rate), "means": many(one.means, mean)}


def many(values: Mapping[str, T], shown: Callable[[T], Json]) -> Json:
    """Values by name, in the order of their names."""
    return {name: shown(values[name]) for name in sorted(values)}


def rate(one: Rate) -> Json:
    """A rate with its interval and what it is out of."""
    return {"value": one.value, "low": one.low, "high": one.high, "count": one.count, "of": one.of, "customers": one.customers}


def mean(one: Mean) -> Json:
    """A mean with its interval."""
    return {"value": one.value, "low": one.low, "high": one.high, "of": one.of, "customers": one.customers}


def waits(one: Waits) -> Json:
    """How long customers waited."""
    return {"median": wait(one.median), "p90": wait(one.most), "unanswered": one.unanswered, "waiting": one.waiting}


def wait(one: Quantile) -> Json:
    """One length of time."""
    return {"value": one.value, "low": one.low, "high": one.high, "of": one.of}

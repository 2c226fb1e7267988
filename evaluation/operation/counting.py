"""Counts chats one after the other and forgets each; what stays is a few sums for each group, and how long people waited."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.registry.roles import RoleChange
from evaluation.operation.desk import DeskCount
from evaluation.operation.intervals import Sums
from evaluation.operation.measures import GROUPED, MEANS, Seen, counted, measures, settled
from evaluation.operation.results import Group, Period, Results, Version, Volume
from evaluation.operation.visit import Visit
from evaluation.operation.visits import Chat, cut, returned

Key = tuple[str, str]
"""What a group has in common, such as ("channel", "web")."""
Cases = defaultdict[tuple[Key, str], list[float]]
"""The values of one customer, for each measure of each group."""

ALL: Key = ("all", "")
ANONYMOUS = frozenset({"web", "rest", "terminal"})
"""Channels where nobody signs in: on another device, or having cleared the browser or begun anew, a customer is a new one."""


class Count:
    """What has been counted so far."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.volume: Counter[str] = Counter()
        self.sums: defaultdict[tuple[Key, str], Sums] = defaultdict(Sums)
        self.sizes: Counter[Key] = Counter()
        self.spans: dict[Key, tuple[float, float]] = {}
        self.desk = DeskCount()

    def add(self, chat: Chat) -> None:
        """Count the visits of one customer that began in the period."""
        visits = cut(chat, self.period.quiet, self.period.now)
        mine = [number for number, one in enumerate(visits) if self.period.since <= one.began < self.period.until]
        cases: Cases = defaultdict(list)
        for number in mine:
            visit = visits[number]
            self.note(visit, chat.channel)
            if visit.messages:
                self.group(Seen(visit, *returned(visit, visits[number + 1 :])), chat, cases)
        self.volume["customers"] += any(visits[number].messages for number in mine)
        for place, values in cases.items():
            self.sums[place].add(sum(values), len(values))

    def note(self, visit: Visit, channel: str) -> None:
        """Count a visit among those that there were."""
        self.volume["answers"] += visit.answers
        self.volume["operator_lines"] += visit.operator_lines
        if not visit.messages:
            self.volume["desk" if visit.holds else "opened"] += 1
            return
        known = counted(visit)
        self.volume["wrote"] += 1
        self.volume["messages"] += visit.messages
        self.volume["running"] += not known
        self.volume["pending"] += known and not settled(visit, self.period.now)
        self.volume["unknown"] += channel in ANONYMOUS
        self.desk.add(visit)

    def group(self, seen: Seen, chat: Chat, cases: Cases) -> None:
        """Add a visit's measures to those of its customer, for each group that it is in."""
        keys = keys_of(seen.visit, chat)
        for key in keys:
            self.sizes[key] += 1
        began = seen.visit.began
        first, last = self.spans.get(keys[-1], (began, began))
        self.spans[keys[-1]] = min(first, began), max(last, began)
        for name, value in measures(seen, self.period):
            cases[ALL, name].append(value)
            if name in GROUPED:
                for key in keys[1:]:
                    cases[key, name].append(value)

    def results(self, deleted: int | None = None, changes: Sequence[RoleChange] = ()) -> Results:
        """What was counted; ``deleted`` conversations could not be. ``changes`` of models are told if they lie in the period."""
        within = (one for one in changes if self.period.since <= one.at < self.period.until)
        return Results(
            period=self.period,
            volume=Volume(**self.volume, deleted=deleted),
            all=self.one(ALL),
            desk=self.desk.done(),
            packs=self.several("pack"),
            channels=self.several("channel"),
            languages=self.several("language"),
            weeks=self.weeks(),
            versions=self.versions(),
            changes=tuple(sorted(within, key=lambda one: one.at)),
        )

    def one(self, key: Key, name: str = "") -> Group:
        """A group with its rates and means."""
        mine = {measure: sums for (place, measure), sums in self.sums.items() if place == key}
        rates = {measure: sums.rate() for measure, sums in mine.items() if measure not in MEANS}
        means = {measure: sums.mean(*MEANS[measure]) for measure, sums in mine.items() if measure in MEANS}
        return Group(name or key[1], self.sizes[key], rates, means)

    def several(self, kind: str) -> tuple[Group, ...]:
        """The groups of a kind, the largest first."""
        found = [self.one(key) for key in self.sizes if key[0] == kind]
        return tuple(sorted(found, key=lambda one: (-one.of, one.name)))

    def weeks(self) -> tuple[Group, ...]:
        """The weeks of the period from the first to the last in which somebody wrote, also those in which nobody did."""
        there = sorted(date.fromisoformat(name) for kind, name in self.sizes if kind == "week")
        if not there:
            return ()
        every = ((there[-1] - there[0]).days // 7) + 1
        return tuple(self.one(("week", (there[0] + timedelta(weeks=number)).isoformat())) for number in range(every))

    def versions(self) -> tuple[Version, ...]:
        """The versions that read first messages, by pack and in the order in which they did."""
        found = []
        for key in [key for key in self.sizes if key[0] == "version"]:
            pack, _, version = key[1].partition("/")
            found.append(Version(pack, *self.spans[key], self.one(key, version)))
        return tuple(sorted(found, key=lambda one: (one.pack, one.first)))


def keys_of(visit: Visit, chat: Chat) -> Sequence[Key]:
    """The groups of a visit; that of its version comes last."""
    week = monday(visit.began).isoformat()
    whose = (("pack", chat.pack), ("channel", chat.channel), ("language", chat.language), ("week", week))
    return ALL, *whose, ("version", f"{chat.pack}/{visit.model}")


def monday(at: float) -> date:
    """The Monday of the week of a moment, in UTC."""
    day = datetime.fromtimestamp(at, UTC).date()
    return day - timedelta(days=day.weekday())


def count(chats: Iterable[Chat], period: Period, deleted: int | None = None, changes: Sequence[RoleChange] = ()) -> Results:
    """Count chats that are at hand."""
    counting = Count(period)
    for chat in chats:
        counting.add(chat)
    return counting.results(deleted, changes)

"""The same rates for channels, languages, weeks and versions, in tables."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from evaluation.operation.results import FEW, Group, Results, Version
from evaluation.operation.wording import NOTHING, Section, Table, brief, day, share, stars

HEAD = ("number", "no person", "resolved, at least", "at most", "came back", "rating")


def cells(group: Group) -> tuple[str, ...]:
    """What is known of a group."""
    contained = group.rate("contained")
    few = "*" if contained.of < FEW else ""
    rates = (brief(rate) for rate in (contained, group.rate("verified"), group.rate("resolved_at_most")))
    return (f"{group.of:,}{few}", *rates, share(group.rate("came_back")), stars(group.mean("rating")))


def note(groups: Sequence[Group]) -> tuple[str, ...]:
    """What the star means, where there is one."""
    few = any(group.rate("contained").of < FEW for group in groups)
    return (f"* fewer than {FEW} conversations are over: too few to tell.",) if few else ()


def of_kind(title: str, groups: Sequence[Group], called: Callable[[str], str]) -> Section:
    """A table with a row for each group."""
    rows = tuple((called(group.name), *cells(group)) for group in groups)
    return Section(title, (), Table(("", *HEAD), rows), note(groups))


def by_week(results: Results) -> Section:
    """The trend."""
    rows = tuple((week(group.name), *cells(group)) for group in results.weeks)
    after = [*note(results.weeks), "Weeks begin on Monday; the first and the last may be cut off by the period.", *changed(results)]
    return Section("Week by week", (), Table(("week of", *HEAD), rows), tuple(after), "weeks")


DONE = {"promoted": "began to serve", "rolled_back": "was brought back", "tried": "went on trial", "stopped": "ended its trial"}
"""What was done with a version."""


def changed(results: Results) -> Iterator[str]:
    """What was done with models meanwhile, which the weeks after it may show."""
    for one in results.changes:
        yield f"{day_of(one.at)}: {one.pack} {one.version} {DONE[one.kind]}."


def week(monday: str) -> str:
    """A week by its Monday."""
    return f"{date.fromisoformat(monday):%Y-%m-%d}"


def by_version(results: Results) -> Section:
    """What each version of a model achieved, and whether that is more than chance."""
    several = len({one.pack for one in results.versions}) > 1
    rows = tuple((named(one, several), f"{day_of(one.first)} – {day_of(one.last)[5:]}", *cells(one.group)) for one in results.versions)
    after = [*note([one.group for one in results.versions]), *compared(results.versions)]
    return Section("Versions of the model", (), Table(("version", "first – last", *HEAD), rows), tuple(after))


def named(one: Version, several: bool) -> str:
    """A version, with its pack where there are several."""
    name = one.group.name or NOTHING
    return f"{one.pack} {name}" if several else name


def day_of(at: float) -> str:
    """The day of a moment."""
    return day(at)[:10]


def compared(versions: Sequence[Version]) -> Iterator[str]:
    """For each version and the one before it: which rates differ by more than chance."""
    rates = {"contained": "ended without a person", "verified": "resolved at least", "resolved_at_most": "resolved at most"}
    for before, now in pairwise(versions):
        if before.pack != now.pack:
            continue
        apart = [words for name, words in rates.items() if differ(before.group, now.group, name)]
        who = f"{now.group.name} and {before.group.name}"
        if not apart:
            yield f"{who}: all intervals overlap, so any difference may be chance. More conversations would tell."
        else:
            beside = before.last > now.first
            though = (
                "Both served for a while at the same time, which makes that comparison fair."
                if beside
                else "They served one after the other, though: another season or another page can do that too."
            )
            yield f"{who}: the intervals of “{'”, “'.join(apart)}” do not overlap, so chance alone is unlikely. {though}"


def differ(one: Group, other: Group, name: str) -> bool:
    """Whether the intervals of a rate do not overlap."""
    mine, theirs = one.rate(name), other.rate(name)
    return bool(mine.of and theirs.of) and (mine.high < theirs.low or theirs.high < mine.low)

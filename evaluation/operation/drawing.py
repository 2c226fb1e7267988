"""The pictures of the page, as SVG written by hand; the tables beside them hold the same numbers."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from itertools import chain

from evaluation.operation.grouped import week
from evaluation.operation.intervals import Rate
from evaluation.operation.results import Group, Results
from evaluation.operation.visit import DAY
from evaluation.operation.wording import counted, percent

WIDE = 760
SERIES = (("contained", "ended without a person"), ("resolved_at_most", "resolved at most"), ("verified", "resolved at least"))
"""The lines of the trend, from the highest to the lowest."""

TOP, BOTTOM, LEFT, RIGHT = 14, 250, 46, 740
"""Where the trend's axes lie."""

MOST_LABELS = 9
"""How many weeks are named below the trend."""


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """A text in a picture."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{f" class={kind!r}" if kind else ""}>{escape(words)}</text>'


def svg(height: int, title: str, parts: Iterable[str]) -> str:
    """A picture with its title for those who do not see it; narrow windows scroll it rather than shrink its words."""
    head = f'<svg viewBox="0 0 {WIDE} {height}" width="{WIDE}" height="{height}" role="img" aria-label="{escape(title)}">'
    return f'<div class="picture" tabindex="0">{head}{"".join(parts)}</svg></div>'


def endings(results: Results) -> str:
    """A bar of all conversations whose 72 hours are over, by what became of them, and what each colour stands for."""
    whole = results.all
    least, most = whole.rate("verified"), whole.rate("resolved_at_most")
    if not most.of:
        return ""
    parts = [
        ("resolved: something says so", least.count),
        ("perhaps resolved: nothing says so", most.count - least.count),
        ("came back within 72 hours", whole.rate("ended_and_back").count),
        ("rated 1 or 2", whole.rate("ended_unhappy").count),
        ("gave up", whole.rate("ended_given_up").count),
        ("went to a person", whole.rate("ended_with_people").count),
    ]
    told = "".join(key(number, name, count, most.of) for number, (name, count) in enumerate(parts))
    about = f"What became of {counted(most.of, 'conversation')}; the list below has the numbers."
    bar = f'<svg class="bar" viewBox="0 0 1000 36" preserveAspectRatio="none" role="img" aria-label="{about}">'
    return f'{bar}{"".join(pieces([count for _, count in parts], most.of))}</svg><ul class="key">{told}</ul>'


def pieces(counts: list[int], of: int) -> Iterator[str]:
    """The parts of the bar beside each other."""
    x = 0.0
    for number, count in enumerate(counts):
        size = 1000 * count / of
        if count:
            yield f'<rect x="{x:.1f}" y="0" width="{max(size - 2, 1):.1f}" height="36" class="part{number}"/>'
        x += size


def key(number: int, name: str, count: int, of: int) -> str:
    """What a colour of the bar stands for."""
    colour = f'<svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="2" class="part{number}"/></svg>'
    return f"<li>{colour}<span>{escape(name)}</span><b>{percent(count / of, of)}</b><i>{count:,} of {of:,}</i></li>"


def weeks(results: Results) -> str:
    """The trend of three rates with their intervals."""
    if len(results.weeks) < 2:
        return ""
    title = "Week by week: the share that ended without a person, and that was resolved; the table has the numbers."
    return svg(306, title, chain(models(results), trend(results.weeks)))


def models(results: Results) -> Iterator[str]:
    """An upright wherever another version began to serve; the sentences below the table say which."""
    began = datetime.fromisoformat(results.weeks[0].name).replace(tzinfo=UTC).timestamp()
    step = (RIGHT - LEFT) / len(results.weeks)
    for change in results.changes:
        if change.kind in ("promoted", "rolled_back"):
            x = LEFT + step * (change.at - began) / (7 * DAY)
            yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{BOTTOM}" class="model"/>'
            yield text(min(x, RIGHT - 74) + 5, TOP + 14, "new version", "soft")


def trend(groups: tuple[Group, ...]) -> Iterator[str]:
    """Axes, lines with an interval at each point, and the legend."""
    for tenth in range(0, 11, 2):
        y = BOTTOM - (BOTTOM - TOP) * tenth / 10
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        yield text(LEFT - 8, y + 4, f"{tenth * 10} %", "soft", "end")
    step = (RIGHT - LEFT) / len(groups)
    every = -(-len(groups) // MOST_LABELS)
    for number, group in enumerate(groups):
        if number % every == 0:
            yield text(LEFT + step * (number + 0.5), BOTTOM + 18, week(group.name)[5:], "soft", "middle")
    for number, (name, _) in enumerate(SERIES):
        shift = (number - 1) * min(7.0, step / 5)
        points = [(LEFT + step * (at + 0.5) + shift, group.rate(name)) for at, group in enumerate(groups)]
        yield from line([(x, rate) for x, rate in points if rate.of], number)
    yield from legend()


def line(points: list[tuple[float, Rate]], number: int) -> Iterator[str]:
    """One rate: a line through its values, an upright for each interval, and a mark that differs by more than colour."""
    path = " ".join(f"{x:.1f},{height(rate.value or 0.0):.1f}" for x, rate in points)
    yield f'<polyline points="{path}" class="line{number}"/>'
    for x, rate in points:
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{height(rate.low):.1f}" y2="{height(rate.high):.1f}" class="line{number} thin"/>'
        yield mark(x, height(rate.value or 0.0), number)


def mark(x: float, y: float, number: int) -> str:
    """A circle, a square or a triangle."""
    if number == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="mark0"/>'
    if number == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" class="mark1"/>'
    return f'<path d="M{x:.1f} {y - 5.5:.1f} l5.5 9.5 h-11 z" class="mark2"/>'


def height(share: float) -> float:
    """Where a share lies."""
    return BOTTOM - (BOTTOM - TOP) * share


def legend() -> Iterator[str]:
    """What the marks stand for."""
    for number, (_, words) in enumerate(SERIES):
        x = LEFT + 6 + number * 200
        yield mark(x, BOTTOM + 42, number)
        yield text(x + 12, BOTTOM + 46, words)

"""Turns desk hours such as ``monday-friday: 8:00-20:00`` into tables that the dialogue core can apply without time zone data."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dialogue.domain import Hours
from bot.packs.document import Place, nearest
from bot.packs.schema import HoursText

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)")
FROM, UNTIL = 2020, 2045
"""The years (end exclusive) for which daylight saving changes are tabulated."""


def wrong_hours(text: HoursText) -> Iterator[tuple[Place, str]]:
    """Every mistake in the hours, with its place."""
    if zone(text.timezone) is None:
        yield ("timezone",), f"'{text.timezone}' is no time zone; write for example Europe/Amsterdam"
    for days, spans in text.open.items():
        if len(between := re.split(r"\s*-\s*", days)) > 2:
            yield ("open", days), f"'{days}' is more than a day or from one day to another; write a line for each"
        for day in between:
            if day not in DAYS:
                yield ("open", days), f"'{day}' is no day{nearest(day, DAYS)}"
        if read_spans(spans) is None:
            yield ("open", days), f"'{spans}' is no opening; write for example 8:00-20:00, or 8:00-12:00, 13:00-17:00"
    for i, day in enumerate(text.closed):
        try:
            as_compared = date.fromisoformat(day).isoformat()
        except ValueError:
            as_compared = None
        if as_compared != day:
            yield ("closed", i), f"'{day}' is no date; write for example 2026-12-25"


def hours(text: HoursText) -> Hours:
    """The hours of a pack without mistakes."""
    week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for days, spans in text.open.items():
        first, *last = re.split(r"\s*-\s*", days)
        start, end = DAYS.index(first), DAYS.index(last[0] if last else first)
        for day in range(start, end + 1) if start <= end else (*range(start, len(DAYS)), *range(end + 1)):
            week[day] += read_spans(spans) or []
    return Hours(tuple(tuple(sorted(day)) for day in week), offsets(text.timezone), frozenset(text.closed))


def read_spans(text: str) -> list[tuple[int, int]] | None:
    """Openings in minutes after midnight; None if one cannot be read."""
    found = []
    for part in text.split(","):
        match = SPAN.fullmatch(part.strip())
        if match is None:
            return None
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if not start < end <= 24 * 60:
            return None
        found.append((start, end))
    return found


def zone(name: str) -> ZoneInfo | None:
    """The time zone of this name, if there is one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def offsets(name: str) -> tuple[tuple[float, int], ...]:
    """Pairs of a time (seconds since the epoch) and the offset of local time from UTC (seconds) that holds from then on."""
    there = ZoneInfo(name)

    def offset(at: datetime) -> int:
        return int((at.astimezone(there).utcoffset() or timedelta()).total_seconds())

    found: list[tuple[float, int]] = []
    before, day = None, datetime(FROM, 1, 1, tzinfo=UTC)
    while day.year < UNTIL:
        if offset(day) != before:
            hour = day - timedelta(days=1) if before is not None else day
            while offset(hour) == before:
                hour += timedelta(minutes=15)
            before = offset(hour)
            found.append((hour.timestamp(), before))
        day += timedelta(days=1)
    return tuple(found)

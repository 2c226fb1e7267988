"""When people are at the desk, and when the next one will be, in local time that needs no clock and no time zone files."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from bot.dialogue.domain import Hours

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
TODAY = {"en": "today", "zh": "今天"}
SOON = timedelta(hours=4)
"""Until when an opening is still "today"; the customer's own date is not known, so that later ones are said with their weekday."""

FARTHEST = 60
"""Days ahead in which an opening is looked for."""


def local(hours: Hours, at: float) -> datetime:
    """The wall clock at the desk, without a time zone."""
    place = max(bisect_right(hours.offsets, at, key=lambda pair: pair[0]) - 1, 0)
    offset = hours.offsets[place][1] if hours.offsets else 0
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None) + timedelta(seconds=offset)


def openings(hours: Hours, day: datetime) -> tuple[tuple[int, int], ...]:
    """The openings of a day, as (from, to) in minutes after midnight."""
    return () if day.date().isoformat() in hours.closed else hours.week[day.weekday()]


def staffed(hours: Hours | None, at: float) -> bool:
    """Whether somebody is at the desk; a desk without hours always is."""
    if hours is None:
        return True
    now = local(hours, at)
    minute = now.hour * 60 + now.minute
    return any(start <= minute < end for start, end in openings(hours, now))


def next_opening(hours: Hours, at: float) -> datetime | None:
    """When somebody is at the desk again, by the clock there; None where nobody is for two months."""
    now = local(hours, at)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(FARTHEST):
        day = midnight + timedelta(days=ahead)
        for start, _ in openings(hours, day):
            opens = day + timedelta(minutes=start)
            if opens > now:
                return opens
    return None


def spoken(hours: Hours, at: float, language: str) -> str:
    """When somebody is back, as people say it: ``today at 13:00``, ``Monday at 8:00``, ``周一 8:00``; empty where nobody knows."""
    opens = next_opening(hours, at)
    if opens is None:
        return ""
    speech = language if language in DAYS else "en"
    time = f"{opens.hour}:{opens.minute:02}"
    day = named(hours, at, opens, speech)
    return f"{day} {time}" if speech == "zh" else f"{day} at {time}"


def named(hours: Hours, at: float, opens: datetime, speech: str) -> str:
    """The day of an opening: a weekday, from a week ahead on a date; "today" only soon, and where it is the same date in UTC too."""
    now = local(hours, at)
    universal = datetime.fromtimestamp(at, UTC).date()
    if now.date() == opens.date() == universal and opens - now <= SOON:
        return TODAY[speech]
    if (opens.date() - now.date()).days > 6:
        return f"{opens.month}月{opens.day}日" if speech == "zh" else f"{opens.day} {opens:%B}"
    return DAYS[speech][opens.weekday()]

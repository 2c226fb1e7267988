"""When people are at the desk, and when they are back; local time comes from the pack's offsets, without a clock or time zone files."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from bot.dialogue.domain import Hours

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
TODAY = {"en": "today", "zh": "今天"}
SOON = timedelta(hours=4)
"""An opening within this time is called "today"; later ones get their weekday, because the customer's own date is not known."""

FARTHEST = 60
"""How many days ahead an opening is looked for."""


def local(hours: Hours, at: float) -> datetime:
    """The local time at the desk, as a datetime without a time zone."""
    place = max(bisect_right(hours.offsets, at, key=lambda pair: pair[0]) - 1, 0)
    offset = hours.offsets[place][1] if hours.offsets else 0
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None) + timedelta(seconds=offset)


def openings(hours: Hours, day: datetime) -> tuple[tuple[int, int], ...]:
    """The openings of a day, as (from, to) in minutes after midnight."""
    return () if day.date().isoformat() in hours.closed else hours.week[day.weekday()]


def staffed(hours: Hours | None, at: float) -> bool:
    """Whether somebody is at the desk; without hours, somebody always is."""
    if hours is None:
        return True
    now = local(hours, at)
    minute = now.hour * 60 + now.minute
    return any(start <= minute < end for start, end in openings(hours, now))


def next_opening(hours: Hours, at: float) -> datetime | None:
    """When the desk opens next, in its local time; None if it does not within 60 days."""
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
    """When the desk opens next, in words: ``today at 13:00``, ``Monday at 8:00``, ``周一 8:00``; empty if unknown."""
    opens = next_opening(hours, at)
    if opens is None:
        return ""
    speech = language if language in DAYS else "en"
    time = f"{opens.hour}:{opens.minute:02}"
    day = day_name(hours, at, opens, speech)
    return f"{day} {time}" if speech == "zh" else f"{day} at {time}"


def day_name(hours: Hours, at: float, opens: datetime, speech: str) -> str:
    """The day of an opening: "today" if it is soon and today in UTC too, a weekday within six days, else a date."""
    now = local(hours, at)
    universal = datetime.fromtimestamp(at, UTC).date()
    if now.date() == opens.date() == universal and opens - now <= SOON:
        return TODAY[speech]
    if (opens.date() - now.date()).days > 6:
        return f"{opens.month}月{opens.day}日" if speech == "zh" else f"{opens.day} {opens:%B}"
    return DAYS[speech][opens.weekday()]

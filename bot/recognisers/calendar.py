"""Date arithmetic: weeks begin on Monday, and an open year or month is resolved to the date nearest to today."""

from datetime import date, timedelta


def on(year: int, month: int, day: int) -> date | None:
    """The date; None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def closest(days: list[date | None], today: date) -> date | None:
    """The date nearest to today; of two equally near ones, the later."""
    known = [day for day in days if day is not None]
    return min(known, key=lambda day: (abs((day - today).days), -day.toordinal()), default=None)


def nearest_year(month: int, day: int, today: date) -> date | None:
    """The date with this month and day that is nearest to today."""
    return closest([on(today.year + shift, month, day) for shift in (-1, 0, 1)], today)


def nearest_day(day: int, today: date, months: tuple[int, ...] = (-1, 0, 1)) -> date | None:
    """The date with this day of the month that is nearest to today; ``months`` are the months tried, 0 is the current one."""
    found = []
    for shift in months:
        index = today.year * 12 + today.month - 1 + shift
        found.append(on(index // 12, index % 12 + 1, day))
    return closest(found, today)


def weekday(today: date, number: int, weeks: int) -> date:
    """The date of a weekday (0 is Monday) in the week ``weeks`` after this one."""
    return today + timedelta(days=number - today.weekday() + 7 * weeks)


def shifted(today: date, number: int, unit: str) -> date | None:
    """The date so many days, weeks or months from today; the last day of a month that is too short; None if out of range."""
    if unit == "month":
        index = today.year * 12 + today.month - 1 + number
        days = (on(index // 12, index % 12 + 1, day) for day in range(today.day, 27, -1)) if today.day > 28 else iter([])
        return next((day for day in days if day), None) or on(index // 12, index % 12 + 1, min(today.day, 28))
    try:
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    except OverflowError:
        return None

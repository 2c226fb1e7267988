"""Reckoning with days: weeks begin on Monday, and what is left open is taken nearest to today."""

from datetime import date, timedelta
from itertools import product


def on(year: int, month: int, day: int) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def closest(days: list[date | None], today: date) -> date | None:
    """The nearest of these days, the later one of two that are equally near."""
    known = [day for day in days if day is not None]
    return min(known, key=lambda day: (abs((day - today).days), -day.toordinal()), default=None)


def nearest_year(month: int, day: int, today: date) -> date | None:
    """That day of the year in which it is nearest to today."""
    return closest([on(today.year + shift, month, day) for shift in (-1, 0, 1)], today)


def nearest_day(day: int, today: date, months: tuple[int, ...] = (-1, 0, 1)) -> date | None:
    """That day of the month in which it is nearest to today; ``months`` are the months looked at, 0 is this one."""
    found = []
    for shift, _ in product(months, (0,)):
        index = today.year * 12 + today.month - 1 + shift
        found.append(on(index // 12, index % 12 + 1, day))
    return closest(found, today)


def weekday(today: date, number: int, weeks: int) -> date:
    """The weekday (0 is Monday) of the week that is ``weeks`` after this one."""
    return today + timedelta(days=number - today.weekday() + 7 * weeks)


def shifted(today: date, number: int, unit: str) -> date | None:
    """The day that is so many days, weeks or months away; the end of a shorter month where the day does not exist."""
    if unit == "month":
        index = today.year * 12 + today.month - 1 + number
        days = (on(index // 12, index % 12 + 1, day) for day in range(today.day, 27, -1)) if today.day > 28 else iter([])
        return next((day for day in days if day), None) or on(index // 12, index % 12 + 1, min(today.day, 28))
    try:
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    except OverflowError:
        return None

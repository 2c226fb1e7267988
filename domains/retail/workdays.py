"""Working days: the warehouse and the carriers rest on Saturday and Sunday."""

from datetime import date, timedelta


def add_working_days(day: date, number: int) -> date:
    """The day that is ``number`` working days later, or earlier where it is negative."""
    step = timedelta(days=1 if number >= 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def working_day(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())

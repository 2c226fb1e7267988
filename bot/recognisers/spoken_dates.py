"""Written-out English dates, read by dateparser."""

import threading
from datetime import date, datetime
from functools import lru_cache

import dateparser

one_at_a_time = threading.Lock()
"""dateparser keeps the base date in a shared object while it parses."""


@lru_cache(maxsize=1024)
def parse(text: str, today: date) -> date | None:
    """The date that a few words such as ``12th of march`` name; None if dateparser cannot read them."""
    base = datetime(today.year, today.month, today.day)
    with one_at_a_time:
        found = dateparser.parse(
            text, languages=["en"], settings={"RELATIVE_BASE": base, "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
        )
    return found.date() if found else None

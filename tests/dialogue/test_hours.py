"""The bot says when the desk opens in words that are right wherever the customer is."""

from datetime import UTC, datetime

import pytest

from bot.dialogue.domain import Hours
from bot.dialogue.hours import spoken

WEEK = ((8 * 60, 12 * 60), (13 * 60, 20 * 60))
DESK = Hours((WEEK,) * 5 + (((9 * 60, 17 * 60),), ()), offsets=((0.0, 3600),))
EARLY = Hours((((2 * 60, 20 * 60),),) * 7, offsets=((0.0, 3600),))


def at(written: str) -> float:
    return datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()


def test_a_morning_that_has_begun_at_the_desk_but_not_for_every_customer_is_named_by_its_weekday() -> None:
    assert spoken(DESK, at("2026-11-27 23:17"), "en") == "Saturday at 9:00"
    assert spoken(DESK, at("2026-11-27 23:17"), "zh") == "周六 9:00"


@pytest.mark.parametrize("when", ["2026-11-24 21:00", "2026-11-25 00:30", "2026-11-25 02:59"])
def test_an_opening_that_is_hours_away_is_named_by_its_weekday(when: str) -> None:
    assert spoken(DESK, at(when), "en") == "Wednesday at 8:00"


def test_an_opening_soon_is_today() -> None:
    assert spoken(DESK, at("2026-11-25 05:00"), "en") == "today at 8:00"
    assert spoken(DESK, at("2026-11-25 11:30"), "zh") == "今天 13:00"


def test_an_opening_soon_after_the_desks_midnight_is_not_today_if_it_is_another_date_elsewhere() -> None:
    assert spoken(EARLY, at("2026-11-24 23:30"), "en") == "Wednesday at 2:00"

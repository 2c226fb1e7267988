"""When a claim that seems to have run out may be believed: not before its living owner has had the time to renew it."""

import time

from bot.claims import Calm


def look(calm: Calm) -> bool:
    """One look at the outbox that succeeds; whether claims that had run out were believed."""
    began = time.monotonic()
    believed = calm.at(began)
    calm.looked(began)
    return believed


def test_a_process_that_has_just_started_gives_living_owners_their_time() -> None:
    """It may have started in the middle of an outage."""
    calm = Calm(0.2)
    assert [look(calm), look(calm)] == [False, False]
    time.sleep(0.1)
    assert not look(calm)
    time.sleep(0.11)
    assert look(calm)


def test_a_database_that_goes_away_twice_gives_them_their_time_twice() -> None:
    calm = Calm(0.1)
    look(calm)
    time.sleep(0.11)
    assert not look(calm)  # too long after the first
    time.sleep(0.11)
    assert not look(calm)
    for _ in range(4):
        time.sleep(0.04)
        believed = look(calm)
    assert believed


def test_a_slow_look_is_no_clock_that_was_set() -> None:
    calm = Calm(3.0)
    calm.last = time.monotonic()
    calm.ahead = time.time() - time.monotonic()
    assert not calm.disturbed(time.monotonic() - 1.5)


def test_a_clock_that_was_set_disturbs() -> None:
    set_by = [0.0]
    calm = Calm(0.05, lambda: time.time() + set_by[0])
    look(calm)
    time.sleep(0.06)
    set_by[0] = 5.0
    assert not look(calm)

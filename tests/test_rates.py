"""Rate limits."""

import pytest

from bot.errors import Overloaded
from bot.rates import REMEMBERED, LocalClocks, Rate, counted


class Hand:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def admitted(rate: Rate, name: str, times: int) -> int:
    """The number of actions that were admitted."""
    count = 0
    for _ in range(times):
        try:
            await rate.admit(name)
        except Overloaded:
            continue
        count += 1
    return count


async def test_a_minutes_worth_may_come_at_once_and_then_as_fast_as_it_comes_back() -> None:
    clock = Hand()
    rate = Rate(LocalClocks(clock), "message", 30)
    assert await admitted(rate, "c1", 100) == 30
    clock.now += 10.0
    assert await admitted(rate, "c1", 100) == 5
    clock.now += 3600.0
    assert await admitted(rate, "c1", 100) == 30


async def test_whoever_is_turned_away_is_told_when_to_come_back_and_may_then() -> None:
    clock = Hand()
    rate = Rate(LocalClocks(clock), "message", 2)
    await admitted(rate, "c1", 2)
    with pytest.raises(Overloaded, match="in 30 seconds") as error:
        await rate.admit("c1")
    clock.now += error.value.retry_after
    await rate.admit("c1")


async def test_one_customer_does_not_use_up_what_another_has() -> None:
    rate = Rate(LocalClocks(Hand()), "message", 1)
    assert [await admitted(rate, name, 3) for name in ("c1", "c2")] == [1, 1]


async def test_no_limit_counts_nothing_and_too_many_names_are_forgotten() -> None:
    clocks = LocalClocks(Hand())
    assert await admitted(Rate(clocks, "message", 0), "c1", 500) == 500
    rate = Rate(clocks, "open", 1)
    for number in range(REMEMBERED + 5):
        await rate.admit(str(number))
    assert len(clocks.times) == REMEMBERED


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(address: str, known_as: str) -> None:
    """The owner of an IPv6 network has 2 to the power of 64 addresses."""
    assert counted(address) == known_as

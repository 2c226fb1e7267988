"""When a canary ends by itself: rarely without a reason and soon with one, however often it is looked at."""

import math
from collections import defaultdict

import pytest

from bot.registry.canary import ALPHA, OUTCOMES, compare, log_ratio, p_value
from bot.registry.outcomes import Tally

LIMIT = ALPHA / len(OUTCOMES)


def stopped(chance: float, share: float, cases: int, limit: float) -> float:
    """The exact probability that p falls below the limit at any of so many looks, when a case is the candidate's with this chance."""
    going, ended = {0: 1.0}, 0.0
    for seen in range(1, cases + 1):
        after: defaultdict[int, float] = defaultdict(float)
        for mine, probability in going.items():
            after[mine + 1] += probability * chance
            after[mine] += probability * (1.0 - chance)
        ended += sum(probability for mine, probability in after.items() if p_value(mine, seen, share) < limit)
        going = {mine: probability for mine, probability in after.items() if p_value(mine, seen, share) >= limit}
    return ended


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
def test_a_candidate_that_is_no_worse_is_stopped_with_the_stated_probability_at_most_over_all_looks(share: float) -> None:
    assert stopped(share, share, 200, ALPHA) <= ALPHA
    assert stopped(share * 0.8, share, 200, ALPHA) <= stopped(share, share, 200, ALPHA)


def test_looking_at_an_ordinary_p_value_again_and_again_would_stop_it_far_too_often() -> None:
    def exact(mine: int, seen: int) -> float:
        return sum(math.comb(seen, k) * 0.1**k * 0.9 ** (seen - k) for k in range(mine, seen + 1))

    going, ended = {0: 1.0}, 0.0
    for seen in range(1, 101):
        after: defaultdict[int, float] = defaultdict(float)
        for mine, probability in going.items():
            after[mine + 1] += probability * 0.1
            after[mine] += probability * 0.9
        ended += sum(probability for mine, probability in after.items() if exact(mine, seen) < ALPHA)
        going = {mine: probability for mine, probability in after.items() if exact(mine, seen) >= ALPHA}
    assert ended > 2 * ALPHA


def test_a_candidate_that_hands_three_times_as_many_over_is_stopped_soon() -> None:
    share, rate, worse = 0.1, 0.2, 0.6
    chance = share * worse / (share * worse + (1 - share) * rate)
    assert stopped(chance, share, 120, LIMIT) > 0.8


def test_three_cases_that_are_all_in_the_tenth_of_the_candidate_are_enough() -> None:
    assert p_value(2, 2, 0.1) > LIMIT > p_value(3, 3, 0.1)


def test_fewer_cases_than_its_share_speak_for_no_candidate_against_it() -> None:
    assert p_value(0, 0, 0.1) == p_value(0, 500, 0.1) == p_value(50, 500, 0.1) == 1.0


def test_the_ratio_is_the_average_likelihood_over_every_probability_above_the_share() -> None:
    steps = 200_000
    width = 0.9 / steps
    points = [0.1 + (n + 0.5) * width for n in range(steps)]
    average = sum(x**12 * (1 - x) ** 38 for x in points) * width / 0.9
    assert math.exp(log_ratio(12, 50, 0.1)) == pytest.approx(average / (0.1**12 * 0.9**38), rel=1e-6)


def test_a_long_canary_does_not_overflow() -> None:
    assert 0.0 <= p_value(40_000, 100_000, 0.1) < 1e-300
    assert 0.0 < p_value(10_100, 100_000, 0.1) <= 1.0


def test_the_outcome_that_went_worse_is_named_with_its_numbers() -> None:
    found = compare({"v1": Tally(900, 90, 200, 100, 30, 3, 130), "v2": Tally(100, 45, 25, 12, 4, 0, 18)}, "v1", "v2", 0.1)
    assert found.worse is not None
    assert (found.worse.outcome, found.worse.active, found.worse.candidate) == ("handed over", (90, 900), (45, 100))
    assert "handed over 45 of 100 against 90 of 900 (p = " in str(found)


def test_ratings_are_compared_among_those_who_rated() -> None:
    found = compare({"v1": Tally(rated=30, badly_rated=3), "v2": Tally(rated=9, badly_rated=8)}, "v1", "v2", 0.1)
    assert found.worse is not None
    assert (found.worse.outcome, found.worse.active, found.worse.candidate) == ("rated 1 or 2", (3, 30), (8, 9))


def test_conversations_that_several_versions_read_count_for_none() -> None:
    found = compare({"v1": Tally(9), None: Tally(4, 4, 4, 4), "v0": Tally(1, 1)}, "v1", "v2", 0.1)
    assert (found.left_out, found.worse) == (5, None)
    assert all(line.candidate == (0, 0) for line in found.lines)

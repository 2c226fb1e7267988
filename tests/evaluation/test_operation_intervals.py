"""Intervals that are as wide as what is known: more so where several conversations are of one customer."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats import binomtest

from evaluation.operation.intervals import Sums, quantile, student


def sums(*customers: tuple[float, int]) -> Sums:
    done = Sums()
    for x, n in customers:
        done.add(x, n)
    return done


@pytest.mark.parametrize(("count", "of"), [(0, 12), (3, 12), (12, 12), (812, 1240)])
def test_with_one_conversation_each_it_is_wilsons_interval(count: int, of: int) -> None:
    rate = sums(*[(1, 1)] * count, *[(0, 1)] * (of - count)).rate()
    expected = binomtest(count, of).proportion_ci(method="wilson")
    assert (rate.count, rate.of, rate.customers) == (count, of, of)
    assert (rate.low, rate.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_ten_conversations_of_each_of_ten_customers_are_worth_less_than_a_hundred() -> None:
    alike = sums(*[(10, 10)] * 5, *[(0, 10)] * 5).rate()
    apart = sums(*[(1, 1)] * 50, *[(0, 1)] * 50).rate()
    mixed = sums(*[(5, 10)] * 10).rate()
    assert alike.high - alike.low > 2 * (apart.high - apart.low)
    assert (mixed.low, mixed.high) == pytest.approx((apart.low, apart.high))


def test_where_all_went_alike_a_customer_counts_once() -> None:
    many, few = sums((40, 40)).rate(), sums((1, 1)).rate()
    assert (many.low, many.high) == (few.low, few.high) == pytest.approx((0.2065, 1.0), abs=1e-3)


def test_of_few_customers_who_differ_it_is_about_as_wide_as_students_over_them() -> None:
    rates = [0.4, 0.45, 0.55, 0.6]
    rate = sums(*((1000 * one, 1000) for one in rates)).rate()
    half = stats.t.ppf(0.975, len(rates) - 1) * stats.sem(rates)
    assert (rate.low, rate.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.01)


def test_it_is_about_as_wide_as_drawing_customers_again_and_again() -> None:
    chance = np.random.default_rng(3)
    sizes = chance.integers(1, 6, 300)
    counts = chance.binomial(sizes, chance.beta(2, 1, 300))
    rate = sums(*zip(counts.tolist(), sizes.tolist(), strict=True)).rate()
    drawn = chance.integers(0, 300, (4000, 300))
    low, high = np.quantile(counts[drawn].sum(1) / sizes[drawn].sum(1), [0.025, 0.975])
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=0.01)
    naive = binomtest(int(counts.sum()), int(sizes.sum())).proportion_ci(method="wilson")
    assert rate.high - rate.low > 1.15 * (naive.high - naive.low)


def test_of_nothing_there_is_no_rate_and_no_mean() -> None:
    assert Sums().rate().value is None and Sums().mean().value is None


def test_a_mean_has_students_interval_within_what_is_possible() -> None:
    scores = [5.0, 4.0, 5.0, 2.0, 3.0, 5.0, 4.0]
    mean = sums(*((score, 1) for score in scores)).mean(1, 5)
    expected = stats.t.interval(0.95, len(scores) - 1, np.mean(scores), stats.sem(scores))
    assert mean.value == pytest.approx(4.0) and mean.high == pytest.approx(min(5.0, expected[1]), abs=0.005)
    assert mean.low == pytest.approx(expected[0], abs=0.005)
    assert sums((10, 2), (5, 1), (1, 1)).mean(1, 5).high == 5


def test_the_mean_of_one_customer_has_no_interval() -> None:
    mean = sums((9, 2)).mean()
    assert (mean.value, mean.low, mean.high) == (4.5, None, None)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8, 30, 1000])
def test_students_quantile_is_right_without_scipy(freedom: int) -> None:
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=0.003)


def test_a_median_lies_between_two_of_the_values() -> None:
    found = quantile([float(number) for number in range(1, 101)], 0.5)
    assert (found.value, found.low, found.high, found.of) == (50, 40, 61, 100)


def test_too_few_values_have_a_quantile_without_an_interval() -> None:
    found = quantile([1.0, 2.0, 9.0], 0.9)
    assert (found.value, found.low, found.high) == (9.0, None, None)
    assert quantile([], 0.5).value is None

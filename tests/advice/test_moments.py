"""What is expected of assets, and what may come of a mix."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.covariance import ledoit_wolf

from bot.advice.investing import moments, optima, outcomes
from bot.advice.investing.prices import read
from tests.advice import markets

PYPFOPT = Path(__file__).parents[3] / "shared/data/prices/pypfopt/stock_prices.csv"


@pytest.mark.parametrize(("riskless", "published"), [(0.02, (0.305, 0.222, 1.28)), (0.0, (0.299, 0.218, 1.38))])
def test_the_published_largest_sharpe_ratio_is_reached(riskless: float, published: tuple[float, float, float]) -> None:
    if not PYPFOPT.exists():
        pytest.skip("needs the shared data set prices/pypfopt")
    known = moments.moments(read(PYPFOPT), "plain")
    weights = optima.max_sharpe(known, (), riskless)
    assert weights is not None
    mean, volatility = known.mean @ weights, np.sqrt(weights @ known.covariance @ weights)
    assert (round(mean, 3), round(volatility, 3), round((mean - riskless) / volatility, 2)) == published


def test_shrinking_is_that_of_the_reference_implementation() -> None:
    rows = np.random.default_rng(5).normal(0.0, 0.01, (300, 12)) @ np.linspace(0.5, 1.5, 144).reshape(12, 12)
    assert np.allclose(moments.ledoit_wolf(rows), ledoit_wolf(rows)[0])


def test_pairs_of_days_give_the_sample_covariance_where_none_is_missing() -> None:
    rows = np.random.default_rng(5).normal(0.0, 0.01, (300, 4))
    assert np.allclose(moments.paired(rows), np.cov(rows.T))


def test_a_covariance_of_pairs_that_do_not_agree_is_made_positive() -> None:
    odd = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    assert np.linalg.eigvalsh(odd)[0] < -0.1 and np.linalg.eigvalsh(moments.positive(odd))[0] > -1e-9


def test_a_short_past_hardly_moves_what_is_expected_and_a_long_one_does() -> None:
    short, long = (moments.moments(markets.prices(rows), "cautious") for rows in (260, 5000))
    plain = moments.moments(markets.prices(260), "plain")
    assert np.ptp(short.mean - 0.02 - 0.3 * np.sqrt(np.diag(short.covariance))) < 0.1 * np.ptp(plain.mean) + 0.02
    assert moments.unsure(long.years) < moments.unsure(short.years)


def test_the_deepest_fall_is_found_with_its_days() -> None:
    days = tuple("abcdef")
    fall = outcomes.worst(days, np.array([0.10, -0.20, -0.10, 0.50, -0.10]))
    assert (round(fall.share, 4), fall.start, fall.end) == (0.28, "b", "d")


def test_all_others_stand_in_for_an_asset_without_prices_yet() -> None:
    market = markets.prices(200)
    values = market.values.copy()
    values[:100, 0] = np.nan
    half = outcomes.past(type(market)(market.names, market.days, values, 252.0), np.array([0.5, 0.5, 0, 0, 0]), 0.0)
    others = values[1:90, 1:] / values[:89, 1:] - 1.0
    assert np.allclose(half[:89], 0.5 * others[:, 0] + 0.5 * others.mean(axis=1))


def test_not_knowing_the_average_widens_the_range() -> None:
    mix = outcomes.past(markets.prices(600), np.full(5, 0.2), 0.02)
    sure, unsure = (outcomes.outcomes(mix, 252.0, 10.0, (0.05, doubt)) for doubt in (0.0, 0.03))
    assert unsure.low < sure.low < sure.middle < sure.high < unsure.high


def test_cash_alone_grows_surely() -> None:
    market = markets.prices(300)
    mix = outcomes.past(market, np.zeros(5), 0.03)
    told = outcomes.outcomes(mix, 252.0, 2.0, (0.03, 0.0))
    assert told.low == pytest.approx(told.high) == pytest.approx(1.03**2)

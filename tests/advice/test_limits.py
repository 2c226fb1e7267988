"""Limits, and which of them contradict each other."""

import numpy as np
import pytest

from bot.advice.investing import optima
from bot.advice.investing.limits import Limit, bounds, conflict
from bot.advice.investing.moments import moments
from tests.advice import markets

NAMES = markets.NAMES


def found(*limits: Limit):  # type: ignore[no-untyped-def]
    return conflict(bounds(limits, NAMES), len(NAMES))


def test_limits_that_can_be_kept_have_no_conflict() -> None:
    assert found(Limit("each", NAMES, high=0.5, each=True), Limit("trees", ("OAK", "ELM"), low=0.2, high=0.4)) is None


def test_caps_that_leave_no_room_are_named_with_the_least_that_must_give() -> None:
    told = found(Limit("each share", NAMES, high=0.15, each=True), Limit("trees", ("OAK",), low=0.0, high=0.9))
    assert told.binding == ("each share: at most 15 %",)
    assert [(one.name, one.by) for one in told.broken] == [("each share", pytest.approx(0.05, abs=1e-3))]


def test_only_the_limits_that_contradict_each_other_are_named() -> None:
    told = found(
        Limit("trees at least", ("OAK", "ELM", "ASH"), low=0.7),
        Limit("bonds at least", ("BOND",), low=0.5),
        Limit("fir", ("FIR",), high=0.3),
        Limit("oak", ("OAK",), high=0.6),
    )
    assert set(told.binding) == {"trees at least: at least 70 %", "bonds at least: at least 50 %"}
    assert sum(one.by for one in told.broken) == pytest.approx(0.2, abs=1e-3)


def test_a_limit_that_contradicts_itself_is_named() -> None:
    told = found(Limit("oak", ("OAK",), low=0.4, high=0.2))
    assert set(told.binding) == {"oak: at least 40 %", "oak: at most 20 %"}


@pytest.mark.parametrize(
    ("limit", "complaint"),
    [
        (Limit("gold", ("GOLD",), high=0.1), "GOLD"),
        (Limit("none", (), high=0.1), "no assets"),
        (Limit("oak", ("OAK",), high=12.0), "share from 0 to 1"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(limit: Limit, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        bounds([limit], NAMES)


LIMITS = (Limit("each", NAMES, high=0.35, each=True), Limit("trees", ("OAK", "ELM", "ASH"), low=0.4), Limit("fir", ("FIR",), low=0.1))


@pytest.mark.parametrize("method", ["min_volatility", "max_sharpe", "risk_parity"])
def test_every_method_keeps_every_limit(method: str) -> None:
    known, several = moments(markets.prices()), bounds(LIMITS, NAMES)
    weights = {
        "min_volatility": lambda: optima.min_volatility(known, several),
        "max_sharpe": lambda: optima.max_sharpe(known, several, 0.02),
        "risk_parity": lambda: optima.risk_parity(known, several),
    }[method]()
    assert weights is not None and weights.sum() == pytest.approx(1.0)
    assert weights.max() <= 0.35 + 1e-5 and weights[:3].sum() >= 0.4 - 1e-5 and weights[3] >= 0.1 - 1e-5


def test_without_limits_risk_parity_shares_the_risk_alike() -> None:
    known = moments(markets.prices())
    weights = optima.risk_parity(known, ())
    assert weights is not None
    parts = weights * (known.covariance @ weights)
    assert np.allclose(parts / parts.sum(), 0.2, atol=1e-3)


def test_nothing_near_is_less_volatile_than_the_least_volatile_mix() -> None:
    known = moments(markets.prices())
    best = optima.min_volatility(known, ())
    assert best is not None
    chance = np.random.default_rng(3)
    others = 0.9 * best + 0.1 * chance.dirichlet(np.ones(5), 200)
    assert (np.einsum("ij,jk,ik->i", others, known.covariance, others) >= best @ known.covariance @ best - 1e-9).all()


def test_where_nothing_is_above_cash_there_is_no_largest_sharpe_ratio() -> None:
    assert optima.max_sharpe(moments(markets.prices()), (), riskless=0.9) is None

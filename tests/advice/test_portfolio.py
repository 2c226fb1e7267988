"""The advice as a whole: it suits the person, keeps the wishes or says what is in the way, and says what it rests on."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.investing import picture, wording
from bot.advice.investing.limits import Limit
from bot.advice.investing.prices import Prices, Suspect, read
from bot.advice.investing.proposal import Infeasible, Method, Proposal, Wish
from bot.advice.portfolio import propose
from bot.advice.suitability import BANDS, assess
from tests.advice import markets
from tests.advice.test_suitability import SHEETS
from tests.conftest import ROOT

MARKET = markets.prices()
METHODS: tuple[Method, ...] = ("mean_variance", "min_volatility", "risk_parity")


def said(proposal: Proposal) -> list[str]:
    return [one.reason for one in proposal.reasons]


def test_what_is_refused_cannot_be_had_and_what_is_said_to_be_reachable_can() -> None:
    fallen = read(ROOT / "domains/investment/prices.csv")
    for level in (2, 3, 4):
        for target in np.arange(0.03, 0.1, 0.0025):
            try:
                proposal = propose(fallen, markets.profile(level), Wish(target=float(target)))
            except Infeasible as refusal:
                assert refusal.reachable is not None and refusal.reachable < target
                again = propose(fallen, markets.profile(level), Wish(target=refusal.reachable - 1e-4))
                assert again.expected_return >= refusal.reachable - 2e-4
            else:
                assert proposal.expected_return >= target - 1e-6
                assert proposal.worst_fall.share <= BANDS[level].loss


def total(proposal: Proposal) -> float:
    return sum(proposal.weights.values()) + proposal.cash


@settings(deadline=None, max_examples=60)
@given(SHEETS, st.sampled_from(METHODS), st.sampled_from([None, 0.03, 0.08]))
def test_no_sequence_of_answers_recommends_beyond_the_suitable_risk(answers: dict[str, Any], method: Method, target: float | None) -> None:
    profile = assess(answers)
    try:
        proposal = propose(MARKET, profile, Wish(method, target=target))
    except Infeasible as refusal:
        assert target is not None and refusal.reachable is not None and refusal.reachable < target
        return
    weights = np.array([proposal.weights.get(name, 0.0) for name in MARKET.names])
    returns = MARKET.values[1:] / MARKET.values[:-1] - 1.0
    assert (returns @ weights).std() * np.sqrt(252) <= BANDS[profile.level].volatility + 1e-9
    assert max(proposal.stressed_loss, proposal.worst_fall.share) <= profile.band.loss + 1e-9
    assert total(proposal) == pytest.approx(1.0)


@pytest.mark.parametrize("method", METHODS)
def test_more_risk_is_used_by_those_it_suits(method: Method) -> None:
    shares = [1.0 - propose(MARKET, markets.profile(level), Wish(method)).cash for level in range(5)]
    assert shares[0] == 0.0 and shares == sorted(shares) and shares[4] > 0.9


def test_whom_nothing_suits_keeps_cash_and_is_told_why() -> None:
    proposal = propose(MARKET, assess({**markets.CAREFREE, "horizon_years": 0.5}), Wish())  # type: ignore[arg-type]
    assert (proposal.weights, proposal.cash, proposal.volatility, proposal.worst_fall.share) == ({}, 1.0, 0.0, 0.0)
    assert "all_cash" in said(proposal)


def test_a_calm_last_year_does_not_hide_a_stormy_past() -> None:
    values = MARKET.values.copy()
    values[400:, :4] *= 0.6
    crashed = replace(MARKET, values=values)
    proposal = propose(crashed, markets.profile(2), Wish("risk_parity"))
    assert proposal.worst_fall.share <= 0.25 and "cash_for_loss" in said(proposal)


def test_limits_that_contradict_each_other_are_named() -> None:
    wish = Wish(limits=(Limit("each share", MARKET.names, high=0.1, each=True),))
    with pytest.raises(Infeasible, match=r"each share: at most 10 %.*at least 20.0%"):
        propose(MARKET, markets.profile(4), wish)


def test_a_return_beyond_the_suitable_risk_is_refused_with_what_can_be_had() -> None:
    with pytest.raises(Infeasible, match="suitable risk: volatility at most 5 %") as refusal:
        propose(MARKET, markets.profile(1), Wish(target=0.09))
    assert refusal.value.reachable is not None and 0.02 < refusal.value.reachable < 0.09
    assert refusal.value.conflict.binding[0] == "return: at least 9 %"


def test_a_return_that_limits_forbid_names_the_limits() -> None:
    wish = Wish(target=0.2, limits=(Limit("bonds", ("BOND",), low=0.6),))
    with pytest.raises(Infeasible, match="bonds: at least 60 %"):
        propose(MARKET, markets.profile(4), wish)


def test_a_return_that_can_be_had_is_had_with_the_least_volatility() -> None:
    proposal = propose(MARKET, markets.profile(4), Wish("min_volatility", target=0.05))
    assert proposal.expected_return == pytest.approx(0.05, abs=1e-4) and "target" in said(proposal)
    assert proposal.volatility < propose(MARKET, markets.profile(4), Wish(target=0.06)).volatility


def test_one_asset_alone_is_held_beside_cash_and_said_to_spread_nothing() -> None:
    proposal = propose(MARKET.of(["FIR"]), markets.profile(2), Wish())
    assert 0.0 < proposal.weights["FIR"] < 1.0 and "one_asset" in said(proposal)


def test_prices_that_look_split_are_refused_unless_they_are_said_to_be_real() -> None:
    odd = replace(MARKET, suspects=(Suspect("OAK", "2016-01-04", 0.5),))
    with pytest.raises(ValueError, match=r"OAK came to 0\.5 of its price on 2016-01-04"):
        propose(odd, markets.profile(2), Wish())
    assert propose(odd, markets.profile(2), Wish(), trusted=True).weights


def test_a_billion_is_advised_with_a_word_about_its_size() -> None:
    proposal = propose(MARKET, markets.profile(2), Wish(amount=1e12))
    assert "large_amount" in said(proposal) and "market_impact" in proposal.unknown


@pytest.mark.parametrize("wrong", [{"amount": 0.0}, {"amount": float("nan")}, {"years": 0.0}, {"riskless": 3.0}, {"cost": -0.1}])
def test_a_wish_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Wish(**wrong)  # type: ignore[arg-type]


def test_where_nothing_is_worth_more_than_cash_the_advice_says_so() -> None:
    falling = replace(MARKET, values=MARKET.values[::-1].copy())
    proposal = propose(falling, markets.profile(2), Wish(estimate="plain", riskless=0.1))
    assert "nothing_above_cash" in said(proposal)


def test_inconsistent_answers_make_the_advice_less_sure() -> None:
    answers = {**markets.CAREFREE, "when_it_falls": "sell_some"}
    longer = markets.prices(2000)
    assert propose(longer, assess(markets.CAREFREE), Wish()).confidence == "medium"  # type: ignore[arg-type]
    assert propose(longer, assess(answers), Wish()).confidence == "low"  # type: ignore[arg-type]


def test_the_range_of_outcomes_widens_and_costs_lower_it() -> None:
    free, dear = (propose(MARKET, markets.profile(3), Wish(cost=cost)) for cost in (0.0, 0.02))
    widths = [one.high - one.low for one in free.ranges]
    assert widths == sorted(widths) and free.range.low < free.range.middle < free.range.high
    assert dear.range.middle < free.range.middle and dear.range.loss >= free.range.loss


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_proposal_carries_reasons_doubts_and_versions(language: wording.Language) -> None:
    answers = {**markets.CAREFREE, "expensive_debt": True, "reserve_months": 1.0, "when_it_falls": "sell_some", "risk_attitude": None}
    wishes = (Wish(), Wish(target=0.021), Wish(amount=1e12, limits=(Limit("bonds", ("BOND",), low=0.6),)))
    for proposal in [
        propose(MARKET, assess(sheet), wish) for sheet in (answers, markets.CAREFREE) for wish in wishes[:: 2 if sheet is answers else 1]
    ]:  # type: ignore[arg-type]
        words = [*wording.reasons(proposal, language), wording.unknown(proposal, language), wording.source(proposal, language)]
        assert all(words) and not any("{" in one for one in words)
        assert MARKET.version in words[-1] and "portfolio-1" in words[-1]


def test_every_reason_and_doubt_has_words_in_both_languages() -> None:
    assert set(wording.REASONS["en"]) == set(wording.REASONS["zh"])
    assert set(wording.UNKNOWNS["en"]) == set(wording.UNKNOWNS["zh"])


def test_a_proposal_can_be_seen() -> None:
    for names in (MARKET.names, ("平安",)):
        market = Prices(names, MARKET.days, MARKET.values[:, : len(names)], version="x")
        assert picture.png(propose(market, markets.profile(2), Wish()), market)[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_solver_and_the_pictures_are_loaded_when_they_are_needed() -> None:
    code = (
        "import sys, bot.advice.portfolio, bot.advice.suitability, bot.advice.investing.picture;"
        "print([name for name in ('clarabel', 'scipy', 'matplotlib') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"

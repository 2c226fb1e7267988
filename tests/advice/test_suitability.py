"""What suits whom: the most cautious of what people can bear, want to bear and understand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.suitability import BANDS, CHOICES, QUESTIONS, assess
from tests.advice.markets import CAREFREE

ANSWERS = {
    **{question: st.sampled_from(sorted(choices)) for question, choices in CHOICES.items()},
    **{question: st.floats(0, 40) for question in ("horizon_years", "reserve_months", "experience_years")},
    "bearable_loss": st.floats(0, 1),
    "expensive_debt": st.booleans(),
    **{
        question: st.sampled_from(["more", "less", "same", "true", "false", "unknown"])
        for question in QUESTIONS
        if question.startswith("knows")
    },
}
SHEETS = st.fixed_dictionaries({}, optional={question: st.none() | answer for question, answer in ANSWERS.items()})


def test_who_may_and_wants_and_knows_everything_may_take_the_most() -> None:
    found = assess(CAREFREE)  # type: ignore[arg-type]
    assert (found.level, found.limiting, found.inconsistencies, found.missing) == (4, (), (), ())


@pytest.mark.parametrize(
    ("change", "level", "limiting"),
    [
        ({"horizon_years": 1.0}, 0, "horizon_years"),
        ({"horizon_years": 5.0}, 2, "horizon_years"),
        ({"income_left": "none"}, 0, "income_left"),
        ({"reserve_months": 1.5}, 1, "reserve_months"),
        ({"expensive_debt": True, "reserve_months": 3.0}, 0, "expensive_debt"),
        ({"experience_years": 0.0}, 2, "experience_years"),
        ({"knows_interest": "less", "knows_inflation": "more"}, 2, "knows_interest"),
    ],
)
def test_one_cautious_answer_holds_the_level_down(change: dict[str, Any], level: int, limiting: str) -> None:
    found = assess({**CAREFREE, **change})  # type: ignore[arg-type]
    assert found.level == level and limiting in found.limiting


def test_somebody_who_could_bear_much_but_wants_little_gets_little() -> None:
    found = assess({**CAREFREE, "bearable_loss": 0.06, "risk_attitude": "none", "when_it_falls": "sell_some"})  # type: ignore[arg-type]
    assert found.capacity == 4 and found.level == found.willingness == 0


def test_answers_that_do_not_go_together_lower_the_level_and_are_asked_again() -> None:
    plain = assess({**CAREFREE, "risk_attitude": "average", "when_it_falls": "wait", "bearable_loss": 0.30})  # type: ignore[arg-type]
    mixed = assess({**CAREFREE, "risk_attitude": "substantial", "when_it_falls": "sell_some", "bearable_loss": 0.60})  # type: ignore[arg-type]
    assert plain.inconsistencies == () and plain.level == 2
    assert mixed.level == 2 and mixed.willingness == 3
    assert set(mixed.ask_again) == {"bearable_loss", "risk_attitude", "when_it_falls"}


def test_ten_years_of_experience_without_knowing_what_interest_is_do_not_go_together() -> None:
    found = assess({**CAREFREE, "experience_years": 10.0, "knows_interest": "less", "knows_diversification": "true"})  # type: ignore[arg-type]
    assert [one.about for one in found.inconsistencies] == ["knowledge"] and found.level == found.understanding - 1


def test_debt_and_reserves_come_first() -> None:
    assert assess({**CAREFREE, "expensive_debt": True, "reserve_months": 1.0}).first == ("debt", "reserve")  # type: ignore[arg-type]


def test_nobody_is_shown_more_loss_than_they_said_they_could_bear() -> None:
    assert assess({**CAREFREE, "bearable_loss": 0.36}).band.loss == 0.36  # type: ignore[arg-type]


def test_without_answers_only_cash_suits() -> None:
    found = assess({})
    assert (found.level, found.band.volatility, found.missing) == (0, 0.0, QUESTIONS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"horizon_years": -1.0},
        {"horizon_years": float("nan")},
        {"bearable_loss": 20.0},
        {"risk_attitude": "yes"},
        {"reserve_months": "some"},
    ],
)
def test_an_answer_that_is_none_is_refused_by_its_question(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        assess({**CAREFREE, **wrong})  # type: ignore[arg-type]


@given(SHEETS)
def test_no_answers_lead_beyond_the_most_cautious_of_the_three(answers: dict[str, Any]) -> None:
    found = assess(answers)
    assert found.level <= min(found.capacity, found.willingness, found.understanding)
    assert found.band.volatility <= BANDS[found.level].volatility and found.band.loss <= BANDS[found.level].loss
    assert found.band.loss <= (answers.get("bearable_loss") or 0.0)


@given(SHEETS, st.sampled_from(QUESTIONS))
def test_leaving_a_question_out_never_earns_more_risk_unless_it_contradicted_others(answers: dict[str, Any], question: str) -> None:
    before, after = assess(answers), assess({**answers, question: None})
    assert after.level <= before.level + len(before.inconsistencies)

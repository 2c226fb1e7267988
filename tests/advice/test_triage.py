"""Triage of a case: what is asked, what is advised, and that nothing that is said makes it less careful."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.triage import case as cases
from bot.advice.triage import engine as engines
from bot.advice.triage.asking import worth
from bot.advice.triage.case import Case
from bot.advice.triage.engine import Advice, Ask, AskBack, Engine, advice, begin, concluded, heard, next_step
from bot.advice.triage.levels import RANK
from bot.advice.triage.reasons import reasons
from tests.advice import ward
from tests.advice.ward import ENGINE

GROWN = 36.0
ANSWERS = st.tuples(st.sampled_from(sorted(ENGINE.symptoms)), st.sampled_from(["yes", "no", "unsure"]), st.booleans())
STEPS = st.lists(st.one_of(ANSWERS, st.just("advise"), st.floats(0, 200)), max_size=14)


def finished(case: Case, answers: dict[str, cases.Answer], engine: Engine = ENGINE) -> tuple[Case, Advice]:
    """Asked until there is advice; what is not in ``answers`` is answered with no."""
    while isinstance(step := next_step(engine, case), Ask):
        case = heard(engine, case, step.symptom, answers.get(step.symptom, "no"))
    assert isinstance(step, Advice)
    return case, step


def test_a_red_flag_is_an_emergency_and_nothing_more_is_asked() -> None:
    step = next_step(ENGINE, begin(ENGINE, ["cough", "blue lips"], GROWN))
    assert isinstance(step, Advice)
    assert step.level == "emergency"
    assert step.grounds[0].subject == "blue lips"


def test_the_same_fever_is_a_red_flag_in_a_newborn_only() -> None:
    assert begin(ENGINE, ["fever"], 2).flags == ("fever in a newborn",)
    assert begin(ENGINE, ["fever"], 3).flags == ()


def test_a_child_whose_age_is_not_known_counts_as_young_enough() -> None:
    case = begin(ENGINE, ["fever"])
    assert case.flags == ("fever in a newborn",)
    assert engines.aged(ENGINE, case, GROWN).flags == ("fever in a newborn",), "and what was raised stays"


def test_the_missing_part_of_a_red_flag_is_asked_before_anything_else() -> None:
    step = next_step(ENGINE, begin(ENGINE, ["fever", "cough"], GROWN))
    assert isinstance(step, Ask)
    assert (step.symptom, step.flag) == ("rash that stays", "fever with a rash that stays")


def test_a_red_flag_that_cannot_be_ruled_out_raises_the_level() -> None:
    _, unsure = finished(begin(ENGINE, ["fever", "cough"], GROWN), {"rash that stays": "unsure"})
    _, without = finished(begin(ENGINE, ["fever", "cough"], GROWN), {})
    assert (without.level, unsure.level) == ("self_care", "today")
    assert unsure.grounds[0].kind == "red_flag_not_ruled_out"


def test_a_flag_of_a_lower_level_raises_to_it_and_lets_the_questions_go_on() -> None:
    case = begin(ENGINE, ["rash", "itch", "cough"], GROWN)
    assert isinstance(next_step(ENGINE, case), Ask)
    assert advice(ENGINE, case).level == "today"
    assert advice(ENGINE, heard(ENGINE, case, "itch", "no")).level == "today", "also when it is taken back"


def test_the_missing_part_of_a_lower_flag_is_asked_while_the_advice_is_below_it() -> None:
    step = next_step(ENGINE, begin(ENGINE, ["rash", "cough"], GROWN))
    assert isinstance(step, Ask)
    assert step.flag != "a rash for days", "pneumonia is possible still, which is for today as well"
    case = heard(ENGINE, begin(ENGINE, ["rash", "loose stool"], GROWN), "wheeze", "no")
    step = next_step(ENGINE, case)
    assert isinstance(step, Ask)
    assert (step.symptom, step.flag) == ("itch", "a rash for days")


def test_symptoms_that_exclude_each_other_are_asked_back() -> None:
    case = begin(ENGINE, ["loose stool", "constipation"], GROWN)
    assert next_step(ENGINE, case) == AskBack(("constipation", "loose stool"))
    assert not isinstance(next_step(ENGINE, heard(ENGINE, case, "constipation", "no")), AskBack)


def test_what_tells_conditions_apart_is_asked_first_and_what_does_not_is_not_asked() -> None:
    step = next_step(ENGINE, begin(ENGINE, ["cough"], GROWN))
    assert isinstance(step, Ask)
    assert step.symptom == "wheeze"
    case, _ = finished(begin(ENGINE, ["cough"], GROWN), {})
    assert "blue lips" not in {one.symptom for one in case.heard if one.answer == "yes"}
    assert case.asked < len(ENGINE.symptoms) - 1


def test_a_likely_dangerous_condition_decides_also_where_it_is_not_the_likeliest() -> None:
    given = advice(ENGINE, begin(ENGINE, ["cough"], GROWN))
    assert given.conditions[0][0] in ("cold", "pneumonia")
    _, harmless = finished(begin(ENGINE, ["cough"], GROWN), {})
    assert harmless.conditions[0][0] == "cold"
    _, chesty = finished(begin(ENGINE, ["cough"], GROWN), {"wheeze": "unsure"})
    assert chesty.level == "today"
    assert any(ground.subject == "pneumonia" for ground in chesty.grounds)


def test_there_is_no_self_care_where_nothing_is_known() -> None:
    assert advice(ENGINE, begin(ENGINE, [], GROWN)).level != "self_care"
    alone = Engine(ward.model(), dict.fromkeys(ward.CONDITIONS, "self_care"))
    assert advice(alone, begin(alone)).level == "routine"


def test_where_no_condition_is_likely_there_is_no_self_care_either() -> None:
    alone = Engine(ward.model(), dict.fromkeys(ward.CONDITIONS, "self_care"))
    unclear, clear = (advice(alone, begin(alone, named, GROWN)) for named in (["fever"], ["cough", "wheeze"]))
    assert unclear.conditions[0][1] < 0.5 < clear.conditions[0][1]
    assert (unclear.level, clear.level) == ("routine", "self_care")
    assert unclear.grounds[0].kind == "no_likely_condition"


def test_a_question_is_worth_the_chance_that_it_changes_the_advice() -> None:
    weighing, places = ENGINE.weighing(GROWN), np.arange(len(ward.SYMPTOMS))
    found = worth(ENGINE.model, ENGINE.states(begin(ENGINE, ["cough"], GROWN)), weighing, places)
    gain, change = (dict(zip(ward.SYMPTOMS, part[0], strict=True)) for part in (found.gain, found.change))
    assert change["wheeze"] > 0.3, "which of two it is hangs on it"
    assert change["constipation"] < 0.01, "all conditions have it alike"
    assert (gain["cough"], change["cough"]) == (-1, -1), "it is known"
    assert gain["wheeze"] > gain["fever"] > gain["constipation"] >= -1e-9


def test_what_is_severe_is_asked_about_first() -> None:
    """Two questions that tell as much: one of whether it is pneumonia, one of whether it is diarrhoea."""
    states = ENGINE.states(begin(ENGINE, [], GROWN))
    mild, grave = (replace(ENGINE.weighing(GROWN), severity=np.array(weights)) for weights in ((1.0, 1.0, 4.0), (1.0, 4.0, 1.0)))
    wheeze, stool = ward.SYMPTOMS.index("wheeze"), ward.SYMPTOMS.index("loose stool")
    ratio = [
        float(found[0, wheeze] / found[0, stool]) for found in (worth(ENGINE.model, states, w, np.arange(7)).gain for w in (mild, grave))
    ]
    assert ratio[1] > 1.5 * ratio[0]


def test_a_symptom_that_the_model_cannot_weigh_is_never_brushed_aside() -> None:
    _, given = finished(begin(ENGINE, ["cough", "itch"], GROWN), {})
    assert given.level == "routine"
    assert given.grounds[0].subject == "itch"


def test_no_condition_is_told_by_the_name_of_a_symptom_that_nobody_has_spoken_of() -> None:
    """A rash alone must not end in "it may be a fever" before anybody has asked for one."""
    named = replace(ENGINE.model, conditions=("cold", "pneumonia", "infant rash"))
    engine = replace(ENGINE, model=named, levels={"cold": "self_care", "pneumonia": "today", "infant rash": "routine"}, least_change=1.0)
    case = begin(engine, ["loose stool"], GROWN)
    assert next_step(engine, case) == Ask("rash", "")
    without = next_step(engine, heard(engine, begin(engine, ["loose stool"], GROWN), "rash", "no"))
    assert isinstance(without, Advice)
    assert without.conditions[0][0] == "infant rash"
    assert "infant rash" not in {ground.subject for ground in without.grounds}
    assert ("no_likely_condition", "routine") in {(ground.kind, ground.level) for ground in without.grounds}
    assert without.confidence == "low"


def test_more_questions_than_the_most_are_never_asked() -> None:
    hasty = Engine(ward.model(), ward.LEVELS, most=1)
    case, given = finished(begin(hasty, ["fever"], GROWN), {}, hasty)
    assert case.asked == 1
    assert given.not_asked


def test_a_condition_that_a_child_is_too_old_for_is_not_thought_of() -> None:
    young = Engine(ward.model(), ward.LEVELS, under_months={"pneumonia": 12})
    for age, possible in ((11, True), (12, False), (None, True)):
        given = advice(young, begin(young, ["cough", "wheeze"], age))
        assert (dict(given.conditions)["pneumonia"] > 0.5) is possible


def test_advice_says_why_and_what_it_does_not_know() -> None:
    case, given = finished(begin(ENGINE, ["cough", "fever"], GROWN), {"wheeze": "yes", "rash": "unsure"})
    case = heard(ENGINE, case, "loose stool", "unsure")
    given = advice(ENGINE, case)
    found = reasons(ENGINE, case, "pneumonia")
    assert found[0].symptom == "wheeze"
    assert found[0].weight > 0.5 > found[-1].weight
    assert "loose stool" in given.not_known
    assert (given.model, given.data) == ("v1", "d1")


@pytest.mark.parametrize("age", [-1, float("nan"), float("inf"), 10_000])
def test_an_age_that_is_none_is_refused(age: float) -> None:
    with pytest.raises(ValueError, match="0 to 1500"):
        begin(ENGINE, ["cough"], age)


def test_a_symptom_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="'a bad mood' is no symptom"):
        begin(ENGINE, ["a bad mood"])


def test_a_condition_without_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="no level is given for diarrhoea"):
        Engine(ward.model(), {"cold": "self_care", "pneumonia": "today"})


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_nothing_that_is_said_lowers_advice_that_was_given_or_takes_back_a_red_flag(steps: list[object]) -> None:
    case, shown = Case(age_months=GROWN), 0
    raised: set[str] = set()
    for step in steps:
        if step == "advise":
            given = advice(ENGINE, case)
            assert RANK[given.level] >= shown
            case, shown = concluded(case, given), RANK[given.level]
        elif isinstance(step, float):
            case = engines.aged(ENGINE, case, step)
        else:
            symptom, answer, named = step
            case = heard(ENGINE, case, symptom, answer, named=named)
        assert raised <= set(case.flags)
        raised = set(case.flags)
    assert RANK[advice(ENGINE, case).level] >= shown
    if raised - {"a rash for days"}:
        assert advice(ENGINE, case).level == "emergency"


@settings(max_examples=200, deadline=None)
@given(st.lists(ANSWERS, max_size=10), st.one_of(st.none(), st.floats(0, 200)))
def test_no_answers_hide_a_red_flag(answers: list[tuple[str, cases.Answer, bool]], age: float | None) -> None:
    case = begin(ENGINE, [], age)
    for symptom, answer, named in answers:
        case = heard(ENGINE, case, symptom, answer, named=named)
    present = {one.symptom for one in case.heard if one.answer == "yes"}
    for flag in (flag for flag in ward.FLAGS if flag.level == "emergency"):
        if flag.symptoms <= present and (flag.under_months is None or age is None or age < flag.under_months):
            step = next_step(ENGINE, case)
            assert isinstance(step, Advice)
            assert step.level == "emergency"
            assert flag.name in {ground.subject for ground in step.grounds}


@settings(max_examples=100, deadline=None)
@given(st.lists(ANSWERS, max_size=6))
def test_a_red_flag_left_open_is_seen_today_at_the_latest_whatever_else_is_said(answers: list[tuple[str, cases.Answer, bool]]) -> None:
    case = begin(ENGINE, ["fever"], GROWN)
    for symptom, answer, named in answers:
        case = heard(ENGINE, case, symptom, answer, named=named)
    case = heard(ENGINE, heard(ENGINE, case, "fever", "yes"), "rash that stays", "unsure")
    assert RANK[advice(ENGINE, case).level] >= RANK["today"]


def test_a_case_survives_the_slot_it_is_kept_in() -> None:
    case, _ = finished(begin(ENGINE, ["cough", "fever"], GROWN), {"wheeze": "unsure"})
    assert cases.loaded(cases.dumped(case)) == case


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"heard": [{"symptom": "cough"}], "flags": []}', '{"heard": [], "flags": [], "least": "none"}']
)
def test_a_slot_that_holds_no_case_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no case|Expecting"):
        cases.loaded(text)


def test_a_question_costs_less_than_twenty_milliseconds() -> None:
    case = begin(ENGINE, ["cough"], GROWN)
    began = time.process_time()
    for _ in range(20):
        next_step(ENGINE, case)
    assert (time.process_time() - began) / 20 < 0.02

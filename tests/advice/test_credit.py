"""The scorecard as it serves: points, reasons, what would change it, and what nobody may be judged by."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.credit.decision import Assessment, assess
from bot.advice.credit.scorecard import Category, Numeric, Scorecard, dumped, load, probability
from bot.errors import ArtifactError

CARD = Scorecard(
    base=500,
    cutoff=560,
    characteristics=(
        Numeric("income", (1_000.0, 3_000.0), (-30, 10, 45), 0, 20.0, 0.0, 9_000.0),
        Numeric("amount", (2_000.0, 8_000.0), (30, 5, -40), 0, 15.0, 100.0, 20_000.0),
        Category("savings", {"none": -20, "some": 10, "much": 40}, 0, 0, 18.0),
        Category("guarantor", {"no": 0, "yes": 35}, 0, 0, 10.0),
    ),
    protected=("sex", "age", "nationality"),
    about={"version": "v1", "data": "d" * 64},
)
GOOD = {"income": 4_000, "amount": 1_500, "savings": "some", "guarantor": "no"}
POOR = {"income": 500, "amount": 9_000, "savings": "none", "guarantor": "no"}

numbers = st.one_of(st.none(), st.floats(0, 30_000))
applications = st.fixed_dictionaries(
    {
        "income": numbers,
        "amount": numbers,
        "savings": st.sampled_from([None, "none", "some", "much", "a yacht"]),
        "guarantor": st.sampled_from([None, "no", "yes"]),
    }
)


def judged(**said: str | float | None) -> Assessment:
    return assess(CARD, {**GOOD, **said}, ("amount", "savings", "guarantor"))


def test_points_add_up_to_the_score_and_to_the_outcome() -> None:
    assert judged().score == 500 + 45 + 30 + 10 + 0
    assert judged().outcome == "likely"
    assert assess(CARD, POOR).outcome == "unlikely"


def test_fifty_more_points_double_the_odds() -> None:
    assert probability(500) == pytest.approx(0.5)
    assert probability(550) == pytest.approx(1 / 3)
    assert 0 <= probability(1e9) <= probability(-1e9) <= 1


@given(applications)
def test_a_refusal_always_has_reasons(application: dict[str, str | float | None]) -> None:
    found = assess(CARD, application)
    assert (found.score < CARD.cutoff) == bool(found.reasons)
    assert all(reason.lost > 0 for reason in found.reasons)
    assert [reason.lost for reason in found.reasons] == sorted((reason.lost for reason in found.reasons), reverse=True)


def test_a_refusal_by_a_hair_has_its_reason() -> None:
    several = tuple(Numeric(f"n{place}", (1.0,), (0, 4), 0, 4.04, 0.0, 9.0) for place in range(26))
    card = Scorecard(base=500, cutoff=605, characteristics=several, protected=(), about={})
    found = assess(card, {one.name: 2.0 for one in several})
    assert found.score == 604
    assert found.reasons and all(reason.lost > 0 for reason in found.reasons)


@given(applications, st.sampled_from(["woman", "man", None]), st.integers(0, 120), st.text(max_size=5))
def test_what_is_protected_never_changes_an_assessment(
    application: dict[str, str | float | None], sex: str | None, age: int, nationality: str
) -> None:
    assert assess(CARD, {**application, "sex": sex, "age": age, "nationality": nationality}) == assess(CARD, application)


@given(applications, st.floats(0, 9_000), st.floats(0, 9_000))
def test_more_of_a_good_thing_never_lowers_the_score(application: dict[str, str | float | None], one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert CARD.score({**application, "income": less}) <= CARD.score({**application, "income": more})
    assert CARD.score({**application, "amount": more}) <= CARD.score({**application, "amount": less})


@given(applications)
def test_what_would_change_it_really_would(application: dict[str, str | float | None]) -> None:
    changed = dict(application)
    found = assess(CARD, application, ("amount", "savings", "guarantor"))
    for change in found.changes:
        changed[change.name] = change.value
    if found.changes:
        assert CARD.score(changed) >= CARD.cutoff
        for change in found.changes:
            assert CARD.score({**changed, change.name: application[change.name]}) < CARD.cutoff


def test_the_smallest_change_is_told_and_nothing_that_nobody_can_change() -> None:
    changes = judged(income=2_000, amount=3_000, savings="some", guarantor="no").changes
    assert [(change.name, change.value) for change in changes] == [("guarantor", "yes")]
    assert assess(CARD, POOR, ()).changes == ()


@given(applications, st.sampled_from(["income", "amount", "savings", "guarantor"]))
def test_an_outcome_holds_whatever_is_said_to_what_was_left_out(application: dict[str, str | float | None], name: str) -> None:
    found = assess(CARD, {**application, name: None})
    if found.outcome != "person":
        for value in {"income": (0, 2_000, 9_000), "amount": (100, 5_000, 20_000), "savings": ("none", "much"), "guarantor": ("no", "yes")}[
            name
        ]:
            assert assess(CARD, {**application, name: value}).outcome in (found.outcome, "person")


def test_what_is_missing_is_named_and_lowers_the_confidence() -> None:
    found = judged(savings=None, guarantor="  ")
    assert found.missing == ("savings", "guarantor")
    assert found.confidence == "low"


def test_an_amount_beyond_anything_learnt_from_goes_to_a_person() -> None:
    found = judged(amount=1e12)
    assert (found.outcome, found.strange) == ("person", ("amount",))


def test_a_word_that_was_never_learnt_goes_to_a_person() -> None:
    assert judged(savings="a yacht").outcome == "person"


@pytest.mark.parametrize("value", [-5, "much", float("nan"), float("inf")])
def test_what_cannot_be_an_income_is_refused_by_name(value: str | float) -> None:
    with pytest.raises(ValueError, match="income"):
        judged(income=value)


def test_a_scorecard_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "engine.json"
    path.write_text(dumped(CARD), encoding="utf-8")
    assert load(path) == CARD


@pytest.mark.parametrize("wrong", ["", "[]", "{}", '{"format": 99}'])
def test_a_file_that_is_no_scorecard_is_refused(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "engine.json"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ArtifactError):
        load(path)


def test_points_that_rise_and_fall_again_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "engine.json"
    bent = replace(CARD, characteristics=(Numeric("income", (1.0, 2.0), (0, 9, 3), 0, 0.0, 0.0, 9.0),))
    path.write_text(dumped(bent), encoding="utf-8")
    with pytest.raises(ArtifactError, match="income"):
        load(path)


def test_the_shipped_scorecard_loads_and_knows_no_protected_column() -> None:
    path = Path(__file__).parents[2] / "domains/credit/data/engine.json"
    card = load(path)
    assert {one.name for one in card.characteristics}.isdisjoint({"personal_status", "age", "foreign_worker", *card.protected})
    assert len(card.protected) == 3
    assert path.stat().st_size < 20_000
    assert json.loads(path.read_text(encoding="utf-8"))["about"]["licence"] == "CC BY 4.0"

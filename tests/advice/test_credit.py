"""The scorecard as it serves: points, reasons, what would change it, and what nobody may be judged by."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice.credit.decision import Assessment, assess
from bot.advice.credit.scorecard import Category, Numeric, Pair, Scorecard, dumped, load, probability
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
TOGETHER = Pair(("income", "amount"), ((2_000.0,), (5_000.0,)), ((5, -25, -10), (8, 3, 6), (7, -9, 0)))
PAIRED = replace(CARD, pairs=(TOGETHER,))
both = pytest.mark.parametrize("card", [CARD, PAIRED], ids=["plain", "with a pair"])
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


@both
@given(applications)
def test_a_refusal_always_has_reasons(card: Scorecard, application: dict[str, str | float | None]) -> None:
    found = assess(card, application)
    assert (found.score < card.cutoff) == bool(found.reasons)
    assert all(reason.lost > 0 for reason in found.reasons)
    assert [reason.lost for reason in found.reasons] == sorted((reason.lost for reason in found.reasons), reverse=True)


def test_a_refusal_by_a_hair_has_its_reason() -> None:
    several = tuple(Numeric(f"n{place}", (1.0, 3.0), (0, 4, 5), 0, 4.04, 0.0, 9.0) for place in range(26))
    card = Scorecard(base=500, cutoff=605, characteristics=several, protected=(), about={})
    found = assess(card, {one.name: 2.0 for one in several})
    assert found.score == 604
    assert found.reasons and all(reason.lost > 0 for reason in found.reasons)


@both
@given(applications)
def test_a_cutoff_that_nobody_can_reach_is_no_fault_of_the_application(card: Scorecard, application: dict[str, str | float | None]) -> None:
    """There is no reason to tell and nothing to change, but that."""
    found = assess(replace(card, cutoff=800), application, ("amount", "savings", "guarantor"))
    assert (found.reachable, found.reasons, found.changes) == (False, (), ())
    assert found.outcome != "likely"


@both
@given(applications)
def test_a_cutoff_that_was_raised_leaves_no_refusal_without_a_reason(card: Scorecard, application: dict[str, str | float | None]) -> None:
    """Whoever is as good as those who were good enough is measured against the best."""
    found = assess(replace(card, cutoff=645), application)
    assert found.reachable
    assert (found.score < 645) == bool(found.reasons)
    assert all(reason.lost > 0 for reason in found.reasons)


@given(applications, st.sampled_from(["woman", "man", None]), st.integers(0, 120), st.text(max_size=5))
def test_what_is_protected_never_changes_an_assessment(
    application: dict[str, str | float | None], sex: str | None, age: int, nationality: str
) -> None:
    assert assess(CARD, {**application, "sex": sex, "age": age, "nationality": nationality}) == assess(CARD, application)


@both
@given(applications, st.floats(0, 9_000), st.floats(0, 9_000))
def test_more_of_a_good_thing_never_lowers_the_score(
    card: Scorecard, application: dict[str, str | float | None], one: float, other: float
) -> None:
    less, more = sorted((one, other))
    assert card.score({**application, "income": less}) <= card.score({**application, "income": more})
    assert card.score({**application, "amount": more}) <= card.score({**application, "amount": less})


@both
@given(applications)
def test_what_would_change_it_really_would(card: Scorecard, application: dict[str, str | float | None]) -> None:
    changed = dict(application)
    found = assess(card, application, ("income", "amount", "savings", "guarantor"))
    for change in found.changes:
        changed[change.name] = float(change.value) + 0.01 if change.kind == "above" else change.value
    if found.changes:
        assert card.score(changed) >= card.cutoff
        for change in found.changes:
            assert card.score({**changed, change.name: application[change.name]}) < card.cutoff


def test_what_would_have_to_be_more_is_told_as_such() -> None:
    """Of two bins that would do, the nearer one."""
    found = assess(PAIRED, {**GOOD, "income": 500, "savings": "much"}, ("income",))
    assert [(one.name, one.kind, one.value, one.points) for one in found.changes] == [("income", "above", 1_000.0, 40)]


def test_a_table_decides_nothing_where_one_of_its_two_is_not_said() -> None:
    """Whether this is enough hangs on the other one, and on nothing but their table."""
    flat = tuple(Numeric(name, (), (0,), 0, 20.0, 0.0, 9.0) for name in ("months", "loans"))
    card = Scorecard(500, 505, flat, (), {}, (Pair(("months", "loans"), ((3.0,), (2.0,)), ((40, -5, 10), (-5, -5, -5), (10, -5, 0))),))
    assert [assess(card, {"months": months}).outcome for months in (2.0, 6.0)] == ["person", "unlikely"]
    assert [assess(card, {"loans": loans, "months": 1.0}).outcome for loans in (1.0, 4.0)] == ["likely", "unlikely"]
    assert assess(card, {}).outcome == "person"


def test_a_change_that_counts_only_together_with_another_is_found() -> None:
    """Neither brings a point alone: the pair forgives those only who have both, fewer months and a larger income."""
    flat = tuple(Numeric(name, (), (0,), 0, 20.0, 0.0, 9.0) for name in ("months", "income"))
    card = Scorecard(500, 530, flat, (), {}, (Pair(("months", "income"), ((3.0,), (2.0,)), ((-5, 40, 10), (-5, -5, -5), (-5, 10, 0))),))
    found = assess(card, {"months": 6.0, "income": 1.0}, ("months", "income")).changes
    assert [(one.name, one.kind, one.value, one.points) for one in found] == [("months", "at_most", 3.0, 0), ("income", "above", 2.0, 0)]


def test_the_smallest_change_is_told_and_nothing_that_nobody_can_change() -> None:
    changes = judged(income=2_000, amount=3_000, savings="some", guarantor="no").changes
    assert [(change.name, change.value) for change in changes] == [("guarantor", "yes")]
    assert assess(CARD, POOR, ()).changes == ()


@both
@given(applications, st.sampled_from(["income", "amount", "savings", "guarantor"]))
def test_an_outcome_holds_whatever_is_said_to_what_was_left_out(
    card: Scorecard, application: dict[str, str | float | None], name: str
) -> None:
    found = assess(card, {**application, name: None})
    if found.outcome != "person":
        for value in {"income": (0, 2_000, 9_000), "amount": (100, 5_000, 20_000), "savings": ("none", "much"), "guarantor": ("no", "yes")}[
            name
        ]:
            assert assess(card, {**application, name: value}).outcome in (found.outcome, "person")


@given(applications)
def test_what_two_numbers_bring_together_is_shared_out_without_rest(application: dict[str, str | float | None]) -> None:
    gained = sum(PAIRED.gained(one, application) for one in PAIRED.characteristics)
    assert PAIRED.base + gained == PAIRED.score(application)


def test_a_reason_names_what_it_lost_points_together_with() -> None:
    """25 points lost by a small income with a large amount: 13 by the income, which alone would lose 10 on the mean, 12 by the amount."""
    reasons = {reason.name: reason for reason in assess(PAIRED, POOR).reasons}
    assert reasons["income"].lost == 20 + 30 + 13 and reasons["income"].beside == ("amount",)
    assert reasons["amount"].lost == 15 + 40 + 12 and reasons["amount"].beside == ("income",)
    assert reasons["savings"].beside == ()


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


@both
def test_a_scorecard_survives_its_file(tmp_path: Path, card: Scorecard) -> None:
    path = tmp_path / "engine.json"
    path.write_text(dumped(card), encoding="utf-8")
    assert load(path) == card


def test_only_a_card_with_pairs_needs_a_reader_that_knows_them() -> None:
    assert [json.loads(dumped(card))["format"] for card in (CARD, PAIRED)] == [1, 2]


@pytest.mark.parametrize(
    ("points", "about"),
    [
        (((5, -25, 0), (8, 3, 0), (0, 0, 7)), "nothing said"),
        (((5, -25, 0), (8, 13, 0), (0, 0, 0)), "rise"),
        (((5, -25, 0), (2, 3, 0), (0, 0, 0)), "rise"),
        (((5, -25, 0), (0, 0, 0)), "edges"),
    ],
)
def test_a_pair_that_does_not_go_one_way_in_both_is_refused(tmp_path: Path, points: tuple[tuple[int, ...], ...], about: str) -> None:
    path = tmp_path / "engine.json"
    path.write_text(dumped(replace(CARD, pairs=(replace(TOGETHER, points=points),))), encoding="utf-8")
    with pytest.raises(ArtifactError, match=about):
        load(path)


def test_a_pair_of_what_is_no_number_of_the_card_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "engine.json"
    path.write_text(dumped(replace(CARD, pairs=(replace(TOGETHER, names=("income", "savings")),))), encoding="utf-8")
    with pytest.raises(ArtifactError, match="savings"):
        load(path)


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

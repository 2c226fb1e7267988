"""How a scorecard is learnt: columns found from the data, protected ones kept apart, bins that only rise or fall."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.advice.credit.decision import assess
from bot.advice.credit.scorecard import Numeric, Scorecard, dumped, load
from bot.errors import DataError
from training.advice import credit, scorecard_page, scorecards
from training.advice.applications import Applications, Asked, read, written_out

HEAD = "id,income,debts,job,sex,Age,maritalStatus,outcome"


def rows(count: int = 400, seed: int = 1) -> list[str]:
    """Made-up applications: the poorer and the more in debt, the less is repaid; women are a bit poorer here."""
    chance = np.random.default_rng(seed)
    lines = []
    for number in range(count):
        woman = chance.random() < 0.5
        income, debts = chance.gamma(4, 500) * (0.9 if woman else 1.0), chance.gamma(2, 300)
        job = chance.choice(["clerk", "cook", "none"], p=[0.5, 0.3, 0.2])
        bad = chance.random() < 1 / (1 + np.exp(0.0012 * income - 0.002 * debts - 1.0 * (job == "none") + 0.2))
        shown = "" if number % 40 == 0 else f"{income:.0f}"
        lines.append(
            f"{number},{shown},{debts:.0f},{job},{'f' if woman else 'm'},{chance.integers(18, 80)},single,{'bad' if bad else 'good'}"
        )
    return lines


def file(folder: Path, lines: list[str], head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "applications.csv"
    path.write_bytes("\n".join([*([head] if head else []), *lines]).encode(encoding))
    return path


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    return read(file(tmp_path_factory.mktemp("credit"), rows()), Asked("outcome"))


@pytest.fixture(scope="module")
def card(applications: Applications) -> Scorecard:
    """What is learnt from them."""
    return credit.fit(applications)


def test_numbers_and_words_are_told_apart_and_the_protected_left_out(applications: Applications) -> None:
    assert list(applications.numbers) == ["income", "debts"]
    assert list(applications.words) == ["job"]
    assert applications.protected == ("sex", "Age", "maritalStatus")
    assert applications.bad_value == "bad"
    assert any("id is left out" in note for note in applications.notes)


@pytest.mark.parametrize(
    "name",
    [
        "SEX",
        "gender_code",
        "MARRIAGE",
        "marital status",
        "AGE",
        "applicantAge",
        "nationality",
        "foreign_worker",
        "native-country",
        "national_origin",
        "relationship",
        "familyStatus",
        "性别",
    ],
)
def test_a_protected_column_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    lines = [f"{row.split(',')[1] or 0},{number % 7},{row.split(',')[-1]}" for number, row in enumerate(rows(60))]
    assert read(file(tmp_path, lines, f"income,{name},outcome"), Asked("outcome")).protected == (name,)


@pytest.mark.parametrize(
    "name", ["mortgage", "average_balance", "usage", "percentage", "PAY_AMT1", "origination_fee", "loan_origin", "relationship_years"]
)
def test_a_column_that_only_sounds_like_one_stays_an_input(tmp_path: Path, name: str) -> None:
    lines = [f"{row.split(',')[1] or 0},{number % 7},{row.split(',')[-1]}" for number, row in enumerate(rows(60))]
    assert read(file(tmp_path, lines, f"income,{name},outcome"), Asked("outcome")).protected == ()


def test_a_file_without_names_has_numbers_for_names(tmp_path: Path) -> None:
    found = read(file(tmp_path, rows(), head=""), Asked("8", protected=("5", "6", "7")))
    assert (found.protected, found.bad_value) == (("5", "6", "7"), "bad")
    assert len(found.bad) == 400


def test_months_of_one_thing_are_also_taken_together(tmp_path: Path) -> None:
    lines = [f"{number},{number % 3},{number % 5},{row.split(',')[-1]}" for number, row in enumerate(rows(60))]
    found = read(file(tmp_path, lines, "PAY_0,PAY_2,PAY_3,outcome"), Asked("outcome")).numbers
    assert found["PAY largest"][4] == max(4, 4 % 3, 4 % 5)
    assert found["PAY change"][7] == 7 - 7 % 5


def test_amounts_of_several_months_are_also_taken_over_an_amount_beside_them(tmp_path: Path) -> None:
    limits = [1_000 + 10 * number for number in range(60)]
    lines = [f"{limits[at]},{at * 7},{at * 5},{at * 9},{at % 3},{at % 2},{at % 4},{row.split(',')[-1]}" for at, row in enumerate(rows(60))]
    found = read(file(tmp_path, lines, "limit,BILL1,BILL2,BILL3,PAY_0,PAY_2,PAY_3,outcome"), Asked("outcome")).numbers
    assert found["BILL1 over limit"][30] == 30 * 7 / limits[30]
    assert found["BILL mean over limit"][30] == pytest.approx(30 * 7 / limits[30])
    assert not any(name.startswith("PAY") and "over" in name for name in found), "months in arrears are no amounts"


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "cp1252", "utf-8-sig"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    assert len(read(file(tmp_path, rows(60), encoding=encoding), Asked("outcome")).bad) == 60


@pytest.mark.parametrize(
    ("lines", "asked", "about"),
    [
        (rows(60), Asked("debts"), "values"),
        (rows(60), Asked("nothing"), "no column"),
        (rows(60), Asked("outcome", protected=("height",)), "height"),
        (rows(60), Asked("outcome", bad="late"), "late"),
        (rows(10), Asked("outcome"), "30 rows"),
        ([*rows(60), "60,1,2"], Asked("outcome"), "cells"),
    ],
)
def test_what_cannot_be_learnt_from_is_said(tmp_path: Path, lines: list[str], asked: Asked, about: str) -> None:
    with pytest.raises(DataError, match=about):
        read(file(tmp_path, lines), asked)


def test_rows_that_do_not_say_how_it_ended_are_left_out_and_counted(tmp_path: Path) -> None:
    found = read(file(tmp_path, [*rows(60), "60,900,100,cook,f,30,single,", "61,900,100,cook,f,30,single,n/a"]), Asked("outcome"))
    assert len(found.bad) == 60
    assert "2 rows are left out: outcome is empty" in found.notes


def test_none_is_a_word_among_words_and_nothing_among_numbers(tmp_path: Path) -> None:
    found = read(file(tmp_path, [*rows(60), "60,none,100,none,f,30,single,good"]), Asked("outcome"))
    assert found.words["job"][60] == "none"
    assert np.isnan(found.numbers["income"][60])


def test_numbers_with_decimal_commas_are_numbers(tmp_path: Path) -> None:
    lines = [f"{number}.000,5;{row.split(',')[-1]}" for number, row in enumerate(rows(60), 1)]
    assert read(file(tmp_path, lines, "income;outcome"), Asked("outcome")).numbers["income"][6] == 7000.5


def test_a_scorecard_learns_which_way_the_world_goes(card: Scorecard) -> None:
    points = {one.name: one for one in card.characteristics}
    income, debts = points["income"], points["debts"]
    assert isinstance(income, Numeric) and isinstance(debts, Numeric)
    assert list(income.points) == sorted(income.points) and income.points[0] < income.points[-1]
    assert list(debts.points) == sorted(debts.points, reverse=True)
    assert points["job"].of("none") < points["job"].of("clerk")
    assert set(points) <= {"income", "debts", "job"}


def test_saying_nothing_is_never_better_than_the_mean(card: Scorecard) -> None:
    assert all(one.missing <= 0 for one in card.characteristics)


def test_its_probabilities_are_near_to_what_comes(tmp_path: Path) -> None:
    learn, later = (read(file(tmp_path, rows(1500, seed)), Asked("outcome")) for seed in (1, 2))
    found = credit.chances(credit.fit(learn), later)
    assert abs(found.mean() - later.bad.mean()) < 0.05
    highest = found >= np.quantile(found, 0.75)
    assert abs(found[highest].mean() - later.bad[highest].mean()) < 0.1


def test_a_dearer_mistake_raises_the_cutoff(applications: Applications) -> None:
    cheap, dear = (credit.fit(applications, credit.Settings(cost=cost)).cutoff for cost in (1.0, 10.0))
    assert cheap < dear


def test_the_same_data_give_the_same_scorecard(card: Scorecard, applications: Applications) -> None:
    assert credit.fit(applications) == card


def joined(folder: Path, count: int = 2000, together: float = 4.0) -> Applications:
    """Made-up applications that fail where little is earned and much is owed, and hardly otherwise."""
    chance = np.random.default_rng(5)
    lines = []
    for _ in range(count):
        income, debts, rent = chance.random(3) * 1000
        bad = chance.random() < 1 / (1 + np.exp(2.5 - together * (income < 500 and debts > 500) - (rent > 800)))
        lines.append(f"{income:.0f},{debts:.0f},{rent:.0f},{'bad' if bad else 'good'}")
    return read(file(folder, lines, "income,debts,rent,outcome"), Asked("outcome"))


@pytest.fixture(scope="module")
def crossing(tmp_path_factory: pytest.TempPathFactory) -> Scorecard:
    return credit.fit(joined(tmp_path_factory.mktemp("joined")))


def test_two_numbers_that_tell_more_together_get_points_together(crossing: Scorecard) -> None:
    """They are found by themselves, and cost where both are bad more than both alone would."""
    pair = next(one for one in crossing.pairs if set(one.names) == {"income", "debts"})
    worst, poor, owing = (pair.of({"income": income, "debts": debts}) for income, debts in ((100.0, 900.0), (100.0, 100.0), (900.0, 900.0)))
    assert worst < min(poor, owing) - 10


def test_points_together_only_rise_or_fall_and_survive_their_file(crossing: Scorecard, tmp_path: Path) -> None:
    """Loading refuses what does not go one way."""
    (tmp_path / "engine.json").write_text(dumped(crossing), encoding="utf-8")
    assert load(tmp_path / "engine.json") == crossing


def test_saying_nothing_of_one_of_two_is_never_better_than_the_mean(crossing: Scorecard) -> None:
    """What is left out of a pair counts as the mean over it, so the best that can be said gains more."""
    for pair in crossing.pairs:
        for row in pair.points:
            assert min(row[:-1]) <= row[-1] <= max(row[:-1])
        assert pair.points[-1][-1] == 0


def test_where_numbers_tell_nothing_together_the_scorecard_stays_plain(card: Scorecard) -> None:
    """Few rows without such a thing bear out no more than weights of evidence."""
    assert card.pairs == ()
    assert len(card.characteristics) == 3


def test_a_card_of_pairs_is_told_as_tables(crossing: Scorecard) -> None:
    about = {**crossing.about, "source": "made up", "licence": "none", "cost": "5", "auc": ".8", "cost_a_row": ".5", "approval": "0.5"}
    page = scorecard_page.written(replace(crossing, about={**about, "measured_by": "folds"}), (), 0.2)
    first, second = crossing.pairs[0].names
    assert f"{first} together with {second}" in page


def test_every_refusal_of_a_learnt_scorecard_has_reasons(card: Scorecard, applications: Applications) -> None:
    for row in range(50):
        said = {one.name: credit.values(applications, one.name)[row] for one in card.characteristics}
        found = assess(card, said)
        assert bool(found.reasons) == (found.score < card.cutoff)


def test_an_application_is_written_out_without_what_is_protected(applications: Applications) -> None:
    text = written_out(applications, [*applications.numbers, *applications.words])[0]
    assert text.startswith("income not said; debts ") and "job " in text
    assert "sex" not in text and "single" not in text


COLUMNS = """
target: outcome
bad: bad
source: made up
licence: none
columns:
  - {name: id, ask: false}
  - {name: income}
  - {name: debts}
  - {name: job, words: {clerk: clerk, cook: cook, none: no_job}, rising: [no_job, cook, clerk]}
  - {name: sex, protected: true}
  - {name: age, protected: true}
  - {name: status, protected: true}
  - {name: outcome}
"""


def test_a_pack_fits_its_scorecard_again_and_writes_its_card(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/columns.yaml").write_text(COLUMNS, encoding="utf-8")
    card = scorecards.write(file(tmp_path, rows(), head=""), tmp_path)
    job = next(one for one in card.characteristics if one.name == "job")
    assert job.of("no_job") <= job.of("cook") <= job.of("clerk")
    assert "cross-validation" in (tmp_path / "data/ENGINE.md").read_text(encoding="utf-8")


def test_a_code_that_the_dictionary_does_not_know_is_named_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/columns.yaml").write_text(COLUMNS, encoding="utf-8")
    with pytest.raises(DataError, match=r"row 61.*pirate"):
        scorecards.write(file(tmp_path, [*rows(60), "60,1,2,pirate,f,30,single,good"], head=""), tmp_path)

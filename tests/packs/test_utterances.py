"""What ``frontdesk check`` says of a pack's table of examples: its form, the groups kept apart, and texts under two intents."""

from pathlib import Path

import pytest
import yaml

from bot.packs import check, load
from bot.packs.hints import hints
from bot.packs.starting import begin
from bot.packs.utterances import SHOWN
from tests.packs.folders import copied, line_of, spoil
from training.data import load as learnt


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    return begin("kiosk", tmp_path)


def extend(folder: Path, *rows: str) -> int:
    """Add rows to the table; the line of the first of them."""
    table = folder / "utterances.csv"
    text = table.read_text("utf-8").rstrip("\n")
    table.write_text("\n".join([text, *rows, ""]), "utf-8")
    return text.count("\n") + 2


def looked_at(folder: Path) -> list[str]:
    """The hints about the table, which has no mistakes."""
    return [str(hint) for hint in hints(load(folder)) if hint.path.endswith("utterances.csv")]


def test_a_text_under_two_intents_is_worth_a_look_at_both_lines(kiosk: Path) -> None:
    line = extend(kiosk, "are you open on the moon?,opening_hours,en,,", "Are you  open on the moon?,thanks,en,,")
    (told,) = looked_at(kiosk)
    where, _, what = told.partition(": intent: ")
    assert where == f"{kiosk}/utterances.csv:{line}"
    assert what.startswith(f"“are you open on the moon?” is opening_hours on line {line} and thanks on line {line + 1}; decide for one")


def test_what_is_worth_a_look_is_what_a_training_calls_contradictory(kiosk: Path) -> None:
    extend(
        kiosk,
        *("one two three,thanks,en,,", "one two three,thanks;opening_hours,en,,"),
        *("four five six,thanks,en,,", "four five six,oos;thanks,en,,"),
        *("seven,opening_hours;thanks,en,,", "SEVEN,thanks;opening_hours,en,,"),
    )
    assert len(looked_at(kiosk)) == len(learnt(kiosk / "utterances.csv").contradictions) == 1


def test_of_many_contradictory_texts_the_first_are_listed_and_the_others_counted(kiosk: Path) -> None:
    extend(kiosk, *(f"text {i},{intent},en,," for i in range(SHOWN + 3) for intent in ("thanks", "opening_hours")))
    told = looked_at(kiosk)
    assert len(told) == SHOWN + 1
    assert "3 more texts stand under different intents" in told[-1]


def test_a_group_for_testing_that_no_row_has_is_a_mistake_at_its_line(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "test_groups: [w2]", "test_groups: [ww2]")
    (mistake,) = check(folder)
    assert (mistake.line, mistake.field) == (line_of(folder, "pack.yaml", "test_groups"), "training.test_groups")
    assert mistake.message == "no row of utterances.csv is of the group 'ww2'; did you mean 'w2'?"


def test_a_group_for_calibrating_that_no_row_has_is_a_mistake_too(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "test_groups: [w2]", "test_groups: [w2]\n  calibration_groups: [flo]")
    (mistake,) = check(folder)
    assert mistake.message == "no row of utterances.csv is of the group 'flo'; known: w1, w2"


@pytest.mark.parametrize("held", ["test_groups: [w1, w2]", "test_groups: [w2]\n  calibration_groups: [w1]"])
def test_groups_that_leave_nothing_to_learn_from_are_a_mistake(tmp_path: Path, held: str) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "test_groups: [w2]", held)
    (mistake,) = check(folder)
    assert mistake.line == line_of(folder, "pack.yaml", "training:")
    assert "nothing is left to learn from" in mistake.message


def test_a_row_without_a_group_is_left_to_learn_from(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "test_groups: [w2]", "test_groups: [w1, w2]")
    extend(folder, "and another joke,oos,en,,")
    assert check(folder) == []


def test_a_row_that_cannot_be_read_may_be_of_any_group(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    spoil(folder, "pack.yaml", "test_groups: [w2]", "test_groups: [flo]")
    extend(folder, '"where is it,track_order,en,,flo')
    (mistake,) = check(folder)
    assert "a quote opens here" in mistake.message


def test_a_table_without_groups_has_none_to_test_with(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    table = folder / "utterances.csv"
    table.write_text("".join(row.rpartition(",")[0] + "\n" for row in table.read_text("utf-8").splitlines()), "utf-8")
    (mistake,) = check(folder)
    assert "it has no column group" in mistake.message


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_that_are_not_parted_by_commas_are_explained_as_a_training_does(tmp_path: Path, mark: str) -> None:
    folder = copied(tmp_path)
    table = folder / "utterances.csv"
    table.write_text(table.read_text("utf-8").replace(",", mark), "utf-8")
    (mistake,) = check(folder)
    assert (mistake.line, mistake.message) == (1, "its cells are not separated by commas: save the file as CSV with commas")
    with pytest.raises(Exception, match=mistake.message):
        learnt(table)


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in (Path(__file__).parents[2] / "domains").glob("*/pack.yaml")))
def test_the_packs_that_ship_keep_groups_apart_that_have_rows(pack: str) -> None:
    folder = Path(__file__).parents[2] / "domains" / pack
    held = yaml.safe_load((folder / "pack.yaml").read_text("utf-8")).get("training") or {}
    groups = {row.group for row in learnt(folder / "utterances.csv").rows}
    assert set(held.get("test_groups", ())) | set(held.get("calibration_groups", ())) < groups

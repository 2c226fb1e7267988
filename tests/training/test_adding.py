"""Rows that a person has looked at go to the pack's utterances.csv."""

from pathlib import Path

import pytest

from bot import packs
from bot.errors import DataError
from tests.packs.folders import copied
from training import adding
from training.adding import Added
from training.data import load

HEADER = "text,intent,language,sentiment,group,how,read_as,note,conversation,turn"


def add(folder: Path, *rows: str, header: str = HEADER) -> Added:
    source = folder.parent / "feedback.csv"
    source.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return adding.add(source, folder / "utterances.csv", packs.load(folder).domain)


def test_rows_go_behind_those_that_are_there_in_the_columns_that_the_file_has(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    target = folder / "utterances.csv"
    before = target.read_bytes()
    done = add(
        folder, '"hello, [A4711](order_code)?",track_order;thanks,en,,feedback-1,marked,oos,,c1,2', "几点开门呀,opening_hours,zh,,,,,,,"
    )
    assert (done.number, dict(done.intents), done.bad) == (2, {"track_order": 1, "thanks": 1, "opening_hours": 1}, [])
    added = target.read_bytes().removeprefix(before).decode()
    assert added == '"hello, [A4711](order_code)?",track_order;thanks,en,,feedback-1\n几点开门呀,opening_hours,zh,,\n'
    assert len(load(target).rows) == 8


def test_a_file_without_a_line_end_and_with_few_columns_is_added_to_as_well(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    target, domain = folder / "utterances.csv", packs.load(folder).domain
    target.write_text("intent,language,text\nthanks,en,ta\noos,en,tell me a joke\n" + "track_order,en,where", encoding="utf-8")
    source = tmp_path / "feedback.csv"
    source.write_text("text,intent,language\nwhen do you open,opening_hours,en\n", encoding="utf-8")
    assert adding.add(source, target, domain).number == 1
    assert target.read_text(encoding="utf-8").splitlines()[-2:] == ["track_order,en,where", "opening_hours,en,when do you open"]


def test_adding_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rows = ("do you open on sundays,opening_hours,en,,,,,,,", "Thanks a lot,thanks,en,,,,,,,")
    assert (add(folder, *rows).number, add(folder, *rows).number) == (1, 0)
    assert add(folder, *rows).left_out == {"that are there already": 2}


def test_a_row_without_an_intent_waits_for_somebody_who_decides(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = (folder / "utterances.csv").read_bytes()
    done = add(folder, "what about it,,en,,,,,,,")
    assert (done.number, dict(done.left_out), done.bad) == (0, {"without an intent": 1}, [])
    assert (folder / "utterances.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("gimme a hat,buy_hat,en,,,,,,,", "the pack has no intent buy_hat"),
        ("bonjour,thanks,fr,,,,,,,", "the language is fr: write one of en, zh"),
        ("hi there,thanks,,,,,,,,", "the language is missing"),
        ("hi there,thanks,en,furious,,,,,,", "'furious' is no sentiment"),
        ("send [x](colour_code),track_order,en,,,,,,,", "marks a slot colour_code"),
        ("tell me a joke,thanks,en,,,,,,,", "line 7 of utterances.csv says oos of the same text"),
        (" ,thanks,en,,,,,,,", "has no text"),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_the_others_are_added(tmp_path: Path, row: str, why: str) -> None:
    done = add(copied(tmp_path), row, "do you open on sundays,opening_hours,en,,,,,,,")
    assert done.number == 1
    (bad,) = done.bad
    assert f"feedback.csv, row 2: {why}" in str(bad)


def test_two_rows_of_one_text_with_different_intents_are_not_both_added(tmp_path: Path) -> None:
    done = add(copied(tmp_path), "open up,opening_hours,en,,,,,,,", "Open up,thanks,en,,,,,,,")
    assert done.number == 1
    assert "another row says opening_hours" in str(done.bad[0])


def test_the_quote_before_a_formula_is_taken_off_again(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    add(folder, "'=2 when do you open,opening_hours,en,,,,,,,")
    assert (folder / "utterances.csv").read_text(encoding="utf-8").splitlines()[-1].startswith("=2 when do you open,")


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column intent"):
        add(copied(tmp_path), "hello", header="text")

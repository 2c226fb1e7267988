"""Rows that a person has looked at go to the pack's utterances.csv."""

from concurrent.futures import ThreadPoolExecutor
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
    assert added.startswith('"hello, [A4711](order_code)?",track_order;thanks,en,,feedback-1\n几点开门呀,opening_hours,zh,,feedback-')
    assert len(load(target).rows) == 8


def test_a_file_without_a_line_end_and_with_few_columns_is_added_to_as_well(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    target, domain = folder / "utterances.csv", packs.load(folder).domain
    target.write_text("intent,group,language,text\nthanks,,en,ta\noos,,en,tell me a joke\n" + "track_order,,en,where", encoding="utf-8")
    source = tmp_path / "feedback.csv"
    source.write_text("text,intent,language\nwhen do you open,opening_hours,en\n", encoding="utf-8")
    assert adding.add(source, target, domain).number == 1
    *_, last, new = target.read_text(encoding="utf-8").splitlines()
    assert last == "track_order,,en,where"
    assert new.startswith("opening_hours,feedback-")
    assert new.endswith(",en,when do you open")


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


def test_of_rows_of_one_text_with_different_intents_none_is_added(tmp_path: Path) -> None:
    done = add(copied(tmp_path), "open up,opening_hours,en,,,,,,,", "Open up,thanks,en,,,,,,,")
    assert (done.number, len(done.bad)) == (0, 2)
    assert all("another row says something else of the same text" in str(one) for one in done.bad)


def test_a_file_in_utf_16_is_added_to_in_utf_16(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    target, domain, source = folder / "utterances.csv", packs.load(folder).domain, tmp_path / "feedback.csv"
    before = target.read_text(encoding="utf-8")
    target.write_text(before, encoding="utf-16")
    source.write_text("text,intent,language\n几点开门呀,opening_hours,zh\n", encoding="utf-8")
    assert adding.add(source, target, domain).number == 1
    after = target.read_text(encoding="utf-16")
    assert after.removeprefix(before).startswith("几点开门呀,opening_hours,zh,,feedback-")


def test_through_a_link_the_file_behind_it_is_changed(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    real, domain = folder / "real.csv", packs.load(folder).domain
    (folder / "utterances.csv").rename(real)
    (folder / "utterances.csv").symlink_to(real)
    source = tmp_path / "feedback.csv"
    source.write_text("text,intent,language\nwhen do you open,opening_hours,en\n", encoding="utf-8")
    assert adding.add(source, folder / "utterances.csv", domain).number == 1
    assert (folder / "utterances.csv").is_symlink()
    assert "when do you open,opening_hours" in real.read_text("utf-8")


def test_what_is_added_at_the_same_time_is_all_kept(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    domain = packs.load(folder).domain

    def one(number: int) -> int:
        source = tmp_path / f"{number}.csv"
        source.write_text("".join(["text,intent,language\n", *(f"open on day {number} {i},opening_hours,en\n" for i in range(5))]), "utf-8")
        return adding.add(source, folder / "utterances.csv", domain).number

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(8))) == 40
    assert len(load(folder / "utterances.csv").rows) == 46


def test_a_table_that_does_not_say_who_wrote_a_row_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    target, domain = folder / "utterances.csv", packs.load(folder).domain
    target.write_text("text,intent,language\nta,thanks,en\nwhere,track_order,en\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column group"):
        adding.add(target, target, domain)


def test_the_quote_before_a_formula_is_taken_off_again(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    add(folder, "'=2 when do you open,opening_hours,en,,,,,,,")
    assert (folder / "utterances.csv").read_text(encoding="utf-8").splitlines()[-1].startswith("=2 when do you open,")


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column intent"):
        add(copied(tmp_path), "hello", header="text")

"""User Satisfaction Simulation's format: several judges a turn, and one line for the dialogue as a whole."""

from pathlib import Path

from training.dialogues import Dialogue, read
from training.importers import run

TEXT = (
    "\nUSER\tIs the blue bike in stock?\tREQUEST\t3,4,3\n"
    "SYSTEM\tWhich size do you ride?\tREQUEST\t\n"
    "USER\tI told you: blue!\tINFORM\t2,1,2,2\n"
    "USER\tOVERALL\t\t2,3,2\n"
    "\n"
    "USER\thello\tGREET\t3,3,3\n"
    "ROBOT\tbeep\tGREET\t\n"
    "SYSTEM\t \tGREET\t\n"
    "USER\tgood\tGREET\t9,3,3\n"
    "USER\tgood\tGREET\tx\n"
    "USER\tgood\n"
    "SYSTEM\tHow can I help?\tREQ_MORE\t\n"
)


def imported(folder: Path) -> tuple[list[Dialogue], list[str]]:
    source = folder / "SHOP.txt"
    source.write_text(TEXT, encoding="utf-8")
    report = run("uss", source, folder / "history.jsonl")
    return [one for one in read(folder / "history.jsonl") if isinstance(one, Dialogue)], [str(error) for error in report.bad]


def test_the_ratings_of_all_judges_are_kept(tmp_path: Path) -> None:
    (first, second), _ = imported(tmp_path)
    assert [turn.speaker for turn in first.turns] == ["customer", "agent", "customer"]
    assert first.turns[0].satisfaction == {"a1": 3, "a2": 4, "a3": 3}
    assert first.turns[1].satisfaction is None
    assert first.turns[2].satisfaction == {"a1": 2, "a2": 1, "a3": 2, "a4": 2}
    assert (first.id, second.id) == ("shop-1", "shop-2")


def test_the_rating_of_the_whole_dialogue_is_no_message(tmp_path: Path) -> None:
    (first, second), _ = imported(tmp_path)
    assert first.satisfaction == {"a1": 2, "a2": 3, "a3": 2}
    assert second.satisfaction is None
    assert first.rating is None, "judges are not the customer"


def test_a_bad_line_is_named_and_the_rest_of_its_dialogue_stays(tmp_path: Path) -> None:
    (_, second), bad = imported(tmp_path)
    assert [turn.text for turn in second.turns] == ["hello", "How can I help?"]
    assert [error.rpartition("row ")[2].split(":")[0].split(",")[0] for error in bad] == ["8", "9", "10", "11", "12"]
    assert "ROBOT" in bad[0]

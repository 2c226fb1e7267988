from pathlib import Path

import pytest

from bot.errors import PackError
from bot.packs import check
from tests.packs.folders import copied


def flow(folder: Path, name: str, steps: str) -> Path:
    path = folder / f"flows/{name}.yaml"
    path.write_text(f"labels: {{en: {name}, zh: 一}}\nsteps:\n{steps}", encoding="utf-8")
    return path


def only(folder: Path) -> PackError:
    (mistake,) = check(folder)
    return mistake


def test_a_round_of_links_in_which_nobody_is_asked_is_named_with_its_way(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "first", "  - say: order_kept\n  - if: sure\n    then: [{say: order_kept, next: end}]\n  - link: second\n")
    flow(folder, "second", "  - link: first\n")
    mistake = only(folder)
    assert (Path(mistake.path).name, mistake.line) == ("first.yaml", 3)
    assert "the way first → second → first goes round without asking or doing anything; put a collect" in mistake.message


def test_a_round_of_links_without_a_way_out_is_named_once(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "first", "  - collect: colour\n  - link: second\n")
    flow(folder, "second", "  - action: cancel_order\n  - link: first\n")
    flow(folder, "third", "  - link: first\n")
    assert "the way first → second → first cannot end from here; let a step go on to `next: end`" in only(folder).message


def test_of_rounds_without_a_way_out_the_last_is_named_and_not_what_leads_there(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    first = "  - id: one\n    action: order_status\n  - if: order_status == sent\n    then: [{say: order_kept, next: one}]\n"
    flow(folder, "rounds", first + "  - id: two\n    action: cancel_order\n    next: two\n")
    mistake = only(folder)
    assert (mistake.line, "'rounds' cannot end from here" in mistake.message) == (7, True)


ASKING = [
    ("an action", "  - say: order_kept\n  - action: order_status\n  - if: order_status == sent\n    then: [{link: menu}]\n"),
    ("a yes or no that is asked in any case", "  - collect: sure\n    confirm: true\n  - if: sure\n    then: [{link: menu}]\n"),
    (
        "a question whose answer is cleared",
        "  - set: {colour: null}\n  - collect: colour\n  - if: colour == red\n    then: [{link: menu}]\n",
    ),
]


@pytest.mark.parametrize("steps", [pytest.param(case[1], id=case[0]) for case in ASKING])
def test_a_round_of_links_that_waits_for_somebody_is_no_mistake(tmp_path: Path, steps: str) -> None:
    folder = copied(tmp_path)
    flow(folder, "menu", "  - say: order_kept\n  - link: asking\n")
    flow(folder, "asking", steps)
    assert [str(mistake) for mistake in check(folder)] == []


def test_a_link_to_a_flow_that_forgets_the_answer_asks_again(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    menu = flow(folder, "menu", "  - collect: colour\n  - if: colour == red\n    then: [{link: menu}]\n")
    assert "goes round without asking" in only(folder).message
    menu.write_text(menu.read_text("utf-8").replace("steps:", "forgets: [colour]\nsteps:"), "utf-8")
    assert [str(mistake) for mistake in check(folder)] == []


KNOWN = "  - id: again\n    collect: colour\n  - if: colour == red\n    then: [{say: order_kept, next: again}]\n"


def test_a_question_that_was_answered_is_not_asked_again_in_a_round(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "round", KNOWN)
    assert "the flow 'round' goes round without asking" in only(folder).message
    flow(folder, "round", KNOWN.replace("[{say", "[{set: {colour: null}}, {say"))
    assert [str(mistake) for mistake in check(folder)] == []


def test_an_optional_question_that_was_passed_on_is_not_asked_again_in_a_round(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "round", KNOWN.replace("[{say", "[{set: {colour: null}}, {say").replace("colour\n", "colour\n    optional: true\n", 1))
    assert "goes round without asking" in only(folder).message


def test_a_round_that_passes_by_the_step_which_clears_the_answer_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    both = "  - id: again\n    collect: colour\n  - if: sure\n    then:\n      - set: {colour: null}\n        next: again\n"
    flow(folder, "round", both + "  - if: colour == red\n    then: [{say: order_kept, next: again}]\n")
    assert "goes round without asking" in only(folder).message


def test_a_round_in_a_flow_that_is_called_is_told_of_that_flow_alone(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "round", KNOWN)
    flow(folder, "outside", "  - call: round\n  - say: order_kept\n")
    assert Path(only(folder).path).name == "round.yaml"


def test_flows_that_call_one_another_are_a_circle_and_nothing_else(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    flow(folder, "first", "  - collect: colour\n  - call: second\n")
    flow(folder, "second", "  - call: first\n")
    assert "'first' comes back to itself: first → second → first; leave one of these calls out" in only(folder).message

"""The maintenance desk through its flows: what is asked, what is told, and that no words make it release a machine."""

import importlib
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import ActionCall
from bot.errors import DataError
from bot.packs import Pack, check, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

FOLDER = ROOT / "domains/maintenance"
FAILING = "torque 62, 1300 rpm, tool wear 210 min, air 298 K, process 309 K"
FINE = "torque 40, 1500 rpm, tool wear 30 min, air 298 K, process 308.5 K"
SAYS = ("yes", "no", "skip", "1500 rpm", "torque is 30", "-5", "never mind", "it is fine, release it", "?", "25", "no, 40 Nm", "298 K")
INTENTS = ("check_machine", "correct_reading", "work_order", "safe_to_run", "remaining_life", "explain_verdict")


@pytest.fixture(scope="module")
def works() -> Pack:
    return load(FOLDER)


@pytest.fixture(scope="module")
def reading(works: Pack) -> ModuleType:
    return importlib.import_module(".reading", works.actions["judge"].__module__.rpartition(".")[0])


@pytest.fixture
def operator(works: Pack, tmp_path: Path) -> Customer:
    return Customer(works, tmp_path)


def test_the_pack_has_no_mistakes() -> None:
    assert [str(mistake) for mistake in check(FOLDER)] == []


@pytest.mark.parametrize(
    ("text", "speed", "torque", "wear"),
    [
        ("torque 62, 1300 rpm, tool wear 210 min", 1300, 62, 210),
        ("扭矩62 转速1300 磨损210，有没有事", 1300, 62, 210),
        ("扭力62 转数1300 刀已经用了210分钟", 1300, 62, 210),
        ("转速一千三百转，扭矩六十二点五牛米，刀用了三个半小时", 1300, 62.5, 210),
        ("轉速1300轉，扭矩62牛米，刀具磨耗210分鐘", 1300, 62, 210),
        ("1,300 rpm at 62,5 Nm, 3.5h tool wear", 1300, 62.5, 210),
        ("MW-07 at 3 am: spindle 136.1 rad/s, 45.7 lbf ft, wear is 210 not 21", 1299.66, 61.961, 210),
        ("air;process;speed;torque;wear\n298,1;308,6;1500;42,3;100\n298,1;308,6;1300;62,5;101", 1300, 62.5, 101),
    ],
)
def test_readings_are_read_in_the_words_of_operators(reading: ModuleType, text: str, speed: float, torque: float, wear: float) -> None:
    found = reading.readings(text)
    assert (found[reading.SPEED], found[reading.TORQUE], found[reading.WEAR]) == pytest.approx((speed, torque, wear), abs=0.01)


@pytest.mark.parametrize(
    ("text", "reading_name", "value"),
    [
        ("torque 0.06 kNm", "TORQUE", 60.0),
        ("torque 500 lbf in", "TORQUE", 56.492),
        ("torque 1.2e3 Nm", "TORQUE", 1200.0),
        ("torque 1e5", "TORQUE", 100_000.0),
        ("tool wear 2 days", "WEAR", 2880.0),
        ("tool wear 9000 s", "WEAR", 150.0),
        ("tool wear 3h 20min", "WEAR", 200.0),
        ("刀具磨损2天", "WEAR", 2880.0),
        ("torque 40-60", "TORQUE", None),
        ("torque between 40 and 60", "TORQUE", None),
        ("扭矩40到60", "TORQUE", None),
        ("扭矩四五十牛米", "TORQUE", None),
        ("空气298.6K", "AIR", 298.6),
        ("車間溫度二十五度", "AIR", 298.15),
    ],
)
def test_a_unit_or_a_span_is_not_passed_over(reading: ModuleType, text: str, reading_name: str, value: float | None) -> None:
    assert reading.readings(text).get(getattr(reading, reading_name)) == (None if value is None else pytest.approx(value, abs=0.01))


@pytest.mark.parametrize("text", ["squealing for 20 minutes", "machine 7 on the 3rd shift at 14:30", "WO-4098", "不知道", "25"])
def test_what_is_no_reading_is_not_taken_for_one(reading: ModuleType, text: str) -> None:
    assert reading.readings(text) == {}


def test_a_verdict_names_cause_change_and_what_it_is_not(operator: Customer) -> None:
    assert operator.say(FAILING, "check_machine") == ["verdict_failing"]
    for part in ("overstrain of a worn tool", "instead of 210 min", "lock out and tag out", "releases no machine"):
        assert part in operator.texts[0]


def test_a_guess_that_was_confirmed_is_reckoned_with(operator: Customer) -> None:
    operator.say("torque 40, 1500 rpm, tool wear 30 min, process 35 C", "check_machine")
    assert operator.say("25") == ["ask_odd"]
    assert operator.say("yes") == ["verdict_fine"]
    operator.say("why", "explain_verdict")
    assert "air temperature 298.1 K (25.0 °C)" in operator.texts[0]


def test_passing_over_one_reading_passes_over_no_other(operator: Customer) -> None:
    assert operator.say("1500 rpm", "check_machine") == ["ask_reading"]
    assert operator.say("skip") == ["ask_reading"]
    assert operator.say("30 min") == ["ask_reading"]
    assert operator.say("298 K") == ["ask_reading"]
    assert operator.say("308.5 K") == ["verdict_watch"]
    assert "Not known: torque" in operator.texts[0]


def test_a_failing_verdict_is_not_undone_by_a_correction(operator: Customer) -> None:
    operator.say(FAILING, "check_machine")
    assert operator.say("torque is 30 and the wear is 5", "correct_reading") == ["verdict_recheck"]
    assert operator.say("no, I meant torque 20", "check_machine") == ["verdict_recheck"]


def test_another_machine_begins_anew(operator: Customer) -> None:
    operator.say(FAILING, "check_machine")
    assert operator.say(f"sorry, now MW-08: {FINE}", "check_machine") == ["verdict_fine"]


def test_an_order_is_written_once_and_only_after_a_yes(operator: Customer) -> None:
    operator.say(f"MW-07 {FAILING}", "check_machine")
    assert operator.say("open a work order", "work_order") == ["confirm_order"]
    assert "open_work_order" not in operator.actions
    operator.say("yes")
    assert "WO-4100" in operator.texts[0]
    operator.say("open a work order", "work_order")
    operator.say("no")
    assert operator.say("status of WO-4101", "order_status") == ["order_missing"]


def test_an_order_for_another_machine_is_not_about_the_verdict(operator: Customer) -> None:
    operator.say(f"MW-07 {FAILING}", "check_machine")
    operator.say("open a work order for MW-02", "work_order")
    assert operator.replies == ["ask_what"]
    operator.say("the coolant smells")
    operator.say("yes")
    assert "coolant smells" in operator.texts[0] and "Urgency: normal" in operator.texts[0]


def test_an_order_for_the_machine_of_the_verdict_is_urgent_and_names_the_cause(operator: Customer) -> None:
    operator.say(f"MW-07 {FAILING}", "check_machine")
    assert operator.say("open a work order for MW-07", "work_order") == ["confirm_order"]
    operator.say("yes")
    assert "overstrain" in operator.texts[0] and "Urgency: urgent" in operator.texts[0]


@pytest.mark.parametrize("text", [f"MW-07 {FINE}", FINE, f"check it again: {FINE}"])
def test_readings_that_are_typed_anew_do_not_undo_a_failing_verdict(operator: Customer, text: str) -> None:
    operator.say(f"MW-07 {FAILING}", "check_machine")
    assert operator.say(text, "check_machine") == ["verdict_recheck"]
    assert operator.say(text, "check_machine") == ["verdict_recheck"]


def test_a_number_beyond_all_measure_is_asked_back_in_a_line(operator: Customer) -> None:
    assert operator.say("torque 1e80, 1500 rpm, tool wear 30 min, air 298 K, process 308 K", "check_machine") == ["ask_odd"]
    assert "1e+80 Nm" in operator.texts[0]


def test_an_order_says_all_that_somebody_wrote(operator: Customer) -> None:
    operator.say("open a work order for MW-07", "work_order")
    operator.say("oil leak / loud noise")
    operator.say("yes")
    operator.say("status of WO-4100", "order_status")
    assert "oil leak / loud noise" in operator.texts[0]


def test_the_orders_that_stand_there_are_told_in_the_language_of_the_operator(operator: Customer) -> None:
    operator.say("status of WO-4098", "order_status")
    assert "coolant pump leaks" in operator.texts[0] and "冷却泵" not in operator.texts[0]


def test_a_machine_at_a_risk_is_never_called_inconspicuous_whatever_judged_it(works: Pack, tmp_path: Path) -> None:
    def judge(call: ActionCall, check: str | None = None, machine: str | None = None) -> dict[str, object]:
        return {"verdict": "fine", "risk_percent": 2.0}

    operator = Customer(replace(works, actions={**works.actions, "judge": judge}), tmp_path)
    assert operator.say(FINE, "check_machine")[0] == "verdict_kept_back"
    assert operator.escalation is not None
    assert operator.escalation.reason == "risk"


def test_a_works_own_series_comes_before_the_stand_in(operator: Customer, tmp_path: Path) -> None:
    operator.say("how long will MW-33 last", "remaining_life")
    assert operator.replies == ["life_near"]
    machines = importlib.import_module(".machines", operator.pack.actions["judge"].__module__.rpartition(".")[0])
    columns, values = machines.turbines().columns, machines.stand_in("MW-31")
    (tmp_path / "series").mkdir()
    np.savetxt(tmp_path / "series/MW-33.csv", values, delimiter=",", header=",".join(columns), comments="")
    operator.say("how long will MW-33 last", "remaining_life")
    assert operator.replies == ["life_new"]
    names = ",".join(name.title().replace(" ", "_") for name in columns)
    np.savetxt(tmp_path / "series/MW-33.csv", values, delimiter=",", header=names, comments="")
    operator.say("how long will MW-33 last", "remaining_life")
    assert operator.replies == ["life_new"]


def test_a_series_of_something_else_is_no_series_of_a_turbine(operator: Customer, tmp_path: Path) -> None:
    machines = importlib.import_module(".machines", operator.pack.actions["judge"].__module__.rpartition(".")[0])
    (tmp_path / "series").mkdir()
    (tmp_path / "series/MW-33.csv").write_text("Druck,Temperatur\n1,2\n3,4\n", encoding="cp1252")
    with pytest.raises(DataError, match="has none of the columns"):
        machines.series("MW-33", tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("there is smoke coming out of MW-02", "fire"),
        ("my colleague's hand is stuck in the machine", "injury"),
        ("how do I bypass the interlock", "bypass"),
        ("机器冒烟了", "fire"),
        ("有人手被夹住了", "injury"),
        ("i got my sleeve caught in it, im ok just shaken", "injury"),
        ("我手套卷到主轴里了", "injury"),
    ],
)
def test_danger_comes_before_readings(operator: Customer, text: str, reason: str) -> None:
    operator.say("my mill is loud", "check_machine")
    operator.say(text)
    assert operator.escalation is not None
    assert operator.escalation.reason == reason


@given(talk=st.lists(st.tuples(st.sampled_from(SAYS), st.sampled_from(("", *INTENTS))), max_size=12))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_a_machine_is_fine_only_at_a_small_risk(works: Pack, tmp_path: Path, talk: list[tuple[str, str]]) -> None:
    operator = Customer(works, tmp_path)
    operator.say(FAILING, "check_machine")
    for text, intent in talk:
        operator.say(text, *filter(None, [intent]))
        verdict = operator.conversation.slots.get("verdict")
        assert verdict != "fine" or operator.conversation.slots.get("risk_percent", 100) < 2  # type: ignore[operator]
        assert "safe to run" not in " ".join(operator.texts).lower() or operator.replies[0] == "no_release"


@pytest.mark.parametrize("text", ["mw7", "MW 07", "mw-7", "machine 7", "machine no. 7", "mill 7", "milling machine 7 in hall B"])
def test_a_machine_is_known_however_its_code_is_written(operator: Customer, text: str) -> None:
    operator.say("please open a work order", "work_order")
    operator.say(text)
    assert operator.conversation.slots["machine"] == "MW-07"


@pytest.mark.parametrize("text", ["7号机", "7号铣床", "机器7", "MW7"])
def test_a_machine_is_known_however_its_code_is_written_in_chinese(works: Pack, tmp_path: Path, text: str) -> None:
    operator = Customer(works, tmp_path, "zh")
    operator.say("开个工单", "work_order")
    operator.say(text)
    assert operator.conversation.slots["machine"] == "MW-07"


@pytest.mark.parametrize(
    "text", ["the machine 62 Nm", "the machine stood 2 days", "turbine 2", "7号车间", "2号燃气轮机", "machine 7 days ago"]
)
def test_a_number_beside_a_machine_is_not_always_its_code(operator: Customer, text: str) -> None:
    operator.say(text, "check_machine")
    assert "machine" not in operator.conversation.slots


@pytest.mark.parametrize(
    ("text", "heard"),
    [("machine 7", "MW-07, milling machine 7 in hall B"), ("machine 12", "MW-12"), ("MW-07", None), ("mw 07", None), ("", None)],
)
def test_a_machine_that_is_not_written_as_on_the_plate_is_named_before_it_is_judged(
    operator: Customer, text: str, heard: str | None
) -> None:
    operator.say(f"{text}, {FINE}", "check_machine")
    assert operator.replies == (["machine_taken"] if heard else []) + ["verdict_fine"]
    assert heard is None or heard in operator.texts[0]


def test_the_readings_of_a_machine_are_those_behind_its_name(operator: Customer) -> None:
    operator.say(f"machine 8: {FINE}; machine 7: {FAILING}", "check_machine")
    assert operator.replies == ["machine_taken", "verdict_fine", "machine_taken", "verdict_failing"]


def test_a_row_of_digits_is_told_from_a_reading_in_milliseconds(operator: Customer) -> None:
    operator.say("check a machine", "check_machine")
    began = time.process_time()
    operator.say("3" * 4000 + "x")
    assert time.process_time() - began < 0.2

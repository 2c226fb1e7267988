"""What operators write about readings: numbers in words, corrections, limits, and what belongs to another time or machine."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

FAILING = "torque 62, 1300 rpm, tool wear 210 min, air 298 K, process 309 K"


@pytest.fixture(scope="module")
def works() -> Pack:
    return load(ROOT / "domains/maintenance")


@pytest.fixture(scope="module")
def reading(works: Pack) -> ModuleType:
    return importlib.import_module(".reading", works.actions["judge"].__module__.rpartition(".")[0])


@pytest.fixture
def read(reading: ModuleType) -> "Reader":
    return Reader(reading)


class Reader:
    """Readings by short names."""

    def __init__(self, reading: ModuleType) -> None:
        self.reading = reading
        self.names = dict(zip(reading.READINGS, ("speed", "torque", "wear", "air", "process"), strict=True))

    def __call__(self, text: str, asked: str | None = None) -> Mapping[str, float]:
        question = next((name for name, short in self.names.items() if short == asked), None)
        return {self.names[name]: value for name, value in self.reading.readings(text, question).items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "MW-07: torque sixty-two, speed thirteen hundred, wear two hundred and ten minutes",
            {"torque": 62, "speed": 1300, "wear": 210},
        ),
        ("thirteen fifty rpm", {"speed": 1350}),
        ("one three five zero rpm", {"speed": 1350}),
        ("torque sixty two point five", {"torque": 62.5}),
        ("3 and a half hours of tool wear", {"wear": 210}),
        ("tool wear half an hour", {"wear": 30}),
        ("刀用了半小时", {"wear": 30}),
        ("wear 3h30", {"wear": 210}),
        ("speed is 2.8 thousand", {"speed": 2800}),
        ("1.5k rpm", {"speed": 1500}),
        ("1 500 rpm", {"speed": 1500}),
        ("1.500 rpm", {"speed": 1500}),
        ("空气25度，工艺36度", {"air": 298.15, "process": 309.15}),
        ("25 °C air, 36 °C process", {"air": 298.15, "process": 309.15}),
        ("零下五度的空气温度", {"air": 268.15}),
        ("machine seven, torque sixty two", {"torque": 62}),
        ("air 298 process 309 rpm 1500 torque 40 wear 120", {"air": 298, "process": 309, "speed": 1500, "torque": 40, "wear": 120}),
        ("空气温度298 工艺温度309 rpm 1500 扭矩40", {"air": 298, "process": 309, "speed": 1500, "torque": 40}),
    ],
)
def test_numbers_are_read_as_operators_say_them(read: Reader, text: str, found: Mapping[str, float]) -> None:
    assert read(text) == pytest.approx(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("torque 62, no 42", {"torque": 42}),
        ("torque 62 Nm, sorry, 42 Nm", {"torque": 42}),
        ("扭矩62，不对，42", {"torque": 42}),
        ("扭矩不是62是42", {"torque": 42}),
        ("torque was 62, now 42", {"torque": 42}),
        ("torque 62 (was 45)", {"torque": 62}),
        ("torque 62 Nm and 45 Nm yesterday", {"torque": 62}),
        ("speed 1500 yesterday, 1300 today", {"speed": 1300}),
        ("转速从1500降到1300", {"speed": 1300}),
        ("max torque 70, actual 62", {"torque": 62}),
        ("torque 62 Nm (max 70 Nm)", {"torque": 62}),
        ("额定扭矩60，现在62", {"torque": 62}),
        ("上次扭矩45，这次62", {"torque": 62}),
        ("rated 1500 rpm, running at 1300", {"speed": 1300}),
        ("speed was 1500 and torque was 62", {"speed": 1500, "torque": 62}),
    ],
)
def test_what_a_reading_is_now_comes_before_what_it_was_or_may_be(read: Reader, text: str, found: Mapping[str, float]) -> None:
    assert read(text) == pytest.approx(found)


@pytest.mark.parametrize(
    "text",
    [
        "torque limit is over 60", "扭矩不能超过60", "if the torque goes over 60", "torque dropped by more than 20",
        "torque dropped by 20", "torque up 5", "10% more torque", "speed 80%",
        "扭矩比昨天高20",
        "process is 10 K above air", "not sure about the torque", "one of the tools broke",
    ],
)  # fmt: skip
def test_a_limit_a_change_or_a_share_is_no_reading(read: Reader, text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("forty two", "torque", {"torque": 42}),
        ("an hour", "wear", {"wear": 60}),
        ("fifteen hundred", "speed", {"speed": 1500}),
        ("display 2 says 42", "torque", {"torque": 42}),
        ("零下五度", "air", {"air": 268.15}),
        ("25, no 26", "air", {"air": 26}),
        ("it was 62 when I looked", "torque", {"torque": 62}),
        ("in 5 minutes", "wear", {}),
        ("10 more than the air", "process", {}),
        ("60%", "torque", {}),
    ],
)
def test_a_number_answers_the_question_for_a_reading_where_it_is_one(
    read: Reader, text: str, asked: str, found: Mapping[str, float]
) -> None:
    assert read(text, asked) == pytest.approx(found)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("over 60 Nm", "torque", {"torque": 60}),
        ("over sixty", "torque", {"torque": 60}),
        ("more than 200 minutes", "wear", {"wear": 200}),
        ("超过60", "torque", {"torque": 60}),
        ("up to 1500", "speed", {"speed": 1500}),
        ("不到100分钟", "wear", {"wear": 100}),
        ("60 or more", "torque", {"torque": 60}),
        ("in less than 5 minutes", "wear", {}),
        ("more than 5 minutes ago", "wear", {}),
        ("I've been waiting for over 20 minutes", "wear", {}),
        ("keep it below 60", "torque", {}),
        ("torque over 60", None, {"torque": 60}),
        ("扭矩超过60", None, {"torque": 60}),
        ("wear less than 200 min", None, {"wear": 200}),
        ("speed dropped below 1300", None, {"speed": 1300}),
        ("空气高于25度，工艺超过36度", None, {"air": 298.15, "process": 309.15}),
        ("torque over 60 Nm, speed below 1300 rpm, wear more than 200 min", None, {"torque": 60, "speed": 1300, "wear": 200}),
        ("扭矩超过60，转速低于1300，刀具磨损200多分钟", None, {"torque": 60, "speed": 1300, "wear": 200}),
    ],
)
def test_a_bound_is_the_reading_where_it_answers_or_stands_by_a_name_or_a_unit(
    read: Reader, text: str, asked: str | None, found: Mapping[str, float]
) -> None:
    assert read(text, asked) == pytest.approx(found)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("limit is over 60, now 42", "torque", {"torque": 42}),
        ("torque over 60, now 42", None, {"torque": 42}),
        ("扭矩超过60，现在42", None, {"torque": 42}),
        ("torque over 60 since 5 pm", None, {"torque": 60}),
        ("over 60 before, now 42", "torque", {"torque": 42}),
        ("now 42, no more than 60", "torque", {"torque": 42}),
        ("torque 42 Nm, never over 60 Nm", None, {"torque": 42}),
        ("扭矩超过60，现在扭矩42", None, {"torque": 42}),
        ("torque 42 Nm, was over 60 Nm", None, {"torque": 42}),
    ],
)
def test_a_number_comes_before_a_bound_for_the_same_reading(read: Reader, text: str, asked: str | None, found: Mapping[str, float]) -> None:
    assert read(text, asked) == pytest.approx(found)


@pytest.mark.parametrize(
    ("text", "grade"),
    [("型号 MW-07", None), ("not high grade", None), ("grade L or M", None), ("grade L", "L"), ("低档产品", "L"), ("type M8 bolts", None)],
)
def test_a_grade_is_none_where_it_is_denied_or_left_open(reading: ModuleType, text: str, grade: str | None) -> None:
    assert reading.grade(text) == grade


def test_the_readings_of_another_machine_are_none_of_the_one_that_is_judged(works: Pack, tmp_path: Path) -> None:
    operator = Customer(works, tmp_path)
    operator.say("MW-07 torque 40, 1500 rpm; MW-08 torque 62, 1300 rpm", "check_machine")
    assert operator.conversation.slots["machine"] == "MW-07"
    assert '"Torque [Nm]": 40.0' in str(operator.conversation.slots["check"])


@pytest.mark.parametrize(("language", "wish", "yes"), [("en", "make me a work order", "yes"), ("zh", "给我开个单子", "是")])
def test_a_work_order_is_opened_in_either_language_while_a_verdict_stands(
    works: Pack, tmp_path: Path, language: str, wish: str, yes: str
) -> None:
    operator = Customer(works, tmp_path, language)
    operator.say(f"MW-07 {FAILING}", "check_machine")
    assert operator.say(wish, "work_order") == ["confirm_order"]
    assert operator.say(yes) == ["order_opened"]
    assert operator.escalation is None


def told(works: Pack, folder: Path, language: str, *said: str) -> Customer:
    """An operator who was asked for the readings one by one and has said these."""
    operator = Customer(works, folder, language)
    operator.say("MW-07 makes a noise" if language == "en" else "MW-07 有异响", "check_machine")
    for text in said:
        operator.say(text)
    return operator


def kept(operator: Customer) -> Mapping[str, float]:
    """The readings of the check, without their units' names."""
    return {name.partition(" [")[0]: value for name, value in json.loads(str(operator.conversation.slots["check"]))["readings"].items()}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no, 50"), ("en", "no 50"), ("en", "sorry, 50"), ("en", "I meant 50"), ("en", "actually 50"), ("en", "not 62, 50"),
        ("en", "50, not 62"),
        ("en", "wait, it's 50"), ("en", "oops, fifty"), ("en", "make that 50 Nm"), ("en", "scratch that, 50"),
        ("zh", "不对，50"), ("zh", "错了，50"), ("zh", "不是62，是50"), ("zh", "说错了 50"), ("zh", "看错了，是五十"),
        ("zh", "50，不是62"), ("zh", "应该是50"),
    ],
)  # fmt: skip
def test_a_number_that_puts_right_what_was_just_told_answers_no_new_question(works: Pack, tmp_path: Path, language: str, said: str) -> None:
    """The next question has been asked meanwhile, and is asked again."""
    operator = told(works, tmp_path, language, "1300 rpm" if language == "en" else "1300转", "62", said)
    assert kept(operator) == {"Rotational speed": 1300, "Torque": 50}
    assert operator.texts[-1].endswith("(tool wear)?" if language == "en" else "（刀具磨损）？")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "sorry, 40"), ("en", "sorry for the wait, 40"), ("en", "wait, it is 40"), ("en", "wait a sec, 40"), ("en", "actually 40"),
        ("zh", "不是很清楚，大概40"), ("zh", "不好意思，40"),
    ],
)  # fmt: skip
def test_a_number_that_can_only_be_what_is_asked_for_puts_nothing_right(works: Pack, tmp_path: Path, language: str, said: str) -> None:
    """No spindle turns forty times a minute: whoever says sorry has only been slow."""
    operator = told(works, tmp_path, language, "1500 rpm" if language == "en" else "1500转", said)
    assert kept(operator) == {"Rotational speed": 1500, "Torque": 40}


@pytest.mark.parametrize(
    ("language", "said", "wear"),
    [
        ("en", "50", 50), ("en", "no, 50 min", 50), ("en", "no, the wear is 50", 50), ("en", "no more than 50", 50),
        ("en", "it's 50", 50), ("en", "not yet 50", 50),
        ("zh", "是50", 50), ("zh", "不到50", 50), ("zh", "不对，磨损50", 50), ("zh", "50分钟", 50),
    ],
)  # fmt: skip
def test_a_number_with_its_unit_or_name_or_a_bound_answers_the_question(
    works: Pack, tmp_path: Path, language: str, said: str, wear: float
) -> None:
    """The torque stays as it was told."""
    operator = told(works, tmp_path, language, "1300 rpm" if language == "en" else "1300转", "62", said)
    assert kept(operator) == {"Rotational speed": 1300, "Torque": 62, "Tool wear": wear}


@pytest.mark.parametrize("said", ["no", "no idea", "skip"])
def test_a_no_without_a_number_passes_over_the_reading(works: Pack, tmp_path: Path, said: str) -> None:
    """Nobody can read it, and nothing was wrong."""
    assert kept(told(works, tmp_path, "en", "1300 rpm", "62", said)) == {"Rotational speed": 1300, "Torque": 62}


def test_what_was_put_right_is_read_back_before_the_question(works: Pack, tmp_path: Path) -> None:
    """The operator sees where the number went."""
    assert told(works, tmp_path, "en", "1300 rpm", "62", "no, 50").texts[-1].startswith("Right, torque 50 Nm. For how many")
    assert told(works, tmp_path, "zh", "1300转", "62", "不对，50").texts[-1].startswith("好，扭矩改成 50 Nm。")


def test_a_correction_taken_for_a_wish_of_its_own_puts_right_the_same_reading(works: Pack, tmp_path: Path) -> None:
    """Whatever the model makes of it, the number goes to the reading that was told last."""
    operator = told(works, tmp_path, "en", "1300 rpm", "62")
    operator.say("no, 50", "correct_reading")
    assert kept(operator) == {"Rotational speed": 1300, "Torque": 50}


@pytest.mark.parametrize(
    ("language", "report", "right", "yes"),
    [("en", "MW-07 62 Nm, 1300 rpm", "no, torque 50", "yes"), ("zh", "MW-07 扭矩62，转速1300", "不对，扭矩50", "对的")],
)
def test_a_stray_yes_after_a_no_beside_a_reading_loses_no_reading(
    works: Pack, tmp_path: Path, language: str, report: str, right: str, yes: str
) -> None:
    """Nothing odd was asked about, so there is no answer to put right."""
    operator = Customer(works, tmp_path, language)
    operator.say(report, "check_machine")
    operator.say(right)
    operator.say(yes)
    assert kept(operator).items() >= {"Rotational speed": 1300, "Torque": 50}.items()

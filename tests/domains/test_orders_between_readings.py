"""An operator who is asked for readings one by one and wants a work order before they are all told."""

import json
from pathlib import Path

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer


@pytest.fixture(scope="module")
def works() -> Pack:
    return load(ROOT / "domains/maintenance")


def at_a_reading(works: Pack, folder: Path, language: str) -> Customer:
    """An operator who has told the speed and is asked for the torque."""
    operator = Customer(works, folder, language)
    operator.say("MW-07 makes a noise" if language == "en" else "MW-07 有异响", "check_machine")
    operator.say("1300 rpm" if language == "en" else "1300转")
    return operator


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "WO please"), ("en", "open a work order"), ("en", "just raise a WO for it then"), ("en", "I need a work order, please"),
        ("zh", "开工单吧"), ("zh", "先帮我开个工单"), ("zh", "报修"), ("zh", "直接下工单吧"),
    ],
)  # fmt: skip
def test_whoever_wants_a_work_order_between_the_readings_gets_one_first(works: Pack, tmp_path: Path, language: str, said: str) -> None:
    """Then the reading is asked for that was open."""
    operator = at_a_reading(works, tmp_path, language)
    question = operator.texts[-1]
    assert operator.say(said) == ["ask_what"]
    for answer in ("spindle rattles" if language == "en" else "主轴异响", "yes" if language == "en" else "好的"):
        operator.say(answer)
    assert operator.replies == ["order_opened", "ask_reading"]
    assert operator.texts[-1] == question
    operator.say("62")
    readings = json.loads(str(operator.conversation.slots["check"]))["readings"]
    assert list(readings.values()) == [1300, 62]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no WO yet"), ("en", "WO-4098 is open"), ("en", "don't open a work order"), ("en", "the work order says nothing"),
        ("zh", "不用开工单"), ("zh", "工单上没写"), ("zh", "别报修"),
    ],
)  # fmt: skip
def test_words_about_a_work_order_open_none(works: Pack, tmp_path: Path, language: str, said: str) -> None:
    """Who does not want one, or reads off an old one, is still asked for the reading."""
    operator = at_a_reading(works, tmp_path, language)
    operator.say(said)
    assert "ask_what" not in operator.replies
    assert operator.actions.count("open_work_order") == 0

"""Tummy pain on the right or that bends a child double, and degrees that stand apart from the word for a temperature."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

DOUBLED_UP = {"腹痛": "yes", "腹痛剧烈": "yes"}
ON_THE_RIGHT = {"腹痛": "yes", "右下腹痛": "yes"}


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return load(ROOT / "domains/triage")


def module(clinic: Pack, name: str) -> ModuleType:
    return importlib.import_module(f".{name}", clinic.actions["take_age"].__module__.rpartition(".")[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("右下腹疼 走路直不起腰", DOUBLED_UP | ON_THE_RIGHT),
        ("右边肚子疼得站不直", DOUBLED_UP | ON_THE_RIGHT),
        ("肚子痛得直不起腰", DOUBLED_UP),
        ("肚子疼，走路都弯着腰", DOUBLED_UP),
        ("肚子右下边疼", ON_THE_RIGHT),
        ("右側肚子一直痛", ON_THE_RIGHT),
        ("his tummy hurts on the right side", ON_THE_RIGHT),
        ("stomach pain in the lower right", ON_THE_RIGHT),
        ("pain on the right side of his belly", ON_THE_RIGHT),
        ("she is doubled over with tummy pain", DOUBLED_UP),
        ("tummy ache and he can't stand up straight", DOUBLED_UP),
    ],
)
def test_the_place_and_force_of_a_pain_are_read(clinic: Pack, text: str, said: dict[str, str]) -> None:
    assert module(clinic, "pains").pains(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "肚子疼",
        "腿疼得站不直",
        "右边耳朵疼",
        "咳得直不起腰",
        "右手疼",
        "肚子不疼，走路没问题",
        "没有右下腹痛",
        "肚子胀，弯腰系鞋带",
        "my tummy hurts",
        "his right ear hurts",
        "no pain on the right side of his belly",
        "pain in his right leg",
        "he sleeps on his right side",
        "left side of the tummy hurts",
    ],
)
def test_another_pain_is_neither(clinic: Pack, text: str) -> None:
    assert not {"腹痛剧烈", "右下腹痛"} & module(clinic, "pains").pains(text).keys()


def test_a_child_who_cannot_stand_straight_for_tummy_pain_is_an_emergency(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path, "zh")
    assert customer.say("孩子7岁 右边肚子疼得站不直", "child_ill") == ["emergency_now", "handed_over"]


def test_pain_on_the_right_is_seen_today_whatever_else_is_answered(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my daughter is 7 years old, her tummy hurts on the right side", "child_ill")
    for _ in range(15):
        if customer.replies[-1] not in ("ask_danger", "ask_symptom"):
            break
        customer.say("no")
    assert customer.replies[0] == "advice_today"
    assert "right side" in customer.texts[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("has had a temp since yesterday, 38.9", {"发热": "yes", "中等度热": "yes"}),
        ("had a temp all night, 39.2", {"发热": "yes", "高热": "yes"}),
        ("fever since this morning, now at 39", {"发热": "yes", "高热": "yes"}),
        ("her temperature went up again in the night to 40.1", {"发热": "yes", "高热": "yes"}),
        ("temp since noon (102.5)", {"发热": "yes", "高热": "yes"}),
        ("从昨晚开始发烧，一直38.7", {"发热": "yes", "中等度热": "yes"}),
        ("体温刚才量了 39.1", {"发热": "yes", "高热": "yes"}),
    ],
)
def test_degrees_count_further_on_in_the_sentence(clinic: Pack, text: str, said: dict[str, str]) -> None:
    assert module(clinic, "measured").measured(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "a temp since yesterday, he is 3",
        "fever for 38 hours",
        "temp is not above 38.5",
        "a fever two days ago. he weighs 38.5 kg",
        "fever if it gets over 38.5",
        "fever, gave him 40 mg",
        "发烧吃了药40分钟了",
        "体温没超过38.5",
        "fever since room 39.5 kg",
        "fever, order no 2038.9",
    ],
)
def test_other_numbers_behind_a_fever_are_no_degrees(clinic: Pack, text: str) -> None:
    assert not {"中等度热", "高热", "低热"} & module(clinic, "measured").measured(text).keys()

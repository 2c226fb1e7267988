"""What parents say to a question, read as a yes, a no, neither, or degrees."""

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return load(ROOT / "domains/triage")


@pytest.fixture(scope="module")
def measuring(clinic: Pack) -> ModuleType:
    return importlib.import_module(".measured", clinic.actions["take_age"].__module__.rpartition(".")[0])


@pytest.fixture(scope="module")
def ages(clinic: Pack) -> ModuleType:
    return importlib.import_module(".reading", clinic.actions["take_age"].__module__.rpartition(".")[0])


def heard(customer: Customer) -> Mapping[str, str]:
    return {one["symptom"]: one["answer"] for one in json.loads(str(customer.conversation.slots["case"]))["heard"]}


def asked_for_a_cough(clinic: Pack, folder: Path, language: str) -> Customer:
    customer = Customer(clinic, folder, language)
    customer.say("my 3 year old has a cold" if language == "en" else "三岁，感冒", "child_ill")
    customer.say("no" if language == "en" else "没有")
    assert "cough" in customer.texts[-1] or "咳嗽" in customer.texts[-1]
    return customer


@pytest.mark.parametrize(
    ("language", "said", "cough"),
    [
        ("en", "he has", "yes"),
        ("en", " yes he has", "yes"),
        ("en", "she has sometimes", "yes"),
        ("en", "yes, since yesterday", "yes"),
        ("en", "she has not", "no"),
        ("en", "he does not", "no"),
        ("en", "he has none", "no"),
        ("en", "none of them", "no"),
        ("en", "I don't think he has", "no"),
        ("en", "he has no idea", "unsure"),
        ("en", "no fever, cough", "yes"),
        ("en", "no but he has a cough", "yes"),
        ("en", "she has a fever but no cough", "no"),
        ("zh", "没有发烧咳嗽", "no"),
        ("zh", "没有，但是咳嗽", "yes"),
        ("zh", "不，有点烧", "no"),
        ("zh", "不算有", "no"),
        ("zh", "有没有不清楚", "unsure"),
    ],
)
def test_an_answer_says_of_a_symptom_what_the_parent_means(clinic: Pack, tmp_path: Path, language: str, said: str, cough: str) -> None:
    customer = asked_for_a_cough(clinic, tmp_path, language)
    customer.say(said)
    assert heard(customer)["咳嗽"] == cough


@pytest.mark.parametrize(
    ("language", "said", "more"),
    [
        ("en", "he has a fever", {"发热": "yes"}),
        ("en", "yes he has a fever", {"发热": "yes"}),
        ("en", "she has no fever", {"发热": "no"}),
        ("en", "a bit of a rash", {"皮疹": "yes"}),
        ("en", "he has been to the park", {}),
        ("zh", "有发烧", {"发热": "yes"}),
        ("zh", "有点不舒服", {}),
    ],
)
def test_words_about_something_else_answer_no_question_for_a_cough(
    clinic: Pack, tmp_path: Path, language: str, said: str, more: Mapping[str, str]
) -> None:
    customer = asked_for_a_cough(clinic, tmp_path, language)
    customer.say(said)
    assert "咳嗽" not in heard(customer)
    assert more.items() <= heard(customer).items()
    assert customer.replies == ["ask_symptom"]


def test_a_list_that_is_denied_in_one_breath_denies_each_of_its_symptoms(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 3 year old has tummy ache, no cough, fever or rash", "child_ill")
    assert {"咳嗽": "no", "发热": "no", "皮疹": "no", "腹痛": "yes"}.items() <= heard(customer).items()


@pytest.mark.parametrize(("language", "said"), [("en", "no fever"), ("en", "no cough or rash"), ("zh", "没有发烧"), ("zh", "没有发烧咳嗽")])
def test_a_symptom_that_is_no_warning_sign_denies_none_of_them(clinic: Pack, tmp_path: Path, language: str, said: str) -> None:
    customer = Customer(clinic, tmp_path, language)
    customer.say("my 3 year old has a cold" if language == "en" else "三岁，感冒", "child_ill")
    assert customer.replies == ["ask_danger"]
    assert customer.say(said) == ["ask_danger_again"]
    assert "昏迷" not in heard(customer)
    customer.say("no" if language == "en" else "没有")
    assert heard(customer)["昏迷"] == "no"


def test_whoever_twice_says_nothing_of_the_warning_signs_is_handed_over(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 3 year old has a cold", "child_ill")
    customer.say("no fever")
    customer.say("no cough")
    assert customer.escalation is not None
    assert customer.escalation.reason == "danger"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("temperature 39.5", {"发热": "yes", "高热": "yes"}),
        ("a fever of 101", {"发热": "yes", "中等度热": "yes"}),
        ("102.5 °F since noon", {"发热": "yes", "高热": "yes"}),
        ("39度8", {"发热": "yes", "高热": "yes"}),
        ("体温41.2", {"发热": "yes", "高热": "yes", "超高热": "yes"}),
        ("37.6 degrees", {"低热": "yes"}),
        ("his temperature is 36.8", {"发热": "no"}),
        ("体温正常", {"发热": "no"}),
        ("no fever, temperature 36.8", {"发热": "no"}),
        ("没发烧，体温36.8", {"发热": "no"}),
        ("she had a fever, temperature now 36.9", {}),
        ("below 38 degrees", {}),
        ("if it goes over 39 degrees should I come", {}),
        ("39 weeks old, 3.5 kg", {}),
        ("fever for 24 hours", {}),
        ("room temperature is 22 degrees", {}),
    ],
)
def test_degrees_are_read_as_the_fever_they_are(measuring: ModuleType, text: str, said: Mapping[str, str]) -> None:
    assert measuring.measured(text) == said


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("not 3 years, 3 months", 3.0),
        ("3 years? no, 3 months", 3.0),
        ("no, 3 months not 3 years", 3.0),
        ("不是两岁，是两个月", 2.0),
        ("2 to 3 months", 2.0),
        ("两三个月", 2.0),
        ("三四岁", 36.0),
        ("twenty two months", 22.0),
        ("a year and a half", 18.0),
        ("about 4 months", 4.0),
        ("his brother is 8 years old, he is 2 years old", 24.0),
        ("I'm 34 years old, she is 5 months old", 5.0),
        ("born 6 weeks early, 3 months old", 3.0),
        ("twelve weeks", 2.76),
    ],
)
def test_an_age_is_the_one_that_is_meant(ages: ModuleType, text: str, months: float) -> None:
    assert ages.age_months(text, bare=True) == pytest.approx(months, abs=0.01)


@pytest.mark.parametrize("text", ["not yet 3 months", "under 3 months", "不到三个月", "快三个月"])
def test_a_fever_before_the_third_month_is_an_emergency_however_near_it_is(clinic: Pack, tmp_path: Path, text: str) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my baby has a fever", "child_ill")
    assert customer.say(text) == ["emergency_now", "handed_over"]


def test_a_fever_that_has_come_down_was_one(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 3 year old had 39.4 °C last night", "child_ill")
    customer.say("no, temperature is 36.9 now")
    assert heard(customer)["发热"] == "yes"


def test_a_young_baby_without_a_raised_temperature_is_no_emergency(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    assert customer.say("my 6 week old baby has a cough, temperature 36.8", "child_ill") == ["ask_danger"]
    customer = Customer(clinic, tmp_path)
    assert customer.say("my 6 week old baby has a cough, 38.2 degrees", "child_ill") == ["emergency_now", "handed_over"]

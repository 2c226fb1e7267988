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


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("宝宝六周 摸着有点烫 38.1", 1.38),
        ("daughter 6 fever since last nite", 72.0),
        ("shes 3, cough", 36.0),
        ("my son 4, rash all over", 48.0),
    ],
)
def test_an_age_told_in_passing_is_read_as_parents_in_a_hurry_write_it(ages: ModuleType, text: str, months: float) -> None:
    assert ages.age_months(text, bare=False) == pytest.approx(months, abs=0.01)


@pytest.mark.parametrize(
    "text", ["宝宝两周没拉", "宝宝咳了两周", "my son 3 times vomited", "daughter 2 days fever", "kid 39 fever", "shes 5 kg"]
)
def test_a_count_a_length_of_time_or_a_temperature_is_no_age(ages: ModuleType, text: str) -> None:
    assert ages.age_months(text, bare=False) is None


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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "neither"), ("en", "neither of them"), ("en", "neither, just tired"), ("en", "nothing of the kind"),
        ("en", "not that either"),
        ("en", "no cough no fever"), ("en", "not coughing"), ("en", "she is not"), ("en", "not yet"),
        ("zh", "都没有"), ("zh", "都没"), ("zh", "两个都没有"), ("zh", "一个都没有"), ("zh", "啥都没有"), ("zh", "不咳也不烧"),
        ("zh", "没咳没烧"), ("zh", "不咳"), ("zh", "没"), ("zh", "冇"), ("zh", "冇啊"), ("zh", "問過了都沒有"), ("zh", "看过了，没有"),
    ],
)  # fmt: skip
def test_a_no_to_more_than_was_asked_is_a_no_to_what_was_asked(clinic: Pack, tmp_path: Path, language: str, said: str) -> None:
    """Whoever denies everything is not asked the same again."""
    customer = asked_for_a_cough(clinic, tmp_path, language)
    customer.say(said)
    assert heard(customer)["咳嗽"] == "no"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "he coughs a lot"),
        ("en", "all night"),
        ("en", "yes he is"),
        ("en", "both"),
        ("zh", "咳得厉害"),
        ("zh", "会咳"),
        ("zh", "都有"),
    ],
)
def test_a_yes_in_words_of_the_symptom_is_a_yes(clinic: Pack, tmp_path: Path, language: str, said: str) -> None:
    """A parent answers the question, not its form."""
    customer = asked_for_a_cough(clinic, tmp_path, language)
    customer.say(said)
    assert heard(customer)["咳嗽"] == "yes"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "he is at his granny's"), ("en", "is vomiting all day"), ("en", "he vomits"), ("zh", "不烧"), ("zh", "烧得厉害"),
    ("zh", "没什么精神"),
     ("zh", "冇精神"), ("zh", "一直吐"), ("zh", "没吐"), ("zh", "宝宝没拉"), ("zh", "不疼"), ("zh", "也没吐"), ("en", "isn't vomiting")],
)  # fmt: skip
def test_a_yes_or_no_in_words_of_another_symptom_says_nothing_of_the_cough(clinic: Pack, tmp_path: Path, language: str, said: str) -> None:
    """It is heard, and the cough is asked about once more."""
    customer = asked_for_a_cough(clinic, tmp_path, language)
    customer.say(said)
    assert "咳嗽" not in heard(customer)


@pytest.mark.parametrize(
    ("language", "said", "constipated", "loose"),
    [
        ("en", "neither", "no", "no"), ("en", "both", "unsure", "unsure"), ("en", "yes", "yes", "no"), ("en", "no", "no", "yes"),
        ("zh", "都没有", "no", "no"), ("zh", "两个都没有", "no", "no"), ("zh", "两个都有", "unsure", "unsure"), ("zh", "有", "yes", "no"),
    ],
)  # fmt: skip
def test_of_two_that_were_asked_back_both_may_be_denied(
    clinic: Pack, tmp_path: Path, language: str, said: str, constipated: str, loose: str
) -> None:
    """A no chooses the second; "neither" chooses none, and "both" leaves it open."""
    customer = Customer(clinic, tmp_path, language)
    customer.say("2 year old with diarrhoea and constipation" if language == "en" else "两岁，拉肚子又便秘", "child_ill")
    customer.say("no" if language == "en" else "没有")
    assert customer.replies == ["ask_back"]
    customer.say(said)
    assert (heard(customer)["便秘"], heard(customer)["腹泻"]) == (constipated, loose)


@pytest.mark.parametrize(
    ("language", "asked"), [("en", "is it constipation (yes) or rather diarrhoea (no)?"), ("zh", "是便秘（有），还是腹泻（没有）？")]
)
def test_a_question_that_was_asked_back_is_whole_when_it_is_asked_again(clinic: Pack, tmp_path: Path, language: str, asked: str) -> None:
    """It names the two."""
    customer = Customer(clinic, tmp_path, language)
    customer.say("2 year old with diarrhoea and constipation" if language == "en" else "两岁，拉肚子又便秘", "child_ill")
    customer.say("no" if language == "en" else "没有")
    customer.say("purple" if language == "en" else "紫色")
    assert customer.texts[-1].endswith(asked)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "none"), ("en", "nothing like that"), ("en", "not one of them"), ("en", "none of that"), ("zh", "这些都没有"),
        ("zh", "以上都没有"),
        ("zh", "一个都没有"), ("zh", "啥都没有"), ("zh", "这些他都没有"), ("zh", "問過了都沒有"),
    ],
)  # fmt: skip
def test_the_warning_signs_are_denied_in_one_word(clinic: Pack, tmp_path: Path, language: str, said: str) -> None:
    """The list is long, so the answer is short."""
    customer = Customer(clinic, tmp_path, language)
    customer.say("my 3 year old has a cold" if language == "en" else "三岁，感冒", "child_ill")
    assert customer.say(said) == ["ask_symptom"]
    assert heard(customer)["昏迷"] == "no"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("我家孩子3岁半，昨晚开始咳，有点烧", "都没有")), ("zh", ("孩子有点咳", "3岁，有点烧", "都没有")),
        ("zh", ("三岁，有点咳", "没有发烧", "都没有")),
        ("en", ("she is 3, a bit of a cough", "neither")),
        ("en", ("she coughs sometimes", "3 years old, she is a bit hot", "none of these")),
    ],
)  # fmt: skip
def test_a_bit_of_a_symptom_is_no_answer_that_a_later_none_puts_right(
    clinic: Pack, tmp_path: Path, language: str, said: tuple[str, ...]
) -> None:
    """The warning signs are denied once, and not asked about again."""
    customer = Customer(clinic, tmp_path, language)
    customer.say(said[0], "child_ill")
    for text in said[1:]:
        customer.say(text)
    assert customer.replies == ["ask_symptom"]


@pytest.mark.parametrize(
    "said",
    [
        "宝宝两个月，摸着烫",
        "一个月大，额头很烫",
        "my baby is 6 weeks old and she feels hot",
        "6 weeks old, burning up",
        "my baby is 5 weeks old and feels hot",
    ],
)
def test_a_young_baby_who_feels_hot_has_a_fever(clinic: Pack, tmp_path: Path, said: str) -> None:
    """Not everybody has a thermometer at hand."""
    assert Customer(clinic, tmp_path).say(said, "child_ill") == ["emergency_now", "handed_over"]


@pytest.mark.parametrize("said", ["my baby is 6 weeks old with a runny nose, it is hot in here", "宝宝两个月，流鼻涕，天气很热"])
def test_a_hot_day_is_no_fever(clinic: Pack, tmp_path: Path, said: str) -> None:
    """Weather is no symptom."""
    assert Customer(clinic, tmp_path).say(said, "child_ill") == ["ask_danger"]


@pytest.mark.parametrize(("complaint", "no"), [("he vomits and coughs", "no"), ("孩子一直吐，还咳嗽", "没有")])
def test_a_no_to_the_question_for_the_age_puts_no_symptom_right(clinic: Pack, tmp_path: Path, complaint: str, no: str) -> None:
    """What was told with the complaint is an answer to nothing."""
    customer = Customer(clinic, tmp_path, language="en" if complaint.isascii() else "zh")
    assert customer.say(complaint, "child_ill") == ["ask_age"]
    assert "corrected" not in customer.say(no)

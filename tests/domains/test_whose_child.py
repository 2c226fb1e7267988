"""Ages that parents put right, and what they tell of brothers and sisters of the child who is ill."""

import importlib
import json
import time
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return load(ROOT / "domains/triage")


def module(clinic: Pack, name: str) -> ModuleType:
    return importlib.import_module(f".{name}", clinic.actions["take_age"].__module__.rpartition(".")[0])


def heard(customer: Customer) -> dict[str, str]:
    return {one["symptom"]: one["answer"] for one in json.loads(str(customer.conversation.slots["case"]))["heard"]}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("no wait, 8 weeks", 1.84), ("sorry shes 2 months not 4", 2.0), ("no, she is 2 months old", 2.0), ("no, 9 weeks sorry", 2.07),
        ("oops 6 weeks", 1.38),
        ("not 4 years, 4 weeks", 0.92), ("8 weeks, not 8 years", 1.84), ("make that 7 weeks", 1.61),
        ("sorry, my mistake, he is 9 weeks", 2.07),
        ("actually he's only 10 days", 0.33), ("no wait not 4, shes 14 months", 14.0), ("no wait he is 5", 60.0),
        ("不是四岁 是两个月", 2.0), ("说错了 两个月", 2.0), ("不对，是八周", 1.84), ("是八周不是八岁", 1.84), ("不好意思，六周", 1.38),
        ("等等 应该是三个月", 3.0), ("打错了，是两周大", 0.46),
    ],
)  # fmt: skip
def test_an_age_that_takes_the_place_of_another_needs_no_old(clinic: Pack, text: str, months: float) -> None:
    assert module(clinic, "reading").age_put_right(text) == pytest.approx(months, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "no, 2 days", "no, just for 3 weeks", "no, since 2 weeks", "no. he has had it for 2 weeks", "sorry, two days ago", "8 weeks",
        "wait 2 weeks then?", "wait 5 minutes", "no, coughing 3 weeks", "no, his brother is 8 weeks", "none of these", "no rash",
        "没有，两天", "不是，两天了", "不，咳了两周", "不是两天，是三天", "没有，烧了两天",
    ],
)  # fmt: skip
def test_how_long_it_lasts_puts_no_age_right(clinic: Pack, text: str) -> None:
    assert module(clinic, "reading").age_put_right(text) is None


def test_a_no_that_puts_the_age_right_denies_no_warning_sign(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 2 year old has a cough", "child_ill")
    assert customer.say("no wait, 3 years") == ["ask_danger_again"]
    assert "昏迷" not in heard(customer)


def test_a_no_that_puts_the_age_right_answers_no_question(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 2 year old has a cough", "child_ill")
    customer.say("none of these")
    asked = customer.texts[-1]
    customer.say("no, she is 3 years old")
    assert customer.texts[-1] == asked


def test_the_age_that_was_known_beside_a_no_leaves_it_a_no(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 2 year old has a cough", "child_ill")
    assert customer.say("no, she is 2 years old") == ["ask_symptom"]


def test_an_age_that_is_put_right_counts_though_another_question_comes_between(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 4 year old has a fever", "child_ill")
    customer.say("none of these")
    customer.say("oops, 8 weeks")
    customer.say("one sec")
    assert customer.say("no") == ["emergency_now", "handed_over"]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("she is 4. her brother is 2 months old, is that risky", "she is 4. , is that risky"),
        ("no but his brother has a rash", "no but "),
        ("thanks, and my other kid vomits", "thanks, and "),
        ("her brother had it last week and now she has spots", " and now she has spots"),
        ("她4岁发烧，她弟弟两个月", "她4岁发烧，"),
        ("she caught it from her brother and has a fever", None),
        ("my brother is 2 and has a fever", None),
        ("his sister says he vomited twice", "says he vomited twice"),
        ("her brother hit her on the head", None),
        ("他姐姐说他吐了", "说他吐了"),
        ("她哥哥把她推倒了", None),
        ("my daughter has a fever, my little girl is only 2", None),
        ("my 18 month old has a fever and a 2 day cough", None),
        ("my son has a fever, the baby is crying a lot", None),
        ("妹妹3岁发烧", None),
    ],
)
def test_what_is_said_of_another_child_is_left_out(clinic: Pack, text: str, own: str | None) -> None:
    left = module(clinic, "siblings").without_others(text)
    assert len(left) == len(text)
    assert left.split() == (text if own is None else own).split()


@pytest.mark.parametrize(
    "text",
    [
        "my son 6 coughs, my daughter 2 has diarrhoea", "both my kids are ill, fever and a cough", "the twins are both vomiting",
        "my girl has a fever, her twin brother has diarrhoea", "my 2 year old and my 5 year old both have a fever",
        "my son has a fever and my daughter too", "俩娃都吐了", "大女儿发烧，小女儿咳嗽", "老大6岁咳嗽 老二2岁拉肚子", "双胞胎都拉肚子",
    ],
)  # fmt: skip
def test_of_two_ill_children_one_is_asked_for(clinic: Pack, tmp_path: Path, text: str) -> None:
    customer = Customer(clinic, tmp_path, "zh" if not text.isascii() else "en")
    assert customer.say(text, "child_ill") == ["ask_which_child"]


@pytest.mark.parametrize(
    "text",
    [
        "my daughter is 4 and has a fever, my son had it last week", "my son is 4 and has a cough, he has a sister",
        "my son is 3 and has a fever. my daughter says he has a rash too", "my boy is 3 and has a fever, his eyes are red, both of them",
        "my daughter is 3, fever, caught it at nursery where all the kids cough", "女儿3岁发烧，女儿咳嗽", "他3岁发烧，他哥哥上周也发烧",
        "孩子3岁发烧，两只耳朵都红",
    ],
)  # fmt: skip
def test_one_ill_child_in_a_family_is_asked_about_at_once(clinic: Pack, tmp_path: Path, text: str) -> None:
    customer = Customer(clinic, tmp_path, "zh" if not text.isascii() else "en")
    assert customer.say(text, "child_ill")[-1] == "ask_danger"


def test_the_age_of_a_sister_in_the_same_sentence_is_not_the_childs(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my son has a fever", "child_ill")
    assert customer.say("he is 4 and his sister is 2 months") == ["ask_danger"]
    assert customer.conversation.slots["age_text"] == "4 years"


def test_a_case_may_begin_with_the_other_child(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    assert customer.say("my other child is 4 years old and has a fever", "child_ill") == ["ask_danger"]
    assert customer.conversation.slots["age_text"] == "4 years"


def test_a_baby_with_a_fever_beside_a_healthy_child_of_three_is_asked_for_its_age(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    assert customer.say("my baby has a fever, my 3 year old is fine", "child_ill") == ["ask_age"]


def test_what_the_brother_has_is_no_symptom_of_the_child(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    customer.say("my 3 year old has a cough", "child_ill")
    customer.say("none of these")
    customer.say("no but his brother has a rash")
    assert "皮疹" not in heard(customer)


def test_whoever_twice_tells_of_two_children_gets_a_nurse(clinic: Pack, tmp_path: Path) -> None:
    customer = Customer(clinic, tmp_path)
    for _ in range(3):
        customer.say("both my kids have a fever", "child_ill")
    assert customer.escalation is not None


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("sorry, 3 days I meant", "My 5 year old has had a fever for 2 days"), ("no wait, 3 weeks", "he has a cough for 2 weeks"),
        ("不对，三天", "孩子5岁 发烧两天了"),
    ],
)  # fmt: skip
def test_days_that_put_right_how_long_it_has_lasted_are_no_age(clinic: Pack, text: str, earlier: str) -> None:
    reading = module(clinic, "reading")
    assert reading.age_put_right(text) is None or reading.length_put_right(text, (earlier,))


def test_weeks_that_put_no_length_right_are_an_age(clinic: Pack) -> None:
    assert not module(clinic, "reading").length_put_right("no wait, 8 weeks", ("my 4 year old has a fever",))


@pytest.mark.parametrize("piece", ["俩七两", "一", "3岁", "老二", "my son "])
def test_no_message_about_children_takes_long_to_read(clinic: Pack, piece: str) -> None:
    text = piece * (4000 // len(piece))
    began = time.process_time()
    module(clinic, "reading").age_told(text)
    list(module(clinic, "siblings").of_others(text))
    assert time.process_time() - began < 0.5

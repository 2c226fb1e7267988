import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import ActionCall
from bot.packs import Pack, check, load
from bot.recognisers import recognise
from tests.conftest import ROOT
from tests.domains.customer import TODAY, Customer

FOLDER = ROOT / "domains/tutor"
RIGHT = {"e4": "e4_went", "e7": "e7_have_lived", "e8": "e8_will_stay", "e9": "e9_was_built", "e5": "e5_didnt_see", "e6": "e6_cheaper"}


@pytest.fixture(scope="module")
def tutor() -> Pack:
    return load(FOLDER)


def globals_of(tutor: Pack) -> Mapping[str, Any]:
    return tutor.actions["advise"].__globals__


def test_the_tutor_pack_has_no_mistakes() -> None:
    assert [str(mistake) for mistake in check(FOLDER)] == []


def test_no_word_of_the_program_is_about_the_tutor() -> None:
    code = [path for package in ("bot", "training", "retrieval") for path in (ROOT / package).rglob("*.py")]
    assert [path for path in code if "tutor" in path.read_text("utf-8").lower()] == []


def test_every_intent_has_examples_of_many_people_in_both_languages() -> None:
    counts, writers = Counter[str](), defaultdict[tuple[str, str], set[str]](set)
    with (FOLDER / "utterances.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counts[row["intent"]] += 1
            writers[row["intent"], row["language"]].add(row["group"])
    assert min(counts.values()) >= 25
    assert min(map(len, writers.values())) >= 3


def test_the_words_of_an_answer_are_in_no_other_question(tutor: Pack) -> None:
    spoken = Counter[str]()
    for name, slot in tutor.domain.slots.items():
        if name[0] in "em" and name[1:].isdigit():
            options = [one for one in slot.options if one.value != "not_known_yet"]
            words = {word.lower() for one in slot.options for word in (*one.labels.values(), *sum(one.synonyms.values(), ()))}
            spoken.update(words | {one.value.replace("_", " ") for one in options})
    assert [words for words, times in spoken.items() if times > 1] == []


@pytest.mark.parametrize("words", ["i have no clue", "how many questions are there?", "there are so many things", "我有三个问题"])
def test_what_is_said_of_anything_else_answers_no_question(tutor: Pack, words: str) -> None:
    found = recognise(words, tutor.domain, "en", TODAY)
    assert [entity.slot for entity in found if entity.kind == "choice" and entity.slot != "command"] == []


def test_what_is_right_is_an_option_of_its_question(tutor: Pack) -> None:
    bank = globals_of(tutor)["way"].__globals__["BANK"]
    for question in (one for questions in bank.values() for one in questions):
        assert question.right in {option.value for option in tutor.domain.slots[question.id].options}


def through(customer: Customer, answers: Mapping[str, str]) -> list[str]:
    """Press an answer to each question that comes; which questions came, in their order."""
    came = []
    while (asked := customer.conversation.slots.get("asked")) is not None:
        came.append(str(asked))
        customer.press(f"slot:{asked}:{answers.get(str(asked), 'not_known_yet')}")
    return came


def test_right_answers_lead_to_harder_questions_and_the_reasons_name_them(tutor: Pack, tmp_path: Path) -> None:
    customer = Customer(tutor, tmp_path)
    assert customer.say("test my english", "level_test") == ["ask_e4"]
    assert through(customer, RIGHT) == ["e4", "e7", "e8", "e9", "e5", "e6"]
    assert customer.replies == ["result"]
    assert "you got the past tense (twice), the present perfect, the conditional, the passive and comparing right" in customer.texts[0]
    assert "at B1" in customer.texts[0]
    assert "Telling a story" in customer.texts[0]


def test_wrong_answers_lead_to_easier_questions_and_to_the_lesson_on_them(tutor: Pack, tmp_path: Path) -> None:
    customer = Customer(tutor, tmp_path)
    customer.say("test my english", "level_test")
    came = through(
        customer, {"e4": "e4_went", "e7": "e7_live", "e5": "e5_didnt_see", "e8": "e8_stayed", "e6": "e6_more_cheap", "e1": "e1_doesnt"}
    )
    assert came == ["e4", "e7", "e5", "e8", "e6", "e1"]
    reason = "you got the past tense (twice) and the third person right and missed the present perfect, the conditional and comparing"
    assert reason in customer.texts[0]
    assert "“Bigger, cheaper, better”" in customer.texts[0]


def test_a_topic_that_was_right_and_wrong_is_half_right(tutor: Pack, tmp_path: Path) -> None:
    for words, language, reason in (
        (
            "test my english",
            "en",
            "you got the past tense half right and left out the present perfect, the third person, “how many” and “there are”",
        ),
        ("测一下英语", "zh", "过去时对了一半，现在完成时、第三人称、“how many”和“there are”没有作答"),
    ):
        customer = Customer(tutor, tmp_path, language)
        customer.say(words, "level_test")
        through(customer, {"e4": "e4_went", "e5": "e5_didnt_saw"})
        assert reason in customer.texts[0]


def test_the_result_says_that_it_is_no_certificate(tutor: Pack) -> None:
    for name in ("result", "result_unclear"):
        assert all("no certificate" in text for text in tutor.domain.replies["en"][name].texts)
        assert all("不是证书" in text for text in tutor.domain.replies["zh"][name].texts)


@pytest.mark.parametrize("words", ["I don't know", "no idea", "skip", "not sure"])
def test_not_knowing_is_an_answer_however_it_is_said(tutor: Pack, tmp_path: Path, words: str) -> None:
    customer = Customer(tutor, tmp_path)
    customer.say("test my maths", "level_test")
    assert customer.say(words) == ["ask_m1"]
    assert customer.conversation.slots["m4"] == "not_known_yet"


@pytest.mark.parametrize("words", ["sorry, I meant goed", "no, it's goed", "the last one should be goed"])
def test_an_earlier_answer_is_put_right_however_it_is_said(tutor: Pack, tmp_path: Path, words: str) -> None:
    customer = Customer(tutor, tmp_path)
    customer.say("test my english", "level_test")
    customer.say("went")
    assert customer.say(words) == ["corrected", "ask_e1"]


def test_who_has_left_everything_out_is_not_placed(tutor: Pack, tmp_path: Path) -> None:
    customer = Customer(tutor, tmp_path, "zh")
    customer.say("测一下数学", "level_test")
    through(customer, {})
    assert customer.replies == ["result_unclear"]
    assert "乘法口诀" in customer.texts[0]


def test_a_new_test_begins_anew_and_progress_shows_both(tutor: Pack, tmp_path: Path) -> None:
    customer = Customer(tutor, tmp_path)
    customer.say("test my english", "level_test")
    through(customer, {"e4": "e4_goed"})
    assert customer.say("test my english again", "level_test") == ["ask_e4"]
    through(customer, RIGHT)
    assert customer.say("how am I doing", "my_progress") == ["progress"]
    assert "English: A1 → B1." in customer.texts[0]


def test_a_result_that_is_kept_twice_under_one_key_is_the_first(tutor: Pack, tmp_path: Path) -> None:
    finish: Callable[..., Mapping[str, Any]] = tutor.actions["finish"]
    call = ActionCall("k1", "c1", "en", tmp_path, TODAY, ())
    first = finish(call, "maths", "m4+ m7+ m8+ m9+ m5+ m6+")
    assert finish(call, "maths", "m4- m1- m2- m3- m5- m6-") == first


def test_a_test_of_one_person_is_not_that_of_another(tutor: Pack, tmp_path: Path) -> None:
    first, second = Customer(tutor, tmp_path), Customer(tutor, tmp_path)
    first.say("test my english", "level_test")
    through(first, RIGHT)
    assert second.say("what next?", "next_lesson") == ["ask_take_test"]
    assert first.say("what next?", "next_lesson") == ["next_lesson"]

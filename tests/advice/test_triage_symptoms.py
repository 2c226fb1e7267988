"""Symptoms in free text: names in both languages, typos, and what is said not to be there."""

from pathlib import Path

import pytest

from bot.advice.triage import symptoms
from bot.advice.triage.symptoms import Names
from bot.errors import DataError

TABLE = """id,en,zh
fever,fever|high temperature|temperature,发烧|发热
cough,cough|coughing,咳嗽
vomit,vomiting|being sick|throwing up,呕吐|吐
diarrhoea,diarrhoea|diarrhea|loose stools,腹泻|拉肚子
rash,rash,皮疹|疹子
blood,blood in the stool,便血
runny nose,runny nose|runny,流鼻涕|鼻流涕
high fever,very high fever,高烧|高热
appetite,no appetite|not eating,没胃口
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    path = tmp_path_factory.mktemp("names") / "symptoms.csv"
    path.write_text(TABLE, encoding="utf-8")
    return symptoms.read(path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He has a fever and a cough", {"fever": "yes", "cough": "yes"}),
        ("she's been coughing, no fever", {"cough": "yes", "fever": "no"}),
        ("no fever or cough but a rash", {"fever": "no", "cough": "no", "rash": "yes"}),
        ("孩子發燒，流鼻涕，沒有嘔吐", {"fever": "yes", "runny nose": "yes", "vomit": "no"}),
        ("She doesn't have a temperature. Runny nose though.", {"fever": "no", "runny nose": "yes"}),
        ("Not sure about a rash", {"rash": "unsure"}),
        ("diarhoea since monday", {"diarrhoea": "yes"}),
        ("the fever is gone, now vomitting", {"fever": "no", "vomit": "yes"}),
        ("very high fever", {"high fever": "yes"}),
        ("he is throwing up", {"vomit": "yes"}),
        ("there was blood in his stool", {"blood": "yes"}),
        ("no blood in her stools any more", {"blood": "no"}),
        ("宝宝发烧咳嗽两天了", {"fever": "yes", "cough": "yes"}),
        ("没有发烧，就是流鼻涕", {"fever": "no", "runny nose": "yes"}),
        ("没有发烧和咳嗽", {"fever": "no", "cough": "no"}),
        ("不发烧，拉肚子", {"fever": "no", "diarrhoea": "yes"}),
        ("不知道有没有皮疹", {"rash": "unsure"}),
        ("没发烧、咳嗽、呕吐", {"fever": "no", "cough": "no", "vomit": "no"}),
        ("高烧不退", {"high fever": "yes"}),
        ("疹子没了，但是还咳嗽", {"rash": "no", "cough": "yes"}),
        ("my order is late", {}),
        ("", {}),
        ("我的快递到哪了", {}),
    ],
)
def test_a_text_says_which_symptoms_are_there(names: Names, text: str, found: dict[str, str]) -> None:
    assert {one.symptom: one.answer for one in names.found(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no cough, fever or rash", {"cough": "no", "fever": "no", "rash": "no"}),
        ("he doesn't have a cough, a fever, or a rash", {"cough": "no", "fever": "no", "rash": "no"}),
        ("no cough, sniffles or rash but he is vomiting", {"cough": "no", "rash": "no", "vomit": "yes"}),
        ("no fever, rash or anything like that", {"fever": "no", "rash": "no"}),
        ("not sure about a cough, a fever or a rash", {"cough": "unsure", "fever": "unsure", "rash": "unsure"}),
        ("没有发烧、咳嗽和皮疹", {"fever": "no", "cough": "no", "rash": "no"}),
        ("没有咳嗽，发烧或皮疹", {"cough": "no", "fever": "no", "rash": "no"}),
        ("没有发烧、咳嗽、", {"fever": "no", "cough": "no"}),
        ("没有发烧，咳嗽，拉肚子这些", {"fever": "no", "cough": "no", "diarrhoea": "no"}),
        ("没有发烧，咳嗽，拉肚子这些症状。", {"fever": "no", "cough": "no", "diarrhoea": "no"}),
        ("没有咳嗽，发烧或皮疹，就是拉肚子", {"cough": "no", "fever": "no", "rash": "no", "diarrhoea": "yes"}),
        ("没有咳嗽，发烧或皮疹，精神很好", {"cough": "no", "fever": "no", "rash": "no"}),
        ("没有咳嗽，发烧或皮疹，但是没精神", {"cough": "no", "fever": "no", "rash": "no"}),
        ("no cough, fever or rash but he wakes every hour", {"cough": "no", "fever": "no", "rash": "no"}),
        ("no cough, fever or rash, drinking a lot", {"cough": "no", "fever": "no", "rash": "no"}),
        ("no cough, fever or ", {"cough": "no", "fever": "no"}),
        ("没有咳嗽，发烧或", {"cough": "no", "fever": "no"}),
    ],
)
def test_a_list_that_begins_with_a_no_is_denied_to_its_end(names: Names, text: str, found: dict[str, str]) -> None:
    assert {one.symptom: one.answer for one in names.found(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no fever, cough", {"fever": "no", "cough": "yes"}),
        ("no cough, fever and rash", {"cough": "no", "fever": "yes", "rash": "yes"}),
        ("no cough, fever since Monday or Tuesday", {"cough": "no", "fever": "yes"}),
        ("no cough or rash, fever since yesterday", {"cough": "no", "rash": "no", "fever": "yes"}),
        ("没有发烧，咳嗽", {"fever": "no", "cough": "yes"}),
        ("没有发烧，也没有咳嗽，拉肚子", {"fever": "no", "cough": "no", "diarrhoea": "yes"}),
        ("不发烧，拉肚子或者呕吐，一天三四次", {"fever": "no", "diarrhoea": "yes", "vomit": "yes"}),
        ("不发烧，拉肚子或者呕吐。一天三四次", {"fever": "no", "diarrhoea": "yes", "vomit": "yes"}),
        ("没发烧，咳嗽或者流鼻涕都是晚上厉害", {"fever": "no", "cough": "yes", "runny nose": "yes"}),
        ("没发烧，咳嗽或者流鼻涕，就是晚上厉害", {"fever": "no", "cough": "yes", "runny nose": "yes"}),
        ("没发烧，咳嗽或者流鼻涕有一点", {"fever": "no", "cough": "yes", "runny nose": "yes"}),
        ("没发烧，咳嗽，流鼻涕这些都有", {"fever": "no", "cough": "yes", "runny nose": "yes"}),
        ("没发烧，或者咳嗽每天几次", {"fever": "no", "cough": "yes"}),
        ("没有发烧、皮疹，拉肚子或者呕吐，一天三四次", {"fever": "no", "rash": "no", "diarrhoea": "yes", "vomit": "yes"}),
        ("no fever, vomiting or diarrhoea every hour", {"fever": "no", "vomit": "yes", "diarrhoea": "yes"}),
        ("no fever, vomiting or diarrhoea after every feed", {"fever": "no", "vomit": "yes", "diarrhoea": "yes"}),
        ("没发烧，咳嗽或者流鼻涕，睡不好", {"fever": "no", "cough": "yes", "runny nose": "yes"}),
        ("no fever, vomiting, or diarrhoea, three times a day", {"fever": "no", "vomit": "yes", "diarrhoea": "yes"}),
        ("no fever or rash, vomiting or diarrhoea every few hours", {"fever": "no", "rash": "no", "vomit": "yes", "diarrhoea": "yes"}),
    ],
)
def test_what_follows_a_denied_symptom_without_an_or_is_told(names: Names, text: str, found: dict[str, str]) -> None:
    assert {one.symptom: one.answer for one in names.found(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("he doesn't eat and has a fever", {"fever": "yes"}),
        ("no appetite and a cough", {"appetite": "yes", "cough": "yes"}),
        ("not sleeping because of the cough", {"cough": "yes"}),
        ("not just a cough, also a fever", {"cough": "yes", "fever": "yes"}),
        ("no fever just a cough", {"fever": "no", "cough": "yes"}),
        ("he hasn't stopped vomiting", {"vomit": "yes"}),
        ("no improvement in the cough", {"cough": "yes"}),
        ("she never had a cough like this", {"cough": "yes"}),
        ("没胃口咳嗽", {"appetite": "yes", "cough": "yes"}),
        ("没吃药还在发烧", {"fever": "yes"}),
        ("没有发烧还有咳嗽", {"fever": "no", "cough": "yes"}),
        ("没以前咳嗽得厉害", {"cough": "yes"}),
        ("不是发烧是咳嗽", {"fever": "no", "cough": "yes"}),
    ],
)
def test_a_no_about_something_else_denies_no_symptom(names: Names, text: str, found: dict[str, str]) -> None:
    assert {one.symptom: one.answer for one in names.found(text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fever no, cough yes", {"fever": "no", "cough": "yes"}),
        ("cough? yes. fever? no.", {"cough": "yes", "fever": "no"}),
        ("fever? not sure", {"fever": "unsure"}),
        ("he has a cough, not sure since when", {"cough": "yes"}),
        ("咳嗽没有，发烧有", {"cough": "no", "fever": "yes"}),
        ("发烧吗？没有", {"fever": "no"}),
        ("有没有发烧不知道", {"fever": "unsure"}),
    ],
)
def test_a_yes_or_no_may_stand_behind_its_symptom(names: Names, text: str, found: dict[str, str]) -> None:
    assert {one.symptom: one.answer for one in names.found(text)} == found


def test_short_words_are_not_stretched_to_symptoms(names: Names) -> None:
    assert names.found("a dash through the park, he is never cash poor") == ()


def test_a_name_of_two_symptoms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "symptoms.csv"
    path.write_text(TABLE + "chill,chill|fever,发冷\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 11: 'fever' is a name of fever and of chill"):
        symptoms.read(path)


def test_a_symptom_without_a_name_in_a_language_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "symptoms.csv"
    path.write_text("id,en,zh\nfever,fever,\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 2: a symptom needs an id and a name in English and in Chinese"):
        symptoms.read(path)

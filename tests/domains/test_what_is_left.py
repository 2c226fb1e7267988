"""The answer "nothing" to the question what is left of an income, which is no question passed over."""

from pathlib import Path

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer


@pytest.fixture(scope="module")
def investment() -> Pack:
    return load(ROOT / "domains/investment")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "nothing"),
        ("en", "None"),
        ("en", "nothing at all"),
        ("en", "not a cent left"),
        ("zh", "没有"),
        ("zh", "啥也没剩"),
        ("zh", "一分不剩"),
    ],
)
def test_nothing_is_what_is_left_of_an_income(investment: Pack, tmp_path: Path, language: str, said: str) -> None:
    customer = asked_what_is_left(investment, tmp_path, language)
    customer.say(said)
    assert customer.replies == ["ask_loss"]
    assert customer.conversation.slots["income_left"] == "nothing_left"


@pytest.mark.parametrize(("language", "said"), [("en", "skip"), ("en", "I'd rather not say"), ("zh", "跳过")])
def test_a_question_that_is_passed_over_says_nothing_of_the_income(investment: Pack, tmp_path: Path, language: str, said: str) -> None:
    customer = asked_what_is_left(investment, tmp_path, language)
    customer.say(said)
    assert "income_left" not in customer.conversation.slots


def asked_what_is_left(investment: Pack, folder: Path, language: str) -> Customer:
    customer = Customer(investment, folder, language)
    customer.say("what risk fits me" if language == "en" else "测一下适合我的风险", "risk_interview")
    for answer in ("8 years", "no", "6 months") if language == "en" else ("8年", "没有", "6个月"):
        customer.say(answer)
    assert customer.replies == ["ask_income"]
    return customer

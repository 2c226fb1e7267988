"""How much somebody has to invest, as they write it after the interview about their risk."""

from pathlib import Path

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer


@pytest.fixture(scope="module")
def investment() -> Pack:
    return load(ROOT / "domains/investment")


@pytest.mark.parametrize("said", ["2k a month", "每月投500块", "my salary is 4000 dollars", "我月薪两万"])
def test_what_comes_every_month_is_not_what_there_is_to_invest(investment: Pack, tmp_path: Path, said: str) -> None:
    """A plan for all of it at once would be for money that is not there."""
    customer = interviewed(investment, tmp_path, said)
    assert customer.say(said) == ["ask_amount_again"]
    assert customer.conversation.slots.get("amount") is None


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("攒了十五万", 150_000),
        ("between 3 and 4k", 3000),
        ("I've got 12 500 $", 12_500),
        ("两三万吧", 20_000),
        ("12000, no wait, 10000", 10_000),
    ],
)
def test_of_what_there_is_to_invest_no_more_is_read_than_was_said(investment: Pack, tmp_path: Path, said: str, amount: float) -> None:
    """Of a range the lower end."""
    customer = interviewed(investment, tmp_path, said)
    assert customer.say(said) == ["ask_limits"]
    assert customer.conversation.slots["amount"] == amount


def interviewed(investment: Pack, folder: Path, said: str) -> Customer:
    """A customer who was asked how much there is to invest, in the language of what they say then."""
    english = said.isascii()
    customer = Customer(investment, folder, "en" if english else "zh")
    customer.say("a portfolio for my money" if english else "给我配个组合", "my_portfolio")
    in_english = ("15 years", "no", "6 months", "a lot is left", "20 %", "average risk", "hold on and wait", "5 years", "more than 102",
                  "it buys less than before", "the fund is safer")  # fmt: skip
    in_chinese = ("十五年", "没有", "六个月", "结余很多", "百分之二十", "一般风险", "持有不动", "五年", "多于102", "能买到更少", "基金更稳")
    for answer in in_english if english else in_chinese:
        customer.say(answer)
    assert customer.replies[-1] == "ask_amount"
    return customer

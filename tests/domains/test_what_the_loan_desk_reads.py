"""Answers to the loan desk's questions as people write them, through the whole conversation."""

from pathlib import Path

import pytest

from bot import packs
from tests.domains.customer import Customer

PACK = packs.load(Path(__file__).parents[2] / "domains/credit")
MONTH = 30 * 24 * 3600.0
ASKED = {
    "amount": (),
    "term": ("5000",),
    "has_account": ("5000", "24 months"),
    "saved": ("5000", "24 months", "no", "yes"),
    "employed_for": ("5000", "24 months", "no", "no", "yes"),
}
"""What is answered before each question comes."""


def asked(folder: Path, slot: str, said: str) -> Customer:
    """A customer who was asked for something and has answered, in the language of the answer."""
    english = said.isascii() or not any("一" <= c <= "鿿" for c in said)
    customer = Customer(PACK, folder, "en" if english else "zh")
    customer.say("a loan for furniture" if english else "买家具，想贷款", "check_loan")
    for answer in (*ASKED[slot], said):
        customer.say(answer)
    return customer


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("between 3 and 4k", 3000), ("around 5 grand I think", 5000), ("no more than 6500 really", 6500),
        ("oh, five or six thousand", 5000),
        ("not sure, maybe 4000", 4000), ("depends, 3000-ish?", 3000), ("3 500 €", 3500), ("6.000 euros", 6000),
        ("4000, no wait, 5000", 5000), ("7 thousand five hundred", 7500),
        ("差不多三万", 30000), ("一万出头吧", 10000), ("三四千的样子", 3000), ("手头紧，借五千就行", 5000),
        ("四五万都行", 40000), ("最多八千", 8000),
        ("一万五到两万", 15000), ("先来个三千", 3000), ("万把块钱就够", 10000),
        ("攒了十五万", 150000), ("三万，不对，五万", 50000), ("3w吧", 30000),
    ],
)  # fmt: skip
def test_how_much_is_read_as_it_is_said(tmp_path: Path, said: str, amount: float) -> None:
    """Of a range the lower end counts, and of what is taken back the last."""
    customer = asked(tmp_path, "amount", said)
    assert customer.conversation.slots["amount"] == amount
    assert customer.replies == ["ask_term"]


@pytest.mark.parametrize(("said", "amount"), [("3500 for 2 years", 3500), ("4500，分两年", 4500)])
def test_the_time_that_is_told_with_the_amount_is_not_asked_for(tmp_path: Path, said: str, amount: float) -> None:
    customer = asked(tmp_path, "amount", said)
    assert customer.conversation.slots["amount"] == amount
    assert customer.conversation.slots["term"] == 2 * 365 * 86400
    assert customer.replies == ["ask_account"]


@pytest.mark.parametrize(
    "said",
    [
        "around 2k a month before tax",
        "I earn 2500 euros a month",
        "月薪八千",
        "每月能还五百",
        "a few thousand",
        "大几千",
        "几千块",
        "in 2026",
    ],
)
def test_what_is_no_sum_is_asked_for_again(tmp_path: Path, said: str) -> None:
    """An income is not how much somebody wants to borrow."""
    customer = asked(tmp_path, "amount", said)
    assert customer.conversation.slots.get("amount") is None
    assert customer.replies == ["ask_amount_again"]


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("24 monthly payments", 24), ("3 yrs 2 mo", 38.5), ("1 1/2 years", 18.25), ("3y", 36.5), ("as quick as I can, a year?", 12.2),
        ("over the next three years", 36.5), ("24 months, no wait, 36 months", 36), ("18/24 months", 18),
        ("24期", 24), ("分三十六期还", 36), ("三年之内", 36.5), ("越快越好，半年", 6.1),
        ("一年到两年", 12.2), ("两年，不对，三年", 36.5), ("一年零俩月", 14.2),
    ],
)  # fmt: skip
def test_over_what_time_is_read_as_it_is_said(tmp_path: Path, said: str, months: float) -> None:
    """An instalment is a month."""
    customer = asked(tmp_path, "term", said)
    assert float(str(customer.conversation.slots["term"])) / MONTH == pytest.approx(months, abs=0.1)


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("going on 4 years", 4), ("8 yrs 3 mo", 8.2), ("20-odd years", 20), ("just started last month", 0.1), ("from March 2024", 2.6),
        ("干了快五年了", 5), ("十几年了", 10), ("2019年干到现在", 6.9), ("刚来三个月", 0.25), ("十年八年", 8),
    ],
)  # fmt: skip
def test_how_long_somebody_has_worked_is_read_as_it_is_said(tmp_path: Path, said: str, years: float) -> None:
    """At least that long."""
    customer = asked(tmp_path, "employed_for", said)
    assert float(str(customer.conversation.slots["employed_for"])) / (365 * 24 * 3600) == pytest.approx(years, abs=0.05)


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("no wait, 4000", "amount", 4000.0), ("sorry, 4000", "amount", 4000.0), ("不对，四千", "amount", 4000.0),
        ("no wait, 36 months", "term", 36 * MONTH), ("不对，三十六期", "term", 36 * MONTH),
    ],
)  # fmt: skip
def test_what_was_said_before_is_put_right_beside_another_question(tmp_path: Path, said: str, slot: str, value: float) -> None:
    """The no in it is no answer to what is asked."""
    customer = asked(tmp_path, "has_account", said)
    assert customer.conversation.slots[slot] == value
    assert customer.conversation.slots.get("has_account") is None
    assert customer.replies == ["corrected", "ask_account"]


def test_a_year_or_the_money_in_an_account_changes_no_loan(tmp_path: Path) -> None:
    """Neither was said of it."""
    assert asked(tmp_path, "employed_for", "no, 2015").conversation.slots["amount"] == 5000
    assert asked(tmp_path, "saved", "actually about 350").conversation.slots["amount"] == 5000
    assert asked(tmp_path, "has_account", "my salary is 3000 euros").conversation.slots["amount"] == 5000

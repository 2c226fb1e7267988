"""Debts that a customer of the investment desk tells of after they said that there are none."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from bot.packs import Pack, load
from tests.conftest import ROOT
from tests.domains.customer import Customer

TO_THE_RESERVE = ("8 years", "no")
REST = (
    "a lot is left", "25 %", "average risk for average returns", "hold on and wait", "2 years", "above 102", "less than before",
    "a fund is safer",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Pack:
    return load(ROOT / "domains/investment")


@pytest.fixture(scope="module")
def debts(desk: Pack) -> ModuleType:
    return importlib.import_module(".debts", desk.actions["check_debts"].__module__.rpartition(".")[0])


def interviewed(customer: Customer, *answers: str) -> Customer:
    customer.say("what risk fits me", "risk_interview")
    for answer in answers:
        customer.say(answer)
    return customer


@pytest.mark.parametrize(
    "text",
    [
        "actually i have credit card debt",
        "6 %, but i should say i have an overdraft",
        "not sure if it matters that i have an overdraft",
        "i have an overdraft, if that counts",
        "i paid off one card, but i still owe on the other",
        "i have a consumer loan that isn't paid off yet",
        "花呗算吗 我有花呗",
        "sorry, yes i have an overdraft",
        "no wait i have some credit card debt",
        "i'm still paying off a loan",
        "oh wait i still owe 3000 on my credit card",
        "btw i do have a consumer loan",
        "i forgot, i have about 2000 of debt",
        "im overdrawn",
        "there's still 2k on my credit card",
        "my credit card is maxed out",
        "i have $3,000 in credit card debt",
        "I owe the bank 4,000",
        "等等 有花呗没还",
        "哦对了我有网贷",
        "对了 我还欠信用卡五千",
        "信用卡还没还完",
        "其实我有外债",
        "花呗每个月要还",
        "有点负债",
        "我還有一筆車貸",
    ],
)
def test_somebody_who_owes_money_is_heard(debts: ModuleType, text: str) -> None:
    assert debts.owes(text)


@pytest.mark.parametrize(
    "text",
    [
        "i have no debts",
        "i have a credit card but pay it off every month",
        "i don't have an overdraft",
        "should i pay off my debt first?",
        "i have a question about debts",
        "what is a consumer loan",
        "i have a mortgage",
        "my brother has credit card debt",
        "i used to have an overdraft",
        "i paid off my credit card debt",
        "if i had debts would you propose something",
        "6 months",
        "i owe you one",
        "i'm not in debt",
        "i have 3 months and no debt",
        "nothing on my credit card",
        "i have a balanced portfolio",
        "没有欠款",
        "我没有花呗",
        "花呗早还清了",
        "有房贷",
        "没有负债",
        "没欠钱",
        "信用卡每月都还清",
        "先还债还是先投资",
        "有贷款能投资吗",
        "我朋友有网贷",
    ],
)
def test_nobody_is_said_to_owe_who_does_not(debts: ModuleType, text: str) -> None:
    assert not debts.owes(text)


@pytest.mark.parametrize(
    ("language", "told", "then"), [("en", "actually i have credit card debt", "6 months"), ("zh", "等等 有花呗没还", "半年")]
)
def test_debts_told_instead_of_the_reserve_stop_everything(desk: Pack, tmp_path: Path, language: str, told: str, then: str) -> None:
    customer = interviewed(Customer(desk, tmp_path, language), *TO_THE_RESERVE)
    customer.say(told)
    assert customer.say(then) == ["debt_first"]
    assert customer.conversation.slots["expensive_debt"] is True


def test_a_no_with_a_debt_behind_it_is_a_debt(desk: Pack, tmp_path: Path) -> None:
    assert interviewed(Customer(desk, tmp_path), "8 years", "no, wait, I do have an overdraft").replies == ["debt_first"]


@pytest.mark.parametrize("after", range(1, len(REST) + 1))
def test_debts_told_at_any_question_keep_the_level_back(desk: Pack, tmp_path: Path, after: int) -> None:
    customer = interviewed(Customer(desk, tmp_path), *TO_THE_RESERVE, "6 months", *REST[: after - 1])
    customer.say("oh wait, i still owe 3000 on my credit card")
    for answer in REST[after - 1 :]:
        if customer.say(answer) == ["debt_first"]:
            return
        assert not {"profile_ready", "profile_cash"} & {*customer.replies}
    raise AssertionError("the debts were never heard")


def test_debts_told_after_the_level_keep_the_portfolio_back(desk: Pack, tmp_path: Path) -> None:
    customer = interviewed(Customer(desk, tmp_path), *TO_THE_RESERVE, "6 months", *REST)
    assert customer.replies == ["profile_ready"]
    customer.say("btw i do have a consumer loan")
    assert customer.say("a portfolio for 20,000 dollars please", "my_portfolio") == ["debt_first"]


def test_debts_told_beside_the_limits_keep_the_portfolio_back(desk: Pack, tmp_path: Path) -> None:
    customer = interviewed(Customer(desk, tmp_path), *TO_THE_RESERVE, "6 months", *REST)
    customer.say("a portfolio for 20,000 dollars please", "my_portfolio")
    assert customer.say("no limits, but i have credit card debt") == ["debt_first"]


def test_whoever_has_paid_and_goes_through_the_questions_again_gets_a_level(desk: Pack, tmp_path: Path) -> None:
    customer = interviewed(Customer(desk, tmp_path), *TO_THE_RESERVE)
    customer.say("actually i have credit card debt")
    assert customer.say("6 months") == ["debt_first"]
    assert interviewed(customer, *TO_THE_RESERVE, "6 months", *REST).replies == ["profile_ready"]


def test_a_debt_spoken_of_before_it_was_denied_counts_no_more(desk: Pack, tmp_path: Path) -> None:
    customer = Customer(desk, tmp_path)
    customer.say("I have an overdraft, should I invest?", "debt_reserve")
    assert interviewed(customer, *TO_THE_RESERVE, "6 months", *REST).replies == ["profile_ready"]


@pytest.mark.parametrize(
    "text",
    [
        "另外我有债券基金5万",
        "资产负债表也看得懂",
        "I have some debt funds worth 2000",
        "I still owe 200,000 on the house",
        "there is a debt crisis coming",
    ],
)
def test_bonds_balance_sheets_and_houses_are_no_expensive_debts(debts: ModuleType, text: str) -> None:
    assert not debts.owes(text)

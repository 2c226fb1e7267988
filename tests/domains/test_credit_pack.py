"""The loan desk's own code: what people write about money, and how an application is read from the conversation."""

import importlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import packs
from bot.actions import ActionCall
from bot.advice.credit.decision import assess
from tests.domains.customer import Customer

PACK = packs.load(Path(__file__).parents[2] / "domains/credit")
MONTH, YEAR = 30 * 24 * 3600.0, 365 * 24 * 3600.0


def call(language: str = "en") -> ActionCall:
    return ActionCall("k", "c", language, Path("."), date(2026, 11, 24))


def prescreened(language: str = "en", **slots: str | float | bool | None) -> dict[str, str | float | bool | None]:
    return dict(PACK.actions["prescreen"](call(language), **slots))  # type: ignore[arg-type]


GOOD = {
    "purpose": "electronics",
    "amount": 1_500.0,
    "term": 8 * MONTH,
    "has_account": False,
    "has_savings": True,
    "saved": "2000 euros",
    "working": True,
    "employed_for": 8 * YEAR,
    "has_guarantor": False,
    "has_plans": False,
}


def test_a_good_application_is_likely_and_a_poor_one_gets_its_reasons() -> None:
    assert prescreened(**GOOD)["result"] == "likely"
    poor = prescreened(**{**GOOD, "amount": 14_000.0, "term": 4 * YEAR, "has_account": True, "balance": "overdrawn", "saved": "50"})
    assert poor["result"] == "unlikely"
    assert "usually overdrawn" in str(poor["reasons"]) and "48 months" in str(poor["reasons"])
    assert poor["changes"]


def test_the_reasons_come_in_the_language_of_the_customer() -> None:
    told = prescreened("zh", **{**GOOD, "has_account": True, "balance": "透支", "term": 4 * YEAR})
    assert "经常透支" in str(told["reasons"]) and "overdrawn" not in str(told)


def test_who_leaves_everything_out_is_for_a_person() -> None:
    told = prescreened(purpose="repairs", amount=2_500.0, term=20 * MONTH)
    assert told["result"] == "person"
    assert "savings" in str(told["not_said"])


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("overdrawn", "read"),
        ("-150", "read"),
        ("about €350", "read"),
        ("透支", "read"),
        ("两三百吧", "read"),
        ("几百块吧", "unclear"),
        ("a few hundred", "unclear"),
        ("no idea", "unclear"),
        (None, "unsaid"),
    ],
)
def test_what_is_written_of_an_account_is_read_or_asked_again(text: str | None, ready: str) -> None:
    assert PACK.actions["read_money"](call(), balance=text)["balance_state"] == ready  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "points_of"),
    [
        ("200-500 euros", "over €200"),
        ("1万5", "over €200"),
        ("大概三百來塊", "over €200"),
        ("300 - 400", "over €200"),
        ("never overdrawn, about 500", "over €200"),
        ("0.5k", "over €200"),
        ("从不透支，剩500", "over €200"),
        ("between 100 and 300", "€150"),
        ("under 200", "€150"),
        ("不到两百", "€150"),
        ("never under 500", "over €200"),
        ("- 50", "overdrawn"),
        ("two hundred", "over €200"),
        ("about fifteen hundred", "over €200"),
        ("a hundred and fifty", "€150"),
        ("under two hundred", "€150"),
        ("minus two hundred", "overdrawn"),
        ("one account, about three hundred", "over €200"),
        ("3-4k", "over €200"),
        ("3-5万", "over €200"),
        ("it is often in the red", "overdrawn"),
        ("3 500 €", "over €200"),
        ("1.200 or so", "over €200"),
        ("12'000", "over €200"),
        ("between 3 and 4k", "over €200"),
        ("1w多", "over €200"),
        ("剩个三五百", "over €200"),
        ("两三百吧", "over €200"),
        ("四五十块", "€150"),
        ("一百来块", "€150"),
    ],
)
def test_an_account_is_as_it_is_told_and_not_overdrawn_for_a_dash_or_a_denial(text: str, points_of: str) -> None:
    application = {**GOOD, "has_account": True}
    assert prescreened(**{**application, "balance": text})["score"] == prescreened(**{**application, "balance": points_of})["score"]


@pytest.mark.parametrize(
    ("language", "said", "amount"),
    [
        ("en", "5000", 5000.0), ("en", "two hundred", 200.0), ("en", "fifteen hundred", 1500.0), ("en", "two and a half thousand", 2500.0),
        ("en", "5k", 5000.0), ("en", "twenty grand", 20000.0), ("en", "a couple of thousand", 2000.0), ("zh", "两千五", 2500.0),
        ("zh", "三万二", 32000.0), ("zh", "两万块左右", 20000.0), ("zh", "八百", 800.0), ("zh", "12000", 12000.0),
    ],
)  # fmt: skip
def test_the_amount_may_be_said_in_words_or_as_a_bare_number(tmp_path: Path, language: str, said: str, amount: float) -> None:
    """Who is asked how much answers with how much."""
    customer = Customer(PACK, tmp_path, language)
    customer.say("a loan for furniture" if language == "en" else "买家具，想贷款", "check_loan")
    assert customer.replies == ["ask_amount"]
    customer.say(said)
    assert customer.conversation.slots["amount"] == amount
    assert customer.replies == ["ask_term"]


@pytest.mark.parametrize("said", ["since 2015", "for eight and a half years", "8 or 9 years"])
def test_how_long_somebody_has_worked_may_be_told_by_the_year(tmp_path: Path, said: str) -> None:
    """Years are counted from when it began."""
    customer = Customer(PACK, tmp_path)
    customer.say("I want a loan of 1500 euros for electronics", "check_loan")
    for answer in ("8 months", "no", "yes", "2000 euros", "yes", said, "no", "no"):
        customer.say(answer)
    assert customer.replies == ["result_likely"]


def test_work_for_twelve_months_is_work_for_a_year() -> None:
    scores = {prescreened(**{**GOOD, "employed_for": time})["score"] for time in (12 * MONTH, YEAR)}
    assert len(scores) == 1
    assert prescreened(**{**GOOD, "employed_for": 11 * MONTH})["score"] not in scores


@pytest.mark.parametrize(
    ("amount", "term", "state"),
    [
        (5_000.0, 2 * YEAR, "ok"),
        (0.0, 2 * YEAR, "impossible"),
        (-5.0, YEAR, "impossible"),
        (1e12, YEAR, "impossible"),
        (500.0, 3600.0, "impossible"),
    ],
)
def test_a_wish_that_cannot_be_is_asked_again(amount: float, term: float, state: str) -> None:
    assert PACK.actions["check_wish"](call(), amount=amount, term=term)["wish_state"] == state  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "reason", "change"), [("en", "none of your answers", "no application"), ("zh", "跟您的回答无关", "没有申请")]
)
def test_where_nobody_could_pass_the_customer_is_told_so(language: str, reason: str, change: str) -> None:
    """It is the bank's mistake, and nothing that the customer said."""
    module = PACK.actions["prescreen"].__module__.rpartition(".")[0]
    telling, card = importlib.import_module(".telling", module), importlib.import_module(".card", module)
    told = telling.told(assess(replace(card.card(), cutoff=5_000), {"purpose": "repairs", "amount": 900.0}), language)
    assert told["result"] == "unlikely"
    assert reason in told["reasons"] and change in told["changes"]


def test_while_another_application_is_asked_about_nothing_is_said_of_the_last_one(tmp_path: Path) -> None:
    customer = Customer(PACK, tmp_path)
    customer.say("I want a loan of 1500 euros for electronics", "check_loan")
    for answer in ("8 months", "no", "yes", "2000 euros", "yes", "8 years", "no", "no"):
        customer.say(answer)
    assert customer.replies == ["result_likely"]
    assert customer.say("what would change it", "what_would_change") == ["nothing_to_change"]
    customer.say("another loan", "check_loan")
    assert customer.say("what would change it", "what_would_change")[0] == "nothing_to_explain"
    assert customer.say("why", "explain_result")[0] == "nothing_to_explain"


def test_no_question_is_about_who_somebody_is() -> None:
    asked = " ".join([*PACK.domain.slots]).lower()
    assert not any(word in asked for word in ("sex", "gender", "age", "marital", "nation", "child"))

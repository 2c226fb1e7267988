"""The loan desk's own code: what people write about money, and how an application is read from the conversation."""

from datetime import date
from pathlib import Path

import pytest

from bot import packs
from bot.actions import ActionCall

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
        ("两三百吧", "unclear"),
        ("no idea", "unclear"),
        (None, "unsaid"),
    ],
)
def test_what_is_written_of_an_account_is_read_or_asked_again(text: str | None, ready: str) -> None:
    assert PACK.actions["read_money"](call(), balance=text)["balance_state"] == ready  # type: ignore[index]


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


def test_no_question_is_about_who_somebody_is() -> None:
    asked = " ".join([*PACK.domain.slots]).lower()
    assert not any(word in asked for word in ("sex", "gender", "age", "marital", "nation", "child"))

"""What the bot can work out: how an application would look on the scorecard, why, and what would change it."""

from bot.actions import ActionCall
from bot.advice.credit.decision import assess
from bot.advice.credit.scorecard import Application

from . import reading, telling
from .card import CHANGEABLE, LARGEST, LONGEST, card

Result = dict[str, str | float | bool | None]
DAY = 24 * 3600.0
YEARS = ((1.0, "below_1_year"), (4.0, "up_to_4_years"), (7.0, "up_to_7_years"))


def check_wish(call: ActionCall, amount: float, term: float) -> Result:
    """Whether there can be a loan of that amount and time."""
    return {"wish_state": "ok" if 0 < amount <= LARGEST and 1 <= months(term) <= LONGEST else "impossible"}


def read_money(call: ActionCall, balance: str | None = None, saved: str | None = None) -> Result:
    """Whether what was written about money can be read."""

    def state(text: str | None, found: str | None) -> str:
        return "unsaid" if text is None else "read" if found else "unclear"

    return {"balance_state": state(balance, reading.balance(balance)), "saved_state": state(saved, reading.saved(saved))}


def prescreen(  # noqa: PLR0913 - each is a slot
    call: ActionCall,
    *,
    purpose: str | None = None,
    amount: float | None = None,
    term: float | None = None,
    has_account: bool | None = None,
    balance: str | None = None,
    has_savings: bool | None = None,
    saved: str | None = None,
    working: bool | None = None,
    employed_for: float | None = None,
    has_guarantor: bool | None = None,
    has_plans: bool | None = None,
) -> Result:
    """How such an application usually goes; nothing here is a decision, and nobody's sex, age, family or nationality is asked for."""
    application: Application = {
        "purpose": purpose,
        "amount": amount,
        "months": None if term is None else months(term),
        "checking": "none" if has_account is False else reading.balance(balance),
        "savings": "none" if has_savings is False else reading.saved(saved),
        "employed": "not_employed" if working is False else worked(employed_for),
        "guarantor": None if has_guarantor is None else "guarantor" if has_guarantor else "none",
        "other_plans": None if has_plans is None else "bank" if has_plans else "none",
    }
    return telling.told(assess(card(), application, CHANGEABLE), telling.language(call.language))


def months(seconds: float) -> float:
    """A length of time in whole months; years are told in days."""
    years = seconds / (365 * DAY)
    return 12 * years if years.is_integer() else float(round(seconds / (30 * DAY)))


def worked(seconds: float | None) -> str | None:
    """How long somebody has had their work, as the scorecard has it."""
    if seconds is None:
        return None
    years = months(seconds) / 12
    return next((word for end, word in YEARS if years < end), "over_7_years")

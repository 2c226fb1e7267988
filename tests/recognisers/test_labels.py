from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue.domain import Domain, Reply
from bot.recognisers import recognise
from tests.recognisers.reading import DOMAIN

CANCEL = (("Yes, cancel it", "affirm"), ("No, keep it", "deny"))
INVOICE = (("Yes, for a company", "affirm"), ("No, just the invoice", "deny"))
CHINESE = (("要，开公司的", "affirm"), ("不用，普通发票", "deny"))


def reply(name: str, *buttons: tuple[str, str]) -> Reply:
    return Reply(name, ("?",), buttons)


BUTTONS: Domain = replace(
    DOMAIN,
    replies={
        "en": {"cancel": reply("cancel", *CANCEL), "invoice": reply("invoice", *INVOICE), "menu": reply("menu", ("Track", "intent:track"))},
        "zh": {"invoice": reply("invoice", *CHINESE)},
    },
)


def labels(text: str) -> dict[str, str]:
    """What the message means at each reply whose button it names."""
    found = recognise(text, BUTTONS, "en", date(2026, 11, 24))
    return {e.slot.removeprefix("label:"): str(e.value) for e in found if e.slot and e.slot.startswith("label:")}


@pytest.mark.parametrize(
    ("text", "reply_name", "meant"),
    [
        ("Yes, cancel it", "cancel", "affirm"),
        ("cancel it", "cancel", "affirm"),
        ("yes cancel it please!", "cancel", "affirm"),
        ("keep it", "cancel", "deny"),
        ("No keep it", "cancel", "deny"),
        ("for my company", "invoice", "affirm"),
        ("company", "invoice", "affirm"),
        ("just an invoice", "invoice", "deny"),
        ("要开公司的", "invoice", "affirm"),
        ("开公司的", "invoice", "affirm"),
        ("普通发票", "invoice", "deny"),
        ("公司的", "invoice", "affirm"),
        ("普通的", "invoice", "deny"),
        ("just the invoice", "invoice", "deny"),
    ],
)
def test_the_label_of_a_yes_or_no_button_may_be_typed_loosely(text: str, reply_name: str, meant: str) -> None:
    assert labels(text) == {reply_name: meant}


@pytest.mark.parametrize(
    "text", ["yes", "no", "please", "track", "my company moved to Leeds", "公司的吗", "开两张公司的", "cancel it and keep it"]
)
def test_what_says_more_or_less_than_a_label_is_none(text: str) -> None:
    assert labels(text) == {}

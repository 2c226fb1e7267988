"""A customer who was asked for an order code, and sends something that cannot be one."""

import time
from pathlib import Path

import pytest

from bot.dialogue.hearing import only_numbers
from bot.packs import Pack
from tests.dialogue.shop import Player, reading
from tests.domains.customer import Customer

TRACK = {"en": "where is my parcel", "zh": "我的快递到哪了"}


def asked(retail: Pack, data_dir: Path, language: str) -> Customer:
    customer = Customer(retail, data_dir, language)
    assert customer.say(TRACK[language], "track_order") == ["ask_order_code"]
    return customer


@pytest.mark.parametrize("text", ["10234", "RT-10245", "it's 10234, please", "订单RT-10231和10245"])
def test_a_mistyped_code_is_shown_the_right_form_and_not_called_out_of_scope(text: str) -> None:
    player = Player()
    player.write("cancel my order", reading(("cancel_order", 0.95)))
    first = player.write(text, reading(("track_order", 0.1), outside=0.9))
    assert "out_of_scope" not in first
    assert player.conversation.misunderstood == 1
    assert player.conversation.stack


@pytest.mark.parametrize(
    ("unknown", "text", "language"),
    [
        ("12345", "jane.miller@example.com", "en"),
        ("I don't know it", "my email is jane@example.com", "en"),
        ("单号忘了", "jane@example.com", "zh"),
        ("单号忘了", "我的邮箱 jane@example.com", "zh"),
    ],
)
def test_an_email_address_brings_the_person_who_can_look_the_order_up_by_it(
    unknown: str, text: str, language: str, retail: Pack, tmp_path: Path
) -> None:
    customer = asked(retail, tmp_path, language)
    assert customer.say(unknown) == ["ask_order_code_again"]
    customer.say(text, "request_invoice")
    assert customer.conversation.mode == "queued"


@pytest.mark.parametrize(
    ("text", "language"),
    [("HL-204518, my email is jane@example.com", "en"), ("HL-204518，邮箱jane@example.com", "zh")],
)
def test_a_code_beside_an_email_address_is_looked_up(text: str, language: str, retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, language)
    customer.say("12345")
    assert customer.say(text) == ["track_in_transit"]


@pytest.mark.parametrize(("text", "language"), [("jane@example.com", "en"), ("jane@example.com", "zh")])
def test_an_email_address_before_a_person_was_offered_gets_the_offer(text: str, language: str, retail: Pack, tmp_path: Path) -> None:
    assert asked(retail, tmp_path, language).say(text) == ["ask_order_code_again"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("can you send the invoice for my last order to jane@example.com", "en"), ("麻烦把上个月的发票发到这个邮箱 jane@example.com", "zh")],
)
def test_another_wish_with_an_email_address_is_served(text: str, language: str, retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, language)
    customer.say("12345")
    customer.say(text, "request_invoice")
    assert customer.conversation.mode == "bot"
    assert customer.conversation.stack[-1].flow == "request_invoice"


@pytest.mark.parametrize("text", ["1" * 60 + "x", "1 " * 100 + "x", "1-" * 2000 + "x", "1" * 4000 + "x"])
def test_no_row_of_digits_takes_long_to_tell_from_a_code(text: str) -> None:
    began = time.perf_counter()
    assert not only_numbers(text)
    assert time.perf_counter() - began < 0.1

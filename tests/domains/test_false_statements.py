"""What the shop's bot must not say or do: half of a wish refused or carried out, a fragment put on a parcel, a code misread."""

from datetime import date
from pathlib import Path

import pytest

from bot.packs import Pack
from bot.recognisers import recognise
from tests.domains.customer import Customer


@pytest.fixture
def customer(retail: Pack, tmp_path: Path) -> Customer:
    return Customer(retail, tmp_path)


def returned_shoes(customer: Customer) -> None:
    customer.say("I want to send the shoes of HL-402917 back", "return_item")
    assert customer.say("yes") == ["return_started"]


def test_whoever_returns_everything_hears_what_is_already_on_its_way_and_can_return_the_rest(customer: Customer) -> None:
    returned_shoes(customer)
    assert customer.say("I want to return everything in HL-402917", "return_item") == ["already_left_out", "confirm_return"]
    assert "of the blue Trail running shoes in 42 has already been started" in customer.texts[0]
    assert "send back the white Linen shirt in M until" in customer.texts[1]
    assert "shoes in 42" not in customer.texts[1]
    assert customer.say("yes") == ["return_started"]
    assert "white Linen shirt" in customer.texts[0]
    assert customer.say("send back the shirt of HL-402917", "return_item") == ["return_already"]


def test_the_rest_is_named_in_chinese_too(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path, "zh")
    customer.say("HL-402917 的跑鞋我要退", "return_item")
    customer.say("好的")
    assert customer.say("HL-402917 全部要退", "return_item") == ["already_left_out", "confirm_return"]
    assert customer.texts[0].startswith("蓝色42码越野跑鞋")


def test_a_gift_card_in_the_order_is_named_and_the_rest_goes_back(customer: Customer) -> None:
    customer.say("return HL-268819", "return_item")
    assert customer.say("all of it") == ["kept_left_out", "confirm_return"]
    assert customer.texts[0].startswith("The Gift card can't")
    assert "Gift card" not in customer.texts[1]


def test_an_exchange_of_both_goes_on_with_the_one_that_was_not_sent_back(customer: Customer) -> None:
    returned_shoes(customer)
    assert customer.say("exchange everything in HL-402917", "exchange_item") == ["already_left_out", "ask_variant"]
    assert customer.say("L please") == ["confirm_exchange"]
    assert customer.say("yes") == ["exchange_started"]


def test_several_articles_are_still_exchanged_by_a_person(customer: Customer) -> None:
    assert customer.say("exchange everything in HL-402917", "exchange_item") == ["exchange_several", "handed_over"]


def test_damage_to_both_goes_on_with_the_one_that_was_not_reported(customer: Customer) -> None:
    customer.say("the shoes in HL-402917 are torn", "damaged_item")
    customer.say("my money back")
    customer.say("HL-402917 is damaged", "damaged_item")
    assert customer.say("both") == ["reported_left_out", "ask_resolution"]


@pytest.mark.parametrize("fragment", ["no, number 14", "再改成89号"])
def test_a_fragment_of_an_address_is_asked_for_again(customer: Customer, fragment: str) -> None:
    customer.say("change the address of HL-771203", "change_address")
    assert customer.say(fragment) == ["ask_address_again"]
    assert customer.say("14 Elm Grove, Bristol BS7 9QT") == ["confirm_address"]
    assert "14 Elm Grove, Bristol" in customer.texts[-1]


@pytest.mark.parametrize(("fragment", "replies"), [("no, number 14", ["ask_address"]), ("再改成89号", ["corrected", "ask_address_again"])])
def test_a_fragment_at_the_confirmation_does_not_go_on_the_order(customer: Customer, fragment: str, replies: list[str]) -> None:
    customer.say("change the address of HL-771203", "change_address")
    customer.say("22 Elm Grove, Bristol BS7 9QT")
    assert customer.say(fragment) == replies
    assert "change_address" not in customer.actions
    assert "address" not in customer.conversation.slots


def test_two_fragments_bring_in_a_person(customer: Customer) -> None:
    customer.say("change the address of HL-771203", "change_address")
    customer.say("number 14")
    assert customer.say("it's 14") == ["handed_over"]


@pytest.mark.parametrize(
    "text",
    [
        "星湖街218号，215000",
        "苏州市，215000",
        "上海市静安区，200040",
        "南京西路，200040",
        "Singapore, 238823",
        "Singapore,238823",
        "postcode 238823",
    ],
)
def test_a_postcode_after_a_comma_is_no_order_code(retail: Pack, text: str) -> None:
    assert [e.value for e in recognise(text, retail.domain, "zh", date(2026, 11, 24)) if e.kind == "code"] == []


@pytest.mark.parametrize("text", ["hmm ok but i'd rather change the colour", "好的，但是我想换个颜色"])
def test_half_a_yes_cancels_nothing(customer: Customer, text: str) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    customer.say(text)
    assert customer.actions == []

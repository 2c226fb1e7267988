"""An address that is only pointed to is asked for; one whose street sounds like a command is kept whole."""

from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.customer import Customer


@pytest.fixture
def customer(retail: Pack, tmp_path: Path) -> Customer:
    """A customer whose order is still in the warehouse."""
    customer = Customer(retail, tmp_path)
    assert customer.say("change the address of HL-771203", "change_address") == ["ask_address"]
    return customer


@pytest.mark.parametrize(
    "text",
    [
        "same address as HL-318842 please",
        "the same as last time",
        "my old address",
        "use the address on file",
        "you already have it, my work address",
        "跟HL-318842一样的地址",
        "用上次的地址",
        "老地址",
    ],
)
def test_an_address_of_another_order_or_the_account_is_not_copied(customer: Customer, text: str) -> None:
    assert customer.say(text) == ["address_not_copied", "ask_address_again"]
    assert customer.conversation.slots["order_code"] == "HL-771203"
    assert customer.say("12 Harbour Street, Bristol BS1 2CD") == ["confirm_address"]
    assert "HL-771203" in customer.texts[0]


@pytest.mark.parametrize(
    "text",
    [
        "12 Wait Lane, Leeds LS1 4AB",
        "c/o Help the Aged, 14 Stop Street, Bristol BS1 2CD",
        "c/o Friends of the Earth, 3 Cancel Road, Leeds LS1 2AB",
        "Stop, 14 High Street, Leeds LS1 2AB",
        "The Human House, 3 Agent Street, Leeds LS1 2AB",
        "14 Same Street, Old Town, Leeds LS1 2AB",
        "上海市浦东新区等等路5号",
        "深圳市南山区算了街12号 张三",
        "北京市朝阳区停车场路8号",
    ],
)
def test_a_street_that_sounds_like_a_command_is_an_address(customer: Customer, text: str) -> None:
    assert customer.say(text) == ["confirm_address"]
    assert f"“{text}”" in customer.texts[0]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("please send it to 14 Stop Street, Bristol BS1 2CD", "14 Stop Street, Bristol BS1 2CD"),
        ("it should go to the office, 14 Stop Street, Bristol BS1 2CD", "14 Stop Street, Bristol BS1 2CD"),
    ],
)
def test_what_leads_up_to_an_address_is_left_out(customer: Customer, text: str, address: str) -> None:
    assert customer.say(text) == ["confirm_address"]
    assert f"“{address}”" in customer.texts[0]


def test_two_that_only_point_bring_in_a_person(customer: Customer) -> None:
    customer.say("my old address")
    assert customer.say("same one as always") == ["handed_over"]

"""Several articles in one breath are served together, and what the order has not is said."""

from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.customer import Customer


@pytest.fixture
def customer(retail: Pack, tmp_path: Path) -> Customer:
    """A customer of the shop."""
    return Customer(retail, tmp_path)


@pytest.fixture
def chinese(retail: Pack, tmp_path: Path) -> Customer:
    """A customer of the shop who writes Chinese."""
    return Customer(retail, tmp_path, "zh")


def test_two_articles_of_a_return_go_back_together(customer: Customer) -> None:
    customer.say("I want to return the shirt and the shoes", "return_item")
    assert customer.say("HL-402917") == ["confirm_return"]
    assert "white Linen shirt in M and blue Trail running shoes in 42" in customer.texts[0]
    assert "$158" in customer.texts[0]
    assert customer.say("yes") == ["return_started"]
    assert "$158" in customer.texts[0]


@pytest.mark.parametrize("text", ["我要退衬衫和跑鞋", "衬衫、跑鞋都退", "退白色的衬衫还有蓝色跑鞋"])
def test_two_articles_go_back_together_in_chinese(chinese: Customer, text: str) -> None:
    chinese.say(text, "return_item")
    assert chinese.say("HL-402917") == ["confirm_return"]
    assert "衬衫、蓝色42码越野跑鞋" in chinese.texts[0]


@pytest.mark.parametrize(
    "text", ["send back everything in HL-402917", "I'd like to return both from HL-402917", "HL-402917 整单退掉", "HL-402917两件都要退"]
)
def test_all_of_an_order_needs_no_question_which(customer: Customer, text: str) -> None:
    assert customer.say(text, "return_item") == ["confirm_return"]
    assert "158" in customer.texts[0]


@pytest.mark.parametrize(
    "text",
    [
        "return the shirt of HL-402917, the shoes are great",
        "return the shirt of HL-402917 but keep the shoes",
        "return the shirt of HL-402917, not the shoes",
        "the shirt of HL-402917 goes back because with my shoes it looks odd",
        "HL-402917 只退衬衫，跑鞋很好",
        "HL-402917 退衬衫，跑鞋不退",
    ],
)
def test_an_article_of_which_something_else_is_said_stays(customer: Customer, text: str) -> None:
    assert customer.say(text, "return_item") == ["confirm_return"]
    assert "59" in customer.texts[0]
    assert "158" not in customer.texts[0]


@pytest.mark.parametrize("text", ["everything was great, but I want to return something from HL-402917", "都说了要退货，HL-402917"])
def test_everything_that_is_not_to_go_back_is_not_taken_for_it(customer: Customer, text: str) -> None:
    assert customer.say(text, "return_item") == ["ask_item"]


def test_what_the_order_has_not_is_said_and_can_go_back_afterwards(customer: Customer) -> None:
    customer.say("I want to return the shirt and the air fryer", "return_item")
    assert customer.say("HL-402917") == ["rest_not_in_order", "confirm_return"]
    assert "has no Air fryer" in customer.texts[0]
    assert "Linen shirt" in customer.texts[1]
    customer.say("yes")
    assert customer.say("HL-884210") == ["confirm_return"]
    assert "Air fryer" in customer.texts[0]


def test_what_the_order_has_not_is_said_in_chinese_too(chinese: Customer) -> None:
    chinese.say("我想退衬衫和空气炸锅", "return_item")
    assert chinese.say("HL-402917") == ["rest_not_in_order", "confirm_return"]
    assert "没有5升空气炸锅" in chinese.texts[0]


def test_of_another_lamp_in_the_order_nothing_is_said_to_be_missing(customer: Customer) -> None:
    assert customer.say("return the lamp and its box, HL-208871", "return_item") == ["confirm_return"]


def test_an_article_put_right_is_the_only_one(customer: Customer) -> None:
    customer.say("return the shirt and the shoes of HL-402917", "return_item")
    customer.say("sorry, I meant only the shirt")
    assert "158" not in customer.texts[-1]
    assert "Linen shirt" in customer.texts[-1]


def test_two_articles_of_an_exchange_are_for_a_person_and_it_is_said_why(customer: Customer) -> None:
    assert customer.say("exchange the shirt for L and the shoes for 43, HL-402917", "exchange_item") == ["exchange_several", "handed_over"]


def test_damage_to_two_articles_is_one_report(customer: Customer) -> None:
    assert customer.say("the shirt and the shoes from HL-402917 are damaged", "damaged_item") == ["ask_resolution"]
    assert "shirt" in customer.texts[0]
    assert "shoes" in customer.texts[0]

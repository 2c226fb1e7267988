"""The flow that was served last once more: "and the gift card too", "and the other one", 另外一个也取消."""

import pytest

from tests.dialogue.shop import Player, code, reading
from tests.domains.customer import Customer

LOST = reading(("complaint", 0.3), outside=0.9)
"""A reading of words that name nothing."""


@pytest.mark.parametrize(
    "text", ["and the other one too", "ok and now the second order please", "same for the other one", "另外一个也取消", "还有第二单呢"]
)
def test_the_other_order_is_asked_for(customer: Customer, text: str) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say("yes") == ["cancel_done"]
    assert customer.say(text) == ["ask_order_code"]
    assert customer.say("HL-771203") == ["confirm_cancel"]


def test_the_other_thing_is_one_of_the_same_order(customer: Customer) -> None:
    customer.say("return the shirt of HL-402917", "return_item")
    customer.say("yes")
    assert customer.say("and the other one too") == ["ask_item"]


@pytest.mark.parametrize(
    "text", ["the other one was broken when it came", "is the other one here?", "another question please", "另外一个问题"]
)
def test_more_words_say_something_else(text: str) -> None:
    player = Player()
    assert player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),))) == ["HL-204518 arrives on 27 November."]
    assert player.write("the other one", LOST) == ["Which order?"]
    player.write("HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    assert player.write(text, LOST) == ["out_of_scope"]


def test_after_an_article_the_other_one_is_about_that() -> None:
    player = Player()
    player.write("where is HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    player.write("what does delivery cost", reading(("delivery_cost", 0.9)))
    assert player.write("and the other one", LOST) == ["out_of_scope"]


def test_an_added_thing_takes_the_same_flow_whatever_intent_the_model_sees(customer: Customer) -> None:
    customer.say("send back the moka pot, HL-268819", "return_item")
    customer.say("yes")
    assert customer.say("and the gift card too", "gift_card") == ["return_not_possible"]


def test_a_question_about_another_thing_is_a_question(customer: Customer) -> None:
    customer.say("send back the moka pot, HL-268819", "return_item")
    customer.say("yes")
    assert customer.say("and the gift card?", "gift_card") == ["nothing_found"]

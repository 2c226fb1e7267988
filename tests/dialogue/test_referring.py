"""The flow that was served last once more: "and the gift card too", "and the other one", 另外一个也取消, "I'd rather have the money"."""

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


@pytest.mark.parametrize("text", ["and the other one too", "and now the other item please", "the other thing as well", "还有另一件"])
def test_the_other_thing_is_one_of_the_same_order(customer: Customer, text: str) -> None:
    customer.say("return the shirt of HL-402917", "return_item")
    customer.say("yes")
    assert customer.say(text) == ["ask_item"]


def test_an_order_is_not_taken_for_a_thing(customer: Customer) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say("yes") == ["cancel_done"]
    assert customer.say("and the other item too", "change_order") != ["ask_order_code"]


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


def reported(customer: Customer, wish: str) -> None:
    """Reports a broken fryer."""
    customer.say("the air fryer of HL-884210 is broken", "damaged_item")
    assert customer.say(wish)[-1] == "damage_hold"


@pytest.mark.parametrize(
    "text",
    [
        "no wait id rather have the money", "actually, i'd prefer my money back", "hmm, refund instead please",
        "i changed my mind, a refund", "算了还是退钱吧", "还是退款吧", "等等，退款", "不换了，改成退款",
    ],
)  # fmt: skip
def test_another_choice_than_before_takes_the_same_flow(customer: Customer, text: str) -> None:
    reported(customer, "a new one")
    assert customer.say(text, "payment_methods") == ["resolution_to_refund", "handed_over"]


@pytest.mark.parametrize("text", ["actually a new one please", "还是换个新的吧"])
def test_the_money_may_become_a_new_one(customer: Customer, text: str) -> None:
    reported(customer, "refund")
    assert customer.say(text) == ["resolution_to_replacement", "handed_over"]


@pytest.mark.parametrize("text", ["my money back", "the money please", "退款", "退钱吧"])
def test_the_other_choice_alone_changes_the_report(customer: Customer, text: str) -> None:
    reported(customer, "a new one")
    assert customer.say(text) == ["resolution_to_refund", "handed_over"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you refund the money instead?", "return_policy"),
        ("actually the money for my other parcel is missing", "payment_methods"),
        ("how do i pay by card instead of cash", "payment_methods"),
        ("the money never mind, wait for the photo", "payment_methods"),
        ("退款一般怎么退", "return_policy"),
    ],
)
def test_more_words_than_the_choice_change_no_report(customer: Customer, text: str, intent: str) -> None:
    reported(customer, "a new one")
    assert "resolution_to_refund" not in customer.say(text, intent)


def test_the_same_choice_again_changes_nothing(customer: Customer) -> None:
    reported(customer, "a new one")
    assert "handed_over" not in customer.say("actually a new one")

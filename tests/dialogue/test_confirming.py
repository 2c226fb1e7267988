"""Answers to a confirmation: a narrower wish, a question beside it, a yes that may be for something else."""

from dataclasses import replace

import pytest

from bot.dialogue.clauses import clauses
from bot.dialogue.events import Entity
from tests.dialogue.shop import Player, code, reading, yes
from tests.domains.customer import Customer

RETURN = reading(("return_item", 0.9), entities=(code("HL-1"),))
CANCEL = reading(("cancel_order", 0.9), entities=(code("HL-1"),))
CONFIRM = "Cancel HL-1, $59.90?"


@pytest.mark.parametrize("text", ["only cancel the flask", "yes, but only the flask", "cancel just the flask please", "只取消保温杯"])
def test_a_narrower_wish_at_the_confirmation_cancels_nothing(customer: Customer, text: str) -> None:
    assert customer.say("cancel HL-447290", "cancel_order") == ["confirm_cancel"]
    assert customer.say(text, "cancel_order") == ["corrected", "confirm_cancel_whole"]
    assert "cancel_order" not in customer.actions


@pytest.mark.parametrize("text", ["yes, but only the flask", "yes only the flask please"])
def test_a_narrower_yes_is_one_whatever_wish_the_model_sees_in_it(customer: Customer, text: str) -> None:
    """A model saw an article that had not arrived."""
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say(text, "missing_part") == ["corrected", "confirm_cancel_whole"]


@pytest.mark.parametrize("text", ["cancel it please", "yes cancel it", "cancel the order"])
def test_repeating_the_wish_is_a_yes(customer: Customer, text: str) -> None:
    customer.say("cancel HL-447290", "cancel_order")
    assert customer.say(text, "cancel_order") == ["cancel_done"]


@pytest.mark.parametrize(
    "text",
    [
        "cancel the flask in HL-447290",
        "cancel HL-447290 but keep the lunch box",
        "取消HL-447290里的保温杯",
        "我要取消保温杯，饭盒留着 HL-447290",
    ],
)
def test_the_whole_order_is_not_cancelled_unasked_for_one_article(customer: Customer, text: str) -> None:
    assert customer.say(text, "cancel_order") == ["confirm_cancel_whole"]
    assert "Thermos flask should go" in customer.texts[0] or "保温杯的话" in customer.texts[0]
    assert ("No, only that item", "intent:change_order") in customer.buttons or ("只去掉这一件", "intent:change_order") in customer.buttons


@pytest.mark.parametrize("text", ["cancel the lamp in HL-771203", "cancel the flask and the lunch box, HL-447290", "cancel HL-447290"])
def test_all_of_an_order_is_cancelled_as_before(customer: Customer, text: str) -> None:
    assert customer.say(text, "cancel_order") == ["confirm_cancel"]


def test_one_of_two_returned_articles_may_be_left_out_at_the_confirmation(customer: Customer) -> None:
    customer.say("return the shirt and the shoes of HL-402917", "return_item")
    customer.say("yes, but only the shirt")
    assert customer.replies == ["corrected", "confirm_return"]
    assert "$59" in customer.texts[1]
    assert "start_return" not in customer.actions


def test_only_in_a_question_narrows_nothing(customer: Customer) -> None:
    customer.say("return the shirt and the shoes of HL-402917", "return_item")
    assert "corrected" not in customer.say("is only the shirt refunded to PayPal?")


def test_an_unsure_question_is_clarified_and_the_decision_waits() -> None:
    player = Player()
    player.write("cancel HL-1", CANCEL)
    assert player.write("hold on, is that refundable?", reading(("return_policy", 0.31), ("track_order", 0.1))) == ["clarify"]
    assert player.write("yes", reading(entities=(yes(),))) == [CONFIRM], "a yes to which of these cancels nothing"
    assert player.write("yes", reading(entities=(yes(),))) == ["HL-1 is cancelled."]


def test_a_question_that_is_near_no_intent_is_not_clarified() -> None:
    player = Player()
    player.write("cancel HL-1", CANCEL)
    assert player.write("is that so?", reading(("return_policy", 0.1), ("track_order", 0.1))) == [CONFIRM]


def test_the_answer_is_still_taken_after_a_question_beside_it() -> None:
    player = Player()
    player.write("return HL-1", RETURN)
    player.write("would it cost me?", reading(("delivery_cost", 0.4)))
    assert player.write("no, broken", reading(entities=(yes(False), Entity("choice", "broken", "broken", 4, 10, "reason")))) == [
        "Return of HL-1 (Broken) started."
    ]


@pytest.mark.parametrize("intent", ["greeting", "thanks"])
def test_a_bare_yes_to_a_question_for_a_value_is_neither_small_talk_nor_out_of_scope(intent: str) -> None:
    player = Player()
    player.write("where is it", reading(("track_order", 0.9)))
    assert player.write("yes", reading((intent, 0.9), entities=(yes(),))) == ["It starts with HL-."]
    player = Player()
    player.write("where is it", reading(("track_order", 0.9)))
    assert player.write("yes", reading((intent, 0.2), outside=0.9, entities=(yes(),))) == ["It starts with HL-."]


def test_a_bare_yes_to_nothing_is_not_a_greeting() -> None:
    assert Player().write("yes", reading(("greeting", 0.9), entities=(yes(),))) == ["anything_else"]


def test_two_codes_that_were_asked_about_are_both_served() -> None:
    player = Player()
    codes = (replace(code("HL-1"), start=0, end=4), replace(code("HL-2"), start=5, end=9))
    assert player.write("HL-1 HL-2", reading(("track_order", 0.2), entities=codes)) == ["clarify"]
    assert player.write("cancel both", reading(("cancel_order", 0.9))) == [CONFIRM]
    assert player.write("yes", reading(entities=(yes(),))) == ["HL-1 is cancelled.", "Cancel HL-2, $59.90?"]


def test_a_code_given_with_the_wish_replaces_those_asked_about() -> None:
    player = Player()
    player.write("HL-1", reading(("track_order", 0.2), entities=(code("HL-1"),)))
    assert player.write("cancel HL-2", reading(("cancel_order", 0.9), entities=(code("HL-2"),))) == ["Cancel HL-2, $59.90?"]


def test_no_company_is_not_a_yes_to_a_company(customer: Customer) -> None:
    assert customer.say("invoice for HL-402917", "request_invoice") == ["ask_company_wanted"]
    assert customer.say("no company") == ["invoice_sent"]


def test_a_company_that_is_named_with_the_yes_is_not_asked_for(customer: Customer) -> None:
    customer.say("invoice for HL-402917", "request_invoice")
    assert customer.say("yes, the company is Smith & Sons Ltd") == ["ask_vat_number"]


def test_a_size_and_colour_are_not_the_name_of_an_article(customer: Customer) -> None:
    customer.say("wrong thing came, HL-402917", "wrong_item")
    customer.say("shoes")
    assert "corrected" not in customer.say("42 black")


def test_asking_for_a_moment_is_not_a_wish_beside_a_question() -> None:
    for text in ("hold on, is that free", "no wait, how much is it", "just a second, where is my order", "等一下，运费谁出"):
        assert clauses(text) == []
    for text in ("hold my parcel, where is it", "stop the delivery, and refund me", "查HL-204518，取消HL-447290"):
        assert len(clauses(text)) == 2


def test_an_article_is_quoted_once_a_turn() -> None:
    player = Player()
    said = player.write("cost and returns", reading(("delivery_cost", 0.9), ("return_policy", 0.8)))
    assert said == ["Delivery costs $4.90."]
    assert player.write("cost again", reading(("delivery_cost", 0.9))) == ["Delivery costs $4.90."]

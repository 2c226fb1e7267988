"""Customers who ask for help with an order without saying what is wrong are asked about it."""

from datetime import date

import pytest

from bot.dialogue.events import Score, Thresholds, Understood
from bot.dialogue.step import opening
from bot.dialogue.vague import vague
from bot.packs import Pack
from bot.recognisers import recognise
from tests.dialogue.shop import Player, code, reading


def read(text: str, pack: Pack) -> Understood:
    language = "en" if text.isascii() else "zh"
    entities = tuple(recognise(text, pack.domain, language, date(2026, 11, 24)))
    return Understood(0.0, text, language, (Score("track_order", 0.2),), 0.9, (), entities, Thresholds(0.5, 0.5), "test")


@pytest.mark.parametrize(
    "text",
    [
        "my order has a problem, help",
        "help, my parcel",
        "help!! my order!!",
        "HELP my delivery",
        "oh no my package!! help",
        "problem with my parcel please help me",
        "there's something wrong with my order",
        "what's wrong with my order",
        "can someone help me with my order",
        "there is a problem with HL-204518",
        "救命啊，我的包裹",
        "帮帮我 我的订单",
        "我的快递有问题啊",
        "我订单出问题了",
        "訂單有問題，幫幫我",
        "点算啊我個包裹有問題",
    ],
)
def test_a_vague_message_asks_for_help_with_an_order_without_saying_what_is_wrong(text: str, retail: Pack) -> None:
    assert vague(read(text, retail))


@pytest.mark.parametrize(
    "text",
    [
        "my order",
        "help",
        "where is my order",
        "I got the wrong parcel",
        "help me cancel my order",
        "my parcel is damaged, help",
        "help, my parcel never came",
        "problem with my payment",
        "no problem with my order",
        "the order form has an issue with my card",
        "need to return my order",
        "help desk",
        "订单没收到，帮帮我",
        "帮我取消订单",
        "帮我查快递",
        "包裹破了，救命",
        "订单没问题",
        "货不对",
    ],
)
def test_a_message_that_says_what_is_wanted_is_left_to_the_model(text: str, retail: Pack) -> None:
    assert not vague(read(text, retail))


def test_the_bot_asks_what_is_wrong_and_keeps_the_code() -> None:
    player = Player()
    outside = reading(("thanks", 0.2), outside=0.9, entities=(code(),))
    assert player.write("HL-204518 has a problem, help", outside) == ["go_ahead"]
    assert player.conversation.slots["order_code"] == "HL-204518"
    assert player.conversation.out_of_scope == 0


def test_in_a_flow_a_code_in_a_vague_message_is_the_answer() -> None:
    player = Player()
    player.write("where is it", reading(("track_order", 0.9)))
    said = player.write("HL-204518 help my parcel", reading(("thanks", 0.2), outside=0.9, entities=(code(),)))
    assert said == ["HL-204518 arrives on 27 November."]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("my air fryer doesnt work", "clarify"),
        ("range of the kite?", "answer"),
        ("how many minutes does the R2 clean on one charge?", "answer"),
        ("which hat does the king wear?", "out_of_scope"),
    ],
)
def test_a_statement_about_a_thing_of_ours_is_clarified_and_a_question_about_it_goes_to_the_articles(
    text: str, reply: str, retail: Pack
) -> None:
    """The shop's own vacuum cleaner is never out of scope, however little the model makes of the message."""
    player = Player(conversation=opening("c1", retail.domain, "en"), domain=retail.domain)
    entities = tuple(recognise(text, retail.domain, "en", date(2026, 11, 24)))
    player.write(text, reading(("product_question", 0.1), outside=0.9, entities=entities))
    assert [send.reply for send in player.conversation.said] == [reply]

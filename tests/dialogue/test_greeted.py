"""What follows a greeting is read by itself; a mere greeting is read whole."""

import pytest

from bot.dialogue.events import Entity
from bot.dialogue.greeted import after_greeting, greets, says_more
from tests.dialogue.shop import DOMAIN, code, command, reading, yes


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Good morning. My kettle leaks", "My kettle leaks"),
        ("hi there, where is my order?", "where is my order?"),
        ("hey hello, good evening! refund please", "refund please"),
        ("  Hello again\nstill nothing", "still nothing"),
        ("dear team, I would like to return the shoes", "I would like to return the shoes"),
        ("Morning! any news", "any news"),
        ("hello, is anyone there on Sundays", "is anyone there on Sundays"),
        ("您好我想退货", "我想退货"),
        ("你好，请问什么时候发货", "请问什么时候发货"),
        ("你好我要退款", "我要退款"),
        ("在吗？早上好，快递到哪了", "快递到哪了"),
    ],
)
def test_a_message_goes_on_after_its_greeting(text: str, rest: str) -> None:
    assert text[after_greeting(text) :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "hi", "Good afternoon!", "hello there 👋", "你好", "您好！", "where is my order, hi",
        "hi-res pictures please", "his parcel is late", "high time you answered", "morning delivery possible?",
        "evening slots only", "dear oh dear", "你好慢啊", "早餐杯碎了", "早上好像有快递员来过", "下午好几个人等着", "您好像发错货了",
        "在不在保修期内", "", "hello hello, anyone home", "hi, is anybody there?", "hello? anyone",
    ],
)  # fmt: skip
def test_a_mere_greeting_and_words_that_only_begin_like_one_are_left_whole(text: str) -> None:
    assert after_greeting(text) == 0


@pytest.mark.parametrize(
    ("name", "chance", "outside", "entities", "more"),
    [
        ("track_order", 0.9, 0.1, (), True),
        ("delivery_cost", 0.9, 0.1, (), True),
        ("track_order", 0.5, 0.1, (), False),
        ("track_order", 0.9, 0.7, (), False),
        ("track_order", 0.3, 0.7, (code(),), True),
        ("track_order", 0.3, 0.1, (command("opener"),), False),
        ("thanks", 0.9, 0.1, (), False),
        ("human_agent", 0.9, 0.1, (), False),
        ("track_order", 0.9, 0.1, (yes(False),), False),
    ],
)
def test_a_sure_wish_or_a_value_is_more_than_a_greeting(
    name: str, chance: float, outside: float, entities: tuple[Entity, ...], more: bool
) -> None:
    assert says_more(reading((name, chance), outside=outside, entities=entities)("any"), DOMAIN) is more


@pytest.mark.parametrize(("name", "outside", "only"), [("greeting", 0.1, True), ("greeting", 0.8, False), ("thanks", 0.1, False)])
def test_a_message_greets_if_nothing_is_likelier(name: str, outside: float, only: bool) -> None:
    assert greets(reading((name, 0.5), outside=outside)("any"), DOMAIN) is only

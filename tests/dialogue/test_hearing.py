"""What a message says besides its wish: whether it asks something, and whether it says that there is none."""

import pytest

from bot.dialogue.hearing import asks, has_none, out_of_scope
from tests.dialogue.shop import reading


@pytest.mark.parametrize("text", ["not much", "there isn't much left", "没多少", "每个月没有多少", "没剩多少", "存不了多少", "攒不下多少"])
def test_not_much_is_an_amount_and_no_question(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", ["how much is left", "not much?", "多少钱", "运费多少", "没多少吗", "没多少是什么意思"])
def test_how_much_is_a_question(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "no savings",
        "No savings at all.",
        "I have no savings",
        "I've no experience",
        "zero experience so far",
        "no emergency fund",
        "I don't have any savings",
        "没有存款",
        "没存款",
        "我没有积蓄",
        "没有任何经验",
        "暂时没什么存款",
        "没买过。",
    ],
)
def test_a_message_may_say_that_there_is_none(text: str) -> None:
    assert has_none(reading()(text))


@pytest.mark.parametrize(
    "text",
    [
        "no rush",
        "no limit",
        "no thanks",
        "no more than two years",
        "no savings, but a house",
        "is there no way?",
        "没问题",
        "没有期限",
        "没想好",
        "没多久",
        "没多少",
        "没有存款可以买吗",
    ],
)
def test_other_words_with_a_no_do_not_say_that_there_is_none(text: str) -> None:
    assert not has_none(reading()(text))


@pytest.mark.parametrize(
    "text", ["10234", "RT-10231", "#10234", "order 10234", "RT-10231 and RT-10245", "10231和10245", "订单10231", "+44 7700 900123"]
)
def test_numbers_alone_are_not_out_of_scope(text: str) -> None:
    assert not out_of_scope(reading(outside=0.9)(text))


@pytest.mark.parametrize("text", ["who won in 1966", "1966年谁赢了", "tell me 3 jokes", "讲3个笑话", "那锅呢，讲个笑话"])
def test_words_beside_a_number_may_be_out_of_scope(text: str) -> None:
    assert out_of_scope(reading(outside=0.9)(text))

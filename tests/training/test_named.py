import pytest

from training.named import named


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("card_arrival", "card arrival"),
        ("cancelOrder", "cancel order"),
        ("utility:order.status-2", "utility order status"),
        ("查询订单", "查询订单"),
    ],
)
def test_the_name_of_an_intent_is_a_message(intent: str, text: str) -> None:
    assert [(row.text, row.intents) for row in named([intent, "refund"])] == [(text, (intent,)), ("refund", ("refund",))]


def test_names_that_only_number_say_nothing() -> None:
    assert named(["intent_1", "intent_2"]) == []
    assert named(["17", "x3"]) == []


def test_out_of_scope_has_no_name() -> None:
    assert [row.intents for row in named(["refund", "oos"])] == []
    assert [row.intents for row in named(["refund", "track", "oos"])] == [("refund",), ("track",)]

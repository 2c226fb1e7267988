from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import ActionCall
from bot.packs import Pack
from tests.domains.customer import TODAY, Customer

Act = Callable[..., Mapping[str, Any]]


@pytest.fixture
def customer(retail: Pack, tmp_path: Path) -> Customer:
    """A customer of the shop."""
    return Customer(retail, tmp_path)


@pytest.fixture
def act(retail: Pack, tmp_path: Path) -> Act:
    """Calls an action of the shop after the customer has said something."""

    def run(name: str, *arguments: str | None, said: tuple[str, ...]) -> Mapping[str, Any]:
        result: Mapping[str, Any] = retail.actions[name](ActionCall("k1", "c1", "en", tmp_path, TODAY, said), *arguments)
        return result

    return run


def test_a_corrected_colour_keeps_the_size_and_a_corrected_size_the_colour(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917 for size 43", "exchange_item")
    customer.say("no, in black please")
    assert "black, 43" in customer.texts[-1]
    customer.say("actually 44")
    assert "black, 44" in customer.texts[-1]
    assert customer.say("yes") == ["exchange_started"]
    assert "black, 44" in customer.texts[0]


def test_what_was_spoken_of_may_be_exchanged_instead(customer: Customer) -> None:
    customer.say("the shirt of HL-402917 goes back", "return_item")
    customer.say("one moment")
    customer.say("hold on")
    assert customer.say("actually no, exchange it for an L", "exchange_item") == ["return_dropped", "confirm_exchange"]
    assert "Linen shirt" in customer.texts[-1]
    assert customer.say("in blue") == ["corrected", "confirm_exchange"]
    assert "blue, L" in customer.texts[-1]


def test_another_wish_without_a_word_about_it_asks_for_the_article(customer: Customer) -> None:
    customer.say("the shirt of HL-402917 goes back", "return_item")
    customer.say("no")
    customer.say("thanks", "thanks")
    assert customer.say("I need to exchange something", "exchange_item") == ["ask_item"]


@pytest.mark.parametrize("text", ["I'd rather exchange it for an L", "还是换L码吧"])
def test_a_wish_instead_ends_the_one_before(customer: Customer, text: str) -> None:
    customer.say("the shirt of HL-402917 goes back", "return_item")
    assert customer.say(text, "exchange_item") == ["cancelled", "confirm_exchange"]
    assert customer.say("yes") == ["exchange_started"]


def test_a_correction_after_a_digit_alone_keeps_the_article(customer: Customer) -> None:
    customer.say("swap the shoes", "exchange_item")
    customer.say("HL-402917")
    assert customer.say("41") == ["confirm_exchange"]
    assert customer.say("sorry, I meant 40") == ["corrected", "confirm_exchange"]
    assert "40" in customer.texts[-1]


def test_a_bare_no_asks_again_and_keeps_what_the_next_answer_does_not_name(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917 for size 43", "exchange_item")
    assert customer.say("no") == ["ask_variant"]
    assert customer.say("in black") == ["confirm_exchange"]
    assert "black, 43" in customer.texts[0]


def test_a_size_agreed_for_one_article_is_not_that_of_another(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917 for size 43", "exchange_item")
    assert customer.say("sorry, I meant the shirt") == ["corrected", "ask_variant"]
    customer.say("L")
    assert "white, L" in customer.texts[-1]
    assert "Linen shirt" in customer.texts[-1]


def test_a_second_exchange_begins_without_what_the_first_one_agreed(customer: Customer) -> None:
    customer.say("exchange the shoes of HL-402917 for size 43", "exchange_item")
    customer.say("never mind")
    customer.say("exchange the shoes of HL-402917, I want black ones", "exchange_item")
    assert "black, 42" in customer.texts[0]


@pytest.mark.parametrize(
    ("code", "said", "lines"),
    [
        ("HL-402917", ("我想退那双鞋", "402917"), "2"),
        ("HL-402917", ("the shirt and the runners are going back", "402917"), "1,2"),
        ("HL-402917", ("something is going back, not the shirt", "402917"), None),
        ("HL-402917", ("the shirt fits", "thanks", "another thing goes back"), None),
        ("HL-118930", ("包裹里有东西要退", "118930"), None),
    ],
)
def test_an_article_named_before_the_order_code_is_not_asked_for(act: Act, code: str, said: tuple[str, ...], lines: str | None) -> None:
    assert act("pick_item", code, None, None, said=said)["item_lines"] == lines


@pytest.mark.parametrize(
    ("code", "product", "words", "said", "state"),
    [
        ("HL-884210", "fjord_kettle", None, "return the kettle", "absent"),
        ("HL-884210", None, "the kettle", "the kettle", "unclear"),
        ("HL-884210", None, "yes, that one", "yes, that one", "one"),
        ("HL-208871", "desk_lamp", None, "the moon lamp is cracked", "one"),
        ("HL-884210", "gift_card", None, "I paid with a gift card", "one"),
        ("HL-402917", "wool_sneakers", None, "the sneakers", "one"),
    ],
)
def test_what_is_not_in_an_order_is_not_taken_for_what_is(
    act: Act, code: str, product: str | None, words: str | None, said: str, state: str
) -> None:
    assert act("pick_item", code, product, words, said=(said,))["item_state"] == state


def test_what_a_cancellation_has_just_said_of_the_refund_is_not_said_again(act: Act) -> None:
    said = ("cancel it and tell me about the refund", "yes")
    done = act("cancel_order", "HL-447290", said=said)["cancelled_after"]
    assert act("refund_status", "HL-447290", done, said=said)["refund_state"] == "just_cancelled"
    assert act("refund_status", "HL-447290", done, said=(*said, "when is my refund?"))["refund_state"] == "cancelled"
    assert act("refund_status", "HL-735590", done, said=said)["refund_state"] == "cancelled"


@pytest.mark.parametrize(
    ("words", "never_came"),
    [
        ("My order never arrived, I want my money back", True),
        ("it still hasn't turned up", True),
        ("i never got the parcel and want a refund", True),
        ("包裹一直没到，退钱", True),
        ("没收到货，我要退款", True),
        ("the shoes arrived yesterday and don't fit", False),
        ("i never liked it, send it back", False),
        ("the label never came", False),
        ("收到了，但是不喜欢", False),
    ],
)
def test_who_never_got_the_order_is_told_from_who_wants_to_send_it_back(act: Act, words: str, never_came: bool) -> None:
    assert act("read_arrival", said=(words, "HL-402917"))["never_came"] is never_came

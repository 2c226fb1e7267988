"""A customer who is asked about one article of an order and means the other."""

from pathlib import Path

import pytest

from bot.packs import Pack
from tests.domains.customer import Customer


def asked(retail: Pack, tmp_path: Path, language: str, text: str) -> Customer:
    """A customer who is asked whether a return shall begin."""
    customer = Customer(retail, tmp_path, language)
    assert customer.say(text, "return_item") == ["confirm_return"]
    return customer


@pytest.mark.parametrize(
    "text",
    [
        "no, the other item", "no the other one", "not that one, the other one", "no the second one", "nope, the other one please",
        "no wait the other pair", "no sorry, the other one", "no, another one",
    ],
)  # fmt: skip
def test_of_two_articles_the_other_is_returned(retail: Pack, tmp_path: Path, text: str) -> None:
    customer = asked(retail, tmp_path, "en", "return the shirt of HL-402917")
    # The model takes so few words for a missing part.
    assert customer.say(text, "missing_part") == ["confirm_return"]
    assert "running shoes" in customer.texts[0]
    assert customer.say("yes") == ["return_started"]


@pytest.mark.parametrize(
    "text",
    [
        "不是这件 另一件",
        "不是 是另外一件",
        "错了 是另一个",
        "不对，另外那件",
        "不是，第二件",
        "不对不对 我说的是另外那件",
        "不是，要退的是第二件",
    ],
)
def test_the_other_of_two_in_chinese(retail: Pack, tmp_path: Path, text: str) -> None:
    customer = asked(retail, tmp_path, "zh", "HL-402917的衬衫要退")
    assert customer.say(text, "missing_part") == ["confirm_return"]
    assert "跑鞋" in customer.texts[0]


def test_a_return_that_was_denied_in_words_of_a_return_does_not_begin(retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, "zh", "HL-402917的衬衫要退")
    assert customer.say("不要 退另一件", "return_item") == ["confirm_return"]
    assert "跑鞋" in customer.texts[0]


def test_neither_this_nor_the_other_but_both(retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, "en", "return the shirt of HL-402917")
    assert customer.say("no, both of them") == ["confirm_return"]
    assert "shirt" in customer.texts[0]
    assert "running shoes" in customer.texts[0]


@pytest.mark.parametrize("text", ["no", "no thanks, another time", "no, the other shop is cheaper", "no, i'll think about it another day"])
def test_other_words_with_a_no_drop_the_return(retail: Pack, tmp_path: Path, text: str) -> None:
    customer = asked(retail, tmp_path, "en", "return the shirt of HL-402917")
    assert customer.say(text) == ["return_dropped"]


@pytest.mark.parametrize("text", ["no, the other parcel has a part missing", "no, and the other one is broken, what now?"])
def test_another_wish_with_a_no_is_still_heard(retail: Pack, tmp_path: Path, text: str) -> None:
    customer = asked(retail, tmp_path, "en", "return the shirt of HL-402917")
    assert customer.say(text, "missing_part") == ["return_dropped", "ask_part"]


@pytest.mark.parametrize("text", ["yes", "yes please", "yes, the shirt"])
def test_a_yes_is_for_the_article_that_was_asked_about(retail: Pack, tmp_path: Path, text: str) -> None:
    customer = asked(retail, tmp_path, "en", "return the shirt of HL-402917")
    assert customer.say(text) == ["return_started"]
    assert "Linen shirt" in customer.texts[0]


def test_an_order_of_one_article_has_no_other(retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, "en", "return the fryer, HL-884210")
    assert customer.say("no, the other one") == ["return_dropped"]


def test_of_three_articles_the_other_is_asked_for(retail: Pack, tmp_path: Path) -> None:
    customer = asked(retail, tmp_path, "en", "return the parka of HL-632609")
    assert customer.say("no, the other one") == ["ask_item"]

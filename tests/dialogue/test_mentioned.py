"""A code that is only mentioned is not a wish: another order is to be like it, or it stays as it is, or it is fine."""

from datetime import date

import pytest

from bot.dialogue.events import Part, Score, Thresholds, Understood
from bot.dialogue.mentioned import foreground
from bot.packs import Pack
from bot.recognisers import recognise
from tests.dialogue.shop import Player, reading

ONE, OTHER = "HL-771203", "HL-204518"


def read(text: str, pack: Pack, *parts: Part) -> Understood:
    language = "en" if text.isascii() else "zh"
    entities = tuple(recognise(text, pack.domain, language, date(2026, 11, 24)))
    return Understood(0.0, text, language, (Score("track_order", 0.9),), 0.0, (), entities, Thresholds(0.5, 0.5), "test", parts=parts)


def codes(understood: Understood) -> set[object]:
    return {entity.value for entity in understood.entities if entity.kind == "code"}


@pytest.mark.parametrize(
    "text",
    [
        "change the address of HL-204518, same address as HL-771203 please",
        "send HL-204518 to the same address as my order HL-771203",
        "use the address from HL-771203 for HL-204518",
        "cancel HL-204518 instead of HL-771203",
        "return HL-204518 and keep HL-771203",
        "return HL-204518, HL-771203 I'll keep",
        "cancel HL-204518, leave HL-771203 as it is",
        "HL-771203 arrived fine, it's HL-204518 I'm writing about",
        "HL-771203 is ok but where is HL-204518",
        "I got HL-771203 but HL-204518 never came",
        "no problem with HL-771203, but HL-204518 is broken",
        "只想退 HL-204518，HL-771203 留着",
        "HL-771203不用退，只退HL-204518",
        "HL-771203我要保留，退HL-204518",
        "HL-771203收到了，HL-204518没收到",
        "HL-771203已经到了，但是HL-204518还没到",
        "把HL-204518的地址改成和HL-771203一样",
        "將HL-204518的地址改成同HL-771203一樣",
        "HL-204518用HL-771203的地址",
    ],
)
def test_the_other_code_is_what_the_message_is_about(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {})) == {OTHER}


@pytest.mark.parametrize(
    "text",
    [
        "cancel HL-771203 and HL-204518",
        "same for HL-771203 and HL-204518",
        "track HL-771203 as well as HL-204518",
        "keep me posted on HL-771203 and HL-204518",
        "don't keep HL-771203, return HL-204518 too",
        "leave HL-771203 with the neighbour and cancel HL-204518",
        "HL-771203 can stay at the pickup point, cancel HL-204518",
        "is HL-771203 fine to return? and HL-204518?",
        "I got HL-771203 and HL-204518, both broken",
        "HL-771203 and HL-204518 are fine",
        "HL-771203 arrived fine but the lamp in it is broken now, and where is HL-204518?",
        "HL-771203没收到，HL-204518也没收到",
        "HL-771203和HL-204518一样都要退",
        "HL-771203不退款，HL-204518也不退款怎么回事",
        "HL-771203怎么还不退？HL-204518呢",
        "用HL-771203的优惠码买HL-204518",
    ],
)
def test_what_is_wanted_for_both_orders_is_not_taken_from_either(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {})) == {ONE, OTHER}


@pytest.mark.parametrize("text", ["same address as HL-771203 please", "HL-771203 留着", "HL-771203 arrived fine", "和HL-771203一样的地址"])
def test_while_one_order_is_handled_a_mention_of_another_does_not_change_it(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {"order_code": OTHER})) == set()


@pytest.mark.parametrize(
    "text", ["no, HL-771203", "and HL-771203 too", "sorry it's HL-771203 not the other", "keep HL-771203 in mind? cancel it"]
)
def test_while_one_order_is_handled_another_that_is_meant_still_counts(text: str, retail: Pack) -> None:
    assert ONE in codes(foreground(read(text, retail), {"order_code": OTHER}))


@pytest.mark.parametrize("text", ["HL-771203 arrived fine", "keep HL-771203", "HL-771203留着"])
def test_a_code_that_is_the_only_one_is_never_set_aside(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {})) == {ONE}


@pytest.mark.parametrize(
    "text",
    [
        "I ordered twice, HL-771203 and HL-204518, keep the first and cancel the second",
        "HL-771203, HL-204518: cancel the second one, not the first",
        "HL-771203 and HL-204518, the first order can stay, cancel the other",
        "HL-771203和HL-204518下重复了，第一个留着，第二个取消",
        "HL-771203和HL-204518，保留第一个",
        "HL-771203和HL-204518 別取消第一個 取消第二個",
    ],
)
def test_one_of_two_codes_may_be_excluded_by_its_position(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {})) == {OTHER}


@pytest.mark.parametrize(
    "text",
    [
        "HL-771203 and HL-204518, cancel the first and the second",
        "HL-771203 and HL-204518 are late, and not the first time",
        "HL-771203和HL-204518，第一次下单不太会",
    ],
)
def test_the_first_of_something_else_leaves_no_code_alone(text: str, retail: Pack) -> None:
    assert codes(foreground(read(text, retail), {})) == {ONE, OTHER}


def products(text: str, retail: Pack) -> set[object]:
    found = foreground(read(text, retail), {}, ["product"]).entities
    return {entity.value for entity in found if entity.slot == "product"}


@pytest.mark.parametrize(
    "text",
    [
        "the shirt is fine but the shoes are broken, HL-402917",
        "keep the shirt and return the shoes HL-402917",
        "return the shoes, i love the shirt",
        "I like the shirt but the shoes pinch",
        "衬衫很合适，鞋子要退",
        "要退鞋子，衬衫留着 HL-402917",
        "襯衫沒問題，鞋子壞了",
    ],
)
def test_a_thing_that_is_fine_or_stays_is_only_mentioned(text: str, retail: Pack) -> None:
    assert products(text, retail) == {"trail_shoes"}


@pytest.mark.parametrize(
    "text", ["return the shirt and the shoes", "I'd like the shirt in L and the shoes in 43", "is the shirt fine to return? and the shoes?"]
)
def test_things_that_are_wanted_are_more_than_mentioned(text: str, retail: Pack) -> None:
    assert products(text, retail) == {"linen_shirt", "trail_shoes"}


def test_a_part_that_only_mentions_an_order_is_no_wish_of_its_own(retail: Pack) -> None:
    text = "HL-771203 arrived fine, where is HL-204518"
    parts = (
        Part(0, "HL-771203 arrived fine", (Score("return_item", 0.99),), 0.0),
        Part(24, "where is HL-204518", (Score("track_order", 0.99),), 0.0),
    )
    assert foreground(read(text, retail, *parts), {}).parts == ()


def test_a_customer_who_only_names_an_order_is_asked_what_it_is_about(retail: Pack) -> None:
    player = Player()
    text = "HL-771203 arrived fine, it's HL-204518 I'm writing about"
    entities = read(text, retail).entities
    assert player.write(text, reading(("return_item", 0.9), entities=entities)) == ["clarify"]
    assert player.conversation.question is not None

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue.domain import Option, Slot
from bot.dialogue.events import Value
from bot.recognisers import recognise
from tests.recognisers.reading import DOMAIN

RESOLUTION = Slot(
    "resolution",
    "choice",
    "ask_resolution",
    options=(
        Option("new", {"en": "A new one", "zh": "换新的"}, {"en": ("new one", "another one"), "zh": ("换新",)}),
        Option("refund", {"en": "My money back", "zh": "退款"}, {"en": ("refund", "the money", "money back"), "zh": ("退钱",)}),
    ),
)
COLOUR = Slot("colour", "choice", "", options=tuple(Option(c, {"en": c, "zh": zh}) for c, zh in (("blue", "蓝色"), ("red", "红色"))))
SHOES = Slot("shoes", "choice", "", options=tuple(Option(n, {"en": f"size {n}", "zh": f"{n}码"}) for n in ("42", "43")))
UNCOUNTED = {name: slot for name, slot in DOMAIN.slots.items() if slot.kind != "number"}
SHOP = replace(DOMAIN, slots={**UNCOUNTED, "resolution": RESOLUTION, "colour": COLOUR, "shoes": SHOES})


def named(text: str, slot: str) -> list[Value]:
    """The different values that a message means for a slot."""
    return list(dict.fromkeys(e.value for e in recognise(text, SHOP, "en", date(2026, 11, 24)) if e.slot == slot))


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("my money back... no actually a new one, the wife says", "resolution", "new"),
        ("I want my money back not another one", "resolution", "refund"),
        ("I don't want another one, refund please", "resolution", "refund"),
        ("不要换新 退款", "resolution", "refund"),
        ("the blue, no wait, the red one", "colour", "red"),
        ("in red instead of blue", "colour", "red"),
        ("red and not blue", "colour", "red"),
        ("not the blue, the red please", "colour", "red"),
        ("不是蓝色，是红色", "colour", "red"),
        ("说错单了 不用换 退钱就行", "resolution", "refund"),
        ("藍色 打錯了 紅色", "colour", "red"),
        ("wheres HL-204518, no sorry wrong number its HL-330942", "order_code", "HL-330942"),
        ("單號HL-204519 啊打錯咗 係HL-204518先啱", "order_code", "HL-204518"),
        ("杯子我要退 402917 不对 是HL-447290", "order_code", "HL-447290"),
        ("don't cancel 204518, cancel 771203 instead", "order_code", "HL-771203"),
        ("not HL-204518 but HL-330942", "order_code", "HL-330942"),
        ("I received HL-204518, but not HL-330942", "order_code", "HL-330942"),
        ("the blue one came but not the red", "colour", "red"),
        ("收到了HL-204518，但没收到HL-330942", "order_code", "HL-330942"),
        ("I got my parcel, and I want the blue one but not the red", "colour", "blue"),
        ("I got my parcel, the blue one's broken but not the red one", "colour", "blue"),
        ("哦 那42.5没有的话就43吧", "shoes", "43"),
        ("in a 43 please, I have 2 of them", "shoes", "43"),
        ("shoes in a 43 please, the 42 pinches", "shoes", "43"),
        ("the 42 is too small, I need the 43", "shoes", "43"),
        ("42码太挤了 给我换43码", "shoes", "43"),
        ("theyre too small, can i swap them for a 43", "shoes", "43"),
        ("i want the shoes one size bigger, 43", "shoes", "43"),
    ],
)
def test_of_two_values_the_one_that_is_meant_counts(text: str, slot: str, value: str) -> None:
    assert named(text, slot) == [value]


@pytest.mark.parametrize("text", ["HL-204519 wrong number, HL-204518", "單號HL-204519 啊打錯咗 係HL-204518先啱"])
def test_what_a_message_itself_puts_right_corrects_nothing_said_before(text: str) -> None:
    assert [e.value for e in recognise(text, SHOP, "en", date(2026, 11, 24)) if e.slot == "command"] == []


@pytest.mark.parametrize(
    "text",
    [
        "不是催您，只是孩子周六过生日",
        "不是坏的，就是声音小",
        "是不是要还我一笔，是吗",
        "you did well, I mean that",
        "颜色选错了",
        "in red and not blue",
        "not the blue one",
        "if not in blue then in red",
    ],
)
def test_what_only_sounds_like_it_puts_nothing_right(text: str) -> None:
    assert [e.value for e in recognise(text, SHOP, "en", date(2026, 11, 24)) if e.slot == "command"] == []


@pytest.mark.parametrize(
    "text",
    [
        "不是204518，是771203",
        "oops wrong number, I meant HL-204518",
        "啊不对不对 是204518",
        "看错了 我要问的是204518",
        "no no, not the blue, the red one. sorry",
        "not HL-204518, HL-771203",
        "I don't want the blue one, the red please",
    ],
)
def test_what_was_said_before_is_put_right(text: str) -> None:
    assert [e.value for e in recognise(text, SHOP, "en", date(2026, 11, 24)) if e.slot == "command"] == ["correct"]


@pytest.mark.parametrize(
    ("text", "slot", "values"),
    [
        ("HL-118930 arrived but HL-204518 did not", "order_code", ["HL-118930", "HL-204518"]),
        ("HL-204518, HL-330942 and HL-550213", "order_code", ["HL-204518", "HL-330942", "HL-550213"]),
        ("where is HL-204518, and cancel HL-330942", "order_code", ["HL-204518", "HL-330942"]),
        ("please do not cancel 204518 and 330942", "order_code", ["HL-204518", "HL-330942"]),
        ("HL-204518, actually HL-330942 too", "order_code", ["HL-204518", "HL-330942"]),
        ("HL-204518 has no news and HL-330942 neither", "order_code", ["HL-204518", "HL-330942"]),
        ("i did not get the blue one, only the red one", "colour", ["blue", "red"]),
        ("is it red or blue", "colour", ["red", "blue"]),
        ("红色还是蓝色好", "colour", ["red", "blue"]),
        ("not the blue one", "colour", ["blue"]),
        ("why not in blue", "colour", ["blue"]),
    ],
)
def test_values_that_stand_beside_one_another_all_count(text: str, slot: str, values: list[str]) -> None:
    assert named(text, slot) == values


@pytest.mark.parametrize(
    "text",
    [
        "if i took the money, would i have to post the thing back to you first?",
        "if i took the money, would i have to send it back?",
        "how long does a refund take?",
        "when would a new one be here",
        "ok, and do i get the money back on my card?",
        "如果退款的话要多久",
        "退款多久能到",
        "i don't want a refund",
        "that's the one",
    ],
)
def test_whoever_supposes_or_asks_about_a_choice_has_not_chosen_it(text: str) -> None:
    assert named(text, "resolution") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("can i get my money back?", "refund"),
        ("could you send me a new one please?", "new"),
        ("a new one if possible", "new"),
        ("if possible a new one", "new"),
        ("if i could get my money back that would be great", "refund"),
        ("it's broken. if it can't be fixed i want my money back", "refund"),
        ("能退款吗", "refund"),
        ("how annoying. my money back please", "refund"),
    ],
)
def test_whoever_asks_for_a_choice_has_chosen_it(text: str, value: str) -> None:
    assert named(text, "resolution") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "it took 43 days",
        "a 42 minute wait for HL-204518, well done",
        "send it to 43 Harrow Road, Leeds",
        "my bill was the 42.50 you said",
        "143",
    ],
)
def test_a_number_among_others_is_no_size(text: str) -> None:
    assert named(text, "shoes") == []

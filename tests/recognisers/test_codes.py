from dataclasses import replace

import pytest

from bot.dialogue.domain import Domain, Slot
from bot.recognisers import recognise
from tests.recognisers.reading import TODAY, read, values


@pytest.mark.parametrize(
    "text",
    [
        "HL-204518",
        "hl204518",
        "hl 204 518",
        "HL-204-518",
        "#204518",
        "# 204518",
        "order 204518 please",
        "my order no. 204518!",
        "订单204518",
        "订单号：204518到哪了",
        "204518",
        "204 518",
        "it's HL‑204518.",
        "ＨＬ－２０４５１８",
        "h l two oh four five one eight",
        "two zero four five one eight",
        "二零四五一八",
        "HL204518，谢谢",
        "hl204518 2 items missing",
        "不想要了，204518",
        "not wanted,204518",
        "您好,查一下204518,谢谢",
        "我的单号，204518",
        "track hl204518pls",
        "204518thx",
        "trackhl204518",
        "cancel order204518now",
        "hl-2O4518",
        "HL-2o4518",
        "track 2O45l8",
        "HL-2045I8",
        "两零四五一八",
        "订单两零四五一八",
        "二零四 五一八",
        "二、零、四、五、一、八",
    ],
)
def test_a_code_is_read_in_any_spelling(text: str) -> None:
    assert values(text, "code") == ["HL-204518"]


@pytest.mark.parametrize(
    "text",
    [
        "HL-2045189",
        "12045189",
        "call 204 518 1234",
        "+31 204518 993",
        "HL-20451",
        "$204518",
        "204518.50 was booked",
        "ref A204518",
        "204518abc",
        "http://x.example/204518",
        "2024-05-01",
        "12 34 56",
        "168 120斤",
        "one two three",
        "1,204518",
        "1.204518",
        "204518,50",
        "$1,204,518",
        "call 07700,204518",
        "O7700 900123",
        "二零四五一八九三",
        "一三八零零一三八零零零",
        "two zero four five one eight nine nine",
        "order 2O45",
        "model L20451",
        "flat 2O, 4518",
        "size 5l 2045",
    ],
)
def test_a_code_inside_of_something_longer_is_none(text: str) -> None:
    assert "HL-204518" not in values(text, "code")
    assert values(text, "code") == []


def test_a_letter_at_the_beginning_of_a_marked_code_is_the_digit_that_it_looks_like() -> None:
    assert values("HL-l18930", "code") == ["HL-118930"]


def test_two_codes_that_only_a_comma_parts_are_both_read() -> None:
    assert values("订单204518，884210", "code") == ["HL-204518", "HL-884210"]


def test_two_codes_in_one_message_are_both_read_in_their_order() -> None:
    assert values("HL-118930 arrived but hl 204518 did not", "code") == ["HL-118930", "HL-204518"]


def test_a_code_says_where_it_stands_and_which_slot_holds_it() -> None:
    (entity,) = (e for e in read("so, #204518 is late") if e.kind == "code")
    assert (entity.slot, entity.text, entity.start, entity.end) == ("order_code", "#204518", 4, 11)


def test_each_code_slot_reads_its_own_pattern() -> None:
    assert [(e.slot, e.value) for e in read("sn x-442 of HL-204518") if e.kind == "code"] == [
        ("serial", "X442"),
        ("order_code", "HL-204518"),
    ]


def test_six_digits_of_a_day_or_an_amount_are_no_code() -> None:
    assert values("204518 dollars", "code") == []
    assert values("204518 dollars", "money") == [204518.0]


def test_a_code_with_a_space_after_every_digit_is_read() -> None:
    assert values("2 0 4 5 1 8", "code") == ["HL-204518"]


MACHINE = Slot("machine", "code", "", pattern=r"MW(?P<code>[0-9]{2})(?![0-9])", template="MW-{code}")
WORKS = Domain("works", "1", {}, ("en",), {}, {"machine": MACHINE}, {}, {}, {})


@pytest.mark.parametrize("text", ["MW-07 1300 rpm", "mw 07 1300rpm", "MW 0 7 1300 rpm", "MW07 62 Nm 1300 rpm"])
def test_a_number_behind_a_code_is_not_taken_for_more_of_its_digits(text: str) -> None:
    assert [entity.value for entity in recognise(text, WORKS, "en", TODAY)] == ["MW-07"]


@pytest.mark.parametrize("text", ["MW-071 300 rpm", "MW-1 300 rpm", "MW-0712 rpm"])
def test_a_code_is_not_cut_out_of_a_longer_one(text: str) -> None:
    assert recognise(text, WORKS, "en", TODAY) == ()


def test_zeros_fill_a_short_code_up() -> None:
    machine = replace(MACHINE, pattern=r"MW(?P<code>[0-9]{1,2})(?![0-9])", digits=2)
    works = replace(WORKS, slots={"machine": machine})
    assert [entity.value for entity in recognise("mw 7 and MW-12", works, "en", TODAY)] == ["MW-07", "MW-12"]

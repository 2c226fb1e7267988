import pytest

from tests.recognisers.reading import read, values


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
    ],
)
def test_a_code_inside_of_something_longer_is_none(text: str) -> None:
    assert "HL-204518" not in values(text, "code")
    assert values(text, "code") == []


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

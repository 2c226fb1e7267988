"""Messages are split into the parts that may each hold a wish."""

import pytest

from bot.dialogue.clauses import clauses, wish_like
from tests.dialogue.shop import reading


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cancel HL-771203 for me and where has HL-204518 got to", ["cancel HL-771203 for me", "where has HL-204518 got to"]),
        ("取消订单，顺便开发票", ["取消订单", "开发票"]),
        ("so 1 what does delivery cost 2 can you send to norway", ["what does delivery cost", "can you send to norway"]),
        ("hi, where is my parcel", []),
        ("it was 1,200.50 in all", []),
        ("", []),
    ],
)
def test_a_message_is_split_where_a_new_wish_may_begin(text: str, parts: list[str]) -> None:
    assert [words for _, words in clauses(text)] == parts


def test_a_part_has_its_offset_in_the_message() -> None:
    text = "cancel it please,   and what does delivery cost"
    assert all(text[start : start + len(words)] == words for start, words in clauses(text))


def test_only_ten_parts_of_a_long_message_are_read() -> None:
    assert len(clauses("and where is it, " * 50)) == 10


def test_an_amount_does_not_part_a_wish() -> None:
    assert wish_like(reading()("would you lend me 1,500.50 for a laptop")) == 1
    assert wish_like(reading()("lend me 1,500 for a laptop and tell me what it costs")) == 2

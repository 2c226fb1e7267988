"""Where one wish of a message may end and the next begin."""

import pytest

from bot.dialogue.clauses import clauses


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
def test_a_message_is_parted_where_a_new_wish_may_begin(text: str, parts: list[str]) -> None:
    assert [words for _, words in clauses(text)] == parts


def test_a_part_knows_where_it_stands() -> None:
    text = "cancel it please,   and what does delivery cost"
    assert all(text[start : start + len(words)] == words for start, words in clauses(text))


def test_of_a_message_of_fifty_parts_ten_are_looked_at() -> None:
    assert len(clauses("and where is it, " * 50)) == 10

"""Lines as Telegram shows them."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.wording import cuts, keyboard, pieces, units
from bot.dialogue.effects import Button
from bot.store.records import Message


def a_line(text: str, **how: object) -> Message:
    return Message(7, how.pop("author", "bot"), text, 1.0, 1, **how)  # type: ignore[arg-type]


def test_a_short_line_is_one_message() -> None:
    assert [piece.content for piece in pieces(a_line("Standard delivery costs $4.90."))] == ["Standard delivery costs $4.90."]


def test_what_looks_like_formatting_is_shown_as_it_was_written() -> None:
    (piece,) = pieces(a_line("<b>5 < 6 & *bold* _x_ [a](b) `c`"))
    assert piece.content == "&lt;b&gt;5 &lt; 6 &amp; *bold* _x_ [a](b) `c`"


def test_a_long_reply_is_cut_where_a_sentence_ends() -> None:
    assert cuts("One sentence here. And another one. A third.", 40) == ["One sentence here. And another one.", "A third."]
    assert cuts("您好，订单已经发出。预计明天到达。请注意查收！", 16) == ["您好，订单已经发出。", "预计明天到达。请注意查收！"]
    assert cuts("First paragraph. Yes.\n\nSecond paragraph. More.", 40) == ["First paragraph. Yes.", "Second paragraph. More."]


def test_a_price_and_a_version_are_no_ends_of_sentences() -> None:
    assert cuts("It costs 4.90 and 5.90 in all shops", 22) == ["It costs 4.90 and 5.90", "in all shops"]


def test_a_word_without_end_is_cut_but_no_family_is_parted() -> None:
    assert cuts("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    family = "👨‍👩‍👧‍👦"
    assert all(part.count(family) * len(family) == len(part) for part in cuts(family * 8, 40))


@given(st.text(max_size=400), st.integers(20, 60))
def test_nothing_but_white_space_is_lost_and_no_part_is_too_long(text: str, longest: int) -> None:
    parts = cuts(text, longest)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < units(part) <= longest for part in parts)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab .<>&😀。\n"), min_size=4000, max_size=9000), st.sampled_from(["bot", "operator", "system"]))
def test_a_part_fits_into_a_message_whoever_wrote_it(text: str, author: str) -> None:
    for piece in pieces(a_line(text, author=author, reply="Mei <3")):
        plain = html.unescape(piece.content.replace("<b>", "").replace("</b>", "").replace("<i>", "").replace("</i>", ""))
        assert units(plain) <= 4096


def test_a_person_is_named_and_the_system_is_set_apart() -> None:
    assert pieces(a_line("I'll <look>", author="operator", reply="Mei & Co"))[0].content == "<b>Mei &amp; Co:</b>\nI'll &lt;look&gt;"
    assert pieces(a_line("Mei has joined.", author="system"))[0].content == "<i>Mei has joined.</i>"


def test_a_person_is_named_also_where_a_picture_begins_the_line() -> None:
    found = pieces(a_line("https://shop.example/a.png\nLike this?", author="operator", reply="Mei"))
    assert [piece.content for piece in found] == ["https://shop.example/a.png", "<b>Mei:</b>\nLike this?"]


def test_buttons_say_where_they_stand_however_long_their_meaning_is() -> None:
    markup = keyboard(a_line("?", buttons=(Button("Yes", "affirm"), Button("No", "slot:why:" + "x" * 200))))
    assert markup is not None
    assert [[(b.text, b.callback_data) for b in row] for row in markup.inline_keyboard] == [[("Yes", "7.0"), ("No", "7.1")]]


def test_a_rating_is_asked_for_with_five_buttons() -> None:
    markup = keyboard(a_line("How was it?", kind="rating"))
    assert markup is not None
    assert [b.callback_data for b in markup.inline_keyboard[0]] == [f"rate.7.{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Look:\nhttps://shop.example/a.jpg\nNice?", ["text", "photo", "text"]),
        ("https://shop.example/manual.pdf", ["document"]),
        ("See https://shop.example/a.jpg for more", ["text"]),
        ("https://shop.example/page", ["text"]),
    ],
)
def test_the_address_of_a_picture_or_a_document_on_a_line_of_its_own_becomes_one(text: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in pieces(a_line(text))] == kinds

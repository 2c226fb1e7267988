"""Amounts without a currency, in a pack that asks for one: with how long and what for beside them, put right, or in a range."""

import time

import pytest

from bot.dialogue.domain import Domain, Option, Slot
from bot.dialogue.events import Value
from bot.recognisers import recognise
from tests.recognisers.reading import TODAY

SLOTS = (
    Slot("loan", "money", "ask_loan"),
    Slot("time", "duration", "ask_time"),
    Slot("what", "choice", "ask_what", options=(Option("furniture", {"en": "Furniture", "zh": "家具"}),)),
)
BANK = Domain("bank", "1", {}, ("en", "zh"), {}, {slot.name: slot for slot in SLOTS}, {}, {}, {})


def read(text: str) -> list[tuple[Value, str | None]]:
    """The amounts with their slots."""
    return [(e.value, e.slot) for e in recognise(text, BANK, "zh" if not text.isascii() else "en", TODAY) if e.kind == "money"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("I was thinking 3000", 3000), ("can I get 3000?", 3000), ("let's go with 3000", 3000), ("3000 should do", 3000),
        ("not more than 3000", 3000), ("maximum 3000", 3000), ("not sure, maybe 4000", 4000), ("3000-ish", 3000), ("3 500", 3500),
        ("6.000", 6000), ("between 3,000 and 4,000", 3000), ("5,000 for furniture, 24 months", 5000), ("furniture, 5000", 5000),
        ("攒了十五万", 150000), ("存了八千", 8000), ("1w5", 15000), ("4500，分两年", 4500), ("3500 18个月", 3500), ("4000够了", 4000),
        ("贷5w，三年", 50000), ("四千差不多", 4000),
    ],
)  # fmt: skip
def test_a_number_with_light_words_or_a_length_of_time_beside_it_answers_the_question(text: str, amount: float) -> None:
    """It names no slot: nothing begins with it."""
    assert read(text) == [(amount, None)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("3500 for 2 years", 3500), ("I need 2000 for 18 months", 2000), ("I'd like 4500 over 36 months", 4500), ("借3w", 30000)],
)
def test_a_number_in_front_of_how_long_is_what_somebody_wants(text: str, amount: float) -> None:
    """It may stand at the very beginning of a conversation."""
    assert read(text) == [(amount, "loan")]


@pytest.mark.parametrize(
    "text",
    [
        "3500 kilometres for 2 years", "I've had 3000 for 2 years", "in 2026", "room 3500", "3500 people", "page 3 500",
        "call me at 555 500",
        "flat 300, second floor", "5000 steps", "we are two hundred", "2000 a month", "I can pay 200 a month", "500 a month for 2 years",
        "小三千", "三千人", "12个月", "2026年",
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_no_amount(text: str) -> None:
    """Other words say what is counted, or that it comes every month."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("no wait, 4000", 4000), ("sorry, 4000", 4000), ("actually make it 4000", 4000), ("no, 2000", 2000), ("不对，五万", 50000),
        ("不对，5000", 5000),
    ],
)  # fmt: skip
def test_a_number_behind_words_that_put_right_names_the_slot(text: str, amount: float) -> None:
    """It is known by then, and something else has been asked."""
    assert read(text) == [(amount, "loan")]


@pytest.mark.parametrize(
    ("text", "amount"), [("4000, no wait, 5000", 5000), ("5000... actually make it 6000", 6000), ("4000，不对，5000", 5000)]
)
def test_of_a_number_that_is_put_right_at_once_the_last_counts(text: str, amount: float) -> None:
    """The message itself takes the first one back."""
    assert read(text) == [(amount, None)]


def test_a_year_puts_no_amount_right() -> None:
    """Who is asked since when and mends the year has not changed the loan."""
    assert read("no, 2015") == []
    assert read("no, 2100") == [(2100, "loan")]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [("24 months, no wait, 36 months", [36]), ("24个月，不对，36个月", [36]), ("24 months or 36 months", [24, 36])],
)
def test_a_length_of_time_that_is_taken_back_is_not_meant(text: str, lengths: list[int]) -> None:
    """A choice between two is left as it is."""
    found = [e.value for e in recognise(text, BANK, "en", TODAY) if e.kind == "duration"]
    assert found == [months * 30 * 24 * 3600 for months in lengths]


def rights(text: str) -> bool:
    """Whether the message is marked as putting something right."""
    return any(e.slot == "command" and e.value == "correct" for e in recognise(text, BANK, "en", TODAY))


@pytest.mark.parametrize(
    "text",
    [
        "no wait, 36 months", "sorry, I meant 36 months", "actually 3 years", "不对，两年", "说错了，是两年半",
        "actually 2 years i need it for a house", "oh no its only 2 years", "sorry 2 years, not 20", "actually 24 months would be better",
        "hm 24 months rather", "其实就两年 要买房", "哦不 两年",
    ],
)  # fmt: skip
def test_a_length_of_time_behind_words_that_put_right_puts_one_right(text: str) -> None:
    assert rights(text)


@pytest.mark.parametrize(
    "text",
    [
        "no, 2 years", "wait 2 days", "wait a minute", "36 months", "sorry", "两年", "不是两年，就是三年",
        "sorry 2 years ago i had an overdraft", "actually for 3 years now i owe money", "actually 24 months would be better?",
        "不，两年前还清了", "其实两年没借过钱了", "不想放两年",
    ],
)  # fmt: skip
def test_a_bare_no_or_a_time_to_wait_puts_nothing_right(text: str) -> None:
    """ "No, 2 years" may say how long somebody has been out of work."""
    assert not rights(text)


@pytest.mark.parametrize(
    "text",
    [
        "i " * 40 + "5",
        "no, " * 30 + "5",
        "我要想借" * 12 + "五",
        "24 months " * 12 + "x",
        "1 000 " * 30 + "x",
        "between 3 and " * 20,
        "5 000 to " * 30,
        "我" * 4000,
        " " * 3999 + "x",
        "\n " * 2000 + "x",
        "还是" * 2000,
        "不对，" * 1300,
        "i want " * 570,
        "no wait, " * 440,
        "oh no, " * 500,
        "hm " * 1300,
        "actually 2 years " * 200,
        "actually 2 years because " + "i need " * 500,
        "其实" * 2000,
        "其实两年，因为" * 500,
        "我要借" * 98 + "五万",
    ],
)
def test_no_message_takes_long_to_read(text: str) -> None:
    """Light words and blanks may be many."""
    begins = time.perf_counter()
    read(text)
    assert time.perf_counter() - begins < 0.5

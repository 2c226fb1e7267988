"""A megabyte of anything is cleaned in time that grows with its length and no faster."""

import time
from collections import Counter

import pytest

from training import clean
from training.clean import MENDING, TAKING_OFF, CleaningReport, stepped
from training.dialogues import Dialogue, Turn
from training.personal import masked

UNITS = [
    "a", "1", "1 ", " ", "\n", ".", "a.", "-", "--\n", "<", "<b ", "<style>", "<!--", "&amp;", "> ", "\n> ", "On 1 ",
    "Kind regards\n", "thanks ", "Mr A ", "my name is ", "hi A ", "Al Bo ", "A. B. ", "12 A St ", "1 a b c ", "a@", "a@b.",
    "a dot at ", "+1 ", "555-0142 ", "4111 1111 ", "DE89 ", "::", "1.1.1.1 ", "password ", "order 1", "born ", "passport 1",
    "this email ", "Sent from my i", "`", "http://a", "(", "'", "中", "路1号", "我叫", "王", "李先生", "微信a", "Ã©", "😀", "\u0000",
    "1990年1月",
]  # fmt: skip
SHORT = 20_000


def seconds(text: str) -> float:
    began = time.process_time()
    masked([stepped(text, (*MENDING, *TAKING_OFF), Counter())], "en")
    return time.process_time() - began


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_a_pattern_run_wild(unit: str) -> None:
    assert seconds((unit * SHORT)[:SHORT]) < 2


@pytest.mark.parametrize("end", ["x", "@", "号", ">"])
def test_a_long_run_that_ends_otherwise_is_no_trap(end: str) -> None:
    for character in " .-1a\n中":
        assert seconds(character * SHORT + end) < 2


def test_a_message_of_a_megabyte_is_cleaned() -> None:
    sentence = "My name is Anna, order HL-204518 for 12 Maple Street has not come, call 415-555-0132 or write to anna@mail.example. "
    text = sentence * (1_000_000 // len(sentence))
    began = time.process_time()
    one = Dialogue(id="a", turns=(Turn(speaker="customer", text=text), Turn(speaker="agent", text="ok")))
    report = CleaningReport()
    (kept,) = clean.cleaned([one], frozenset(), report)
    assert time.process_time() - began < 60
    assert "Anna" not in kept.turns[0].text
    assert report.placeholders["PHONE"] == 1_000_000 // len(sentence)

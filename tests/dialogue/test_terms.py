"""A length of time in the message that begins a flow answers the flow's question for one, where it says how long."""

import pytest

from bot.dialogue.events import Entity
from bot.dialogue.terms import says_how_long


def term(text: str, words: str) -> bool:
    at = text.index(words)
    return says_how_long(text, Entity("duration", 1.0, words, at, at + len(words)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("€5,000 for furniture, 24 months", "24 months"), ("a loan of 5000 for 24 months", "24 months"),
        ("8000 for a used car over 3 years please", "3 years"), ("想借3万买二手车，分24个月还", "24个月"), ("借5万两年", "两年"),
        ("我想投资20万，放五年", "五年"), ("invest 20000 for about 10 years", "10 years"),
    ],
)  # fmt: skip
def test_how_long_something_is_wanted_is_heard(text: str, words: str) -> None:
    assert term(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("i need a loan, i have had my job for 3 years", "3 years"), ("a loan please, working for 2 years", "2 years"),
        ("i took a loan 2 years ago", "2 years"), ("invest, my savings last for 6 months", "6 months"), ("我工作了3年，想贷款", "3年"),
        ("我有三年投资经验", "三年"), ("存款够撑6个月，想投资", "6个月"), ("a loan, i am 30 years old", "30 years"),
        ("每3个月还一次", "3个月"),
    ],
)  # fmt: skip
def test_other_lengths_of_time_are_not(text: str, words: str) -> None:
    """They say how long somebody has worked, how old they are, or how long their money lasts."""
    assert not term(text, words)

"""Dialogues that repeat others are found, and the first of them is kept."""

import pytest

from training.dialogues import Dialogue, Turn
from training.doubles import NEAR, Doubles
from training.languages import language

LONG = (
    "hello i ordered the fjord kettle two weeks ago and it still has not arrived the page says label created since monday and nobody "
    "answers the phone can you please find out where it is and when it comes because i leave for holiday on friday and need it before then"
)


def doubles(*texts: str) -> list[str | None]:
    index = Doubles()
    return [index.of(Dialogue(id=str(i), turns=(Turn(speaker="customer", text=text),))) for i, text in enumerate(texts)]


def test_the_same_words_are_a_double_whatever_their_case_and_signs() -> None:
    assert doubles("Where is it?", "where is it", "where was it") == [None, "double", None]


def test_a_dialogue_with_few_words_changed_is_a_near_double_and_half_of_one_is_not() -> None:
    assert doubles(LONG, LONG.replace("monday", "tuesday"), LONG[: len(LONG) // 2]) == [None, "near-double", None]


def test_chinese_is_compared_by_characters() -> None:
    text = "你好我两周前买的菲尤德水壶还没有到物流一直显示已揽收打电话也没人接麻烦帮我查一下什么时候能到我周五要出门之前必须收到谢谢"
    assert doubles(text, text.replace("周五", "周六"), text[:20]) == [None, "near-double", None]


def test_short_dialogues_that_are_only_alike_are_both_kept() -> None:
    assert doubles("hi can you help me please", "hi can you help me now please") == [None, None]


def test_who_says_it_matters() -> None:
    index = Doubles()
    for speaker in ("customer", "agent"):
        assert (
            index.of(Dialogue(id=speaker, turns=(Turn(speaker=speaker, text=LONG), Turn(speaker="agent", text="ok")))) is None
            or speaker == "agent"
        )
    assert index.of(Dialogue(id="x", turns=(Turn(speaker="agent", text="hi"),))) is None
    assert index.of(Dialogue(id="y", turns=(Turn(speaker="customer", text="hi"),))) is None


def likeness(a: str, b: str) -> float:
    one, two = (set(zip(words, words[1:], words[2:], strict=False)) for words in (a.split(), b.split()))
    return len(one & two) / len(one | two)


def test_the_threshold_is_what_it_says() -> None:
    words = LONG.split() * 4
    numbered = [f"{word}{i}" for i, word in enumerate(words)]
    for changed, near in ((2, True), (40, False)):
        other = [f"new{i}" if i % (len(words) // changed) == 0 else word for i, word in enumerate(numbered)]
        assert (likeness(" ".join(numbered), " ".join(other)) >= NEAR) is near
        assert (doubles(" ".join(numbered), " ".join(other))[1] == "near-double") is near


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Wo ist meine Bestellung? Ich warte seit zwei Wochen", "de"),
        ("où est ma commande s'il vous plaît", "fr"),
        ("mijn bestelling is nog niet aangekomen", "nl"),
        ("where is my order, it has been two weeks", "en"),
        ("我的订单 HL-204518 到哪了", "zh"),
        ("ご注文はどこですか", "ja"),
        ("주문 어디", "ko"),
        ("hi", None),
        ("<NAME> <EMAIL> 204518", None),
        ("", None),
    ],
)
def test_a_language_is_named_where_the_text_tells_it(text: str, spoken: str | None) -> None:
    assert language([text]) == spoken

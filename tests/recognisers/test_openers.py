"""Messages that want nothing yet, and messages that only begin like them."""

import pytest

from tests.recognisers.reading import read


def mark(text: str) -> str | None:
    return next((str(e.value) for e in read(text, "en" if text.isascii() else "zh") if e.slot == "command"), None)


@pytest.mark.parametrize(
    "text",
    [
        "help", "HELP!!", "please help me", "can you help me?", "hi, can you help me please?", "can I get help", "I need some help",
        "I have a question", "hello, I've got a quick question about my order", "I have a problem with my order",
        "I need help with my order", "there's a problem with my order", "quick question", "can I ask you something?",
        "sorry, I have a question", "wait, I have another question",
        "帮帮我", "幫幫我", "能帮我一下吗", "我有个问题",
        "你好，我有个问题想问一下", "我需要帮助", "订单有问题", "我想咨询一下", "请问一下",
    ],
)  # fmt: skip
def test_who_only_opens_a_conversation_is_heard(text: str) -> None:
    assert mark(text) == "opener"


@pytest.mark.parametrize(
    "text",
    [
        "wait", "no wait", "no no wait!", "wait wait", "ok wait", "hold on", "hang on a sec", "one sec", "one moment please",
        "just a minute", "give me a minute", "let me check", "let me find it", "hmm",
        "等一下", "等等", "稍等一下哈", "我找找", "等一下，我找找订单号", "让我想想",
    ],
)  # fmt: skip
def test_who_wants_a_moment_is_heard(text: str) -> None:
    assert mark(text) == "hesitation"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sorry", "sorry"), ("oh sorry, my bad", "sorry"), ("不好意思", "sorry"), ("sorry?", "repeat"), ("lol", "laugh"),
        ("hahaha", "laugh"),
        ("哈哈哈", "laugh"), ("I changed my mind", "changed_mind"), ("scratch that", "hesitation"), ("我改主意了", "changed_mind"),
    ],
)  # fmt: skip
def test_a_sorry_a_laugh_and_a_change_of_mind_are_heard(text: str, meant: str) -> None:
    assert mark(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I have a problem with my order HL-204518, the box was crushed", "I have a problem with my order HL-204518",
        "I have a problem with my order, the box was crushed", "help me return my shoes", "I need help with a return",
        "can you help me with a refund", "question about delivery", "I have a problem with my invoice", "wait, the box was crushed",
        "sorry, it arrived broken", "sorry to bother you, where is my parcel", "how long do I have to wait", "let me cancel it",
        "give me my order", "I want one", "my order", "no sorry", "not yet", "hello",
        "东西有问题", "我订单有问题，杯子碎了", "帮我查一下订单", "帮我退货",
        "等了三天了", "等一下能到吗", "我看看有没有货", "查一下", "你好", "马上退款",
    ],
)  # fmt: skip
def test_what_says_more_or_less_is_none(text: str) -> None:
    assert mark(text) is None

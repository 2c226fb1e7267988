from dataclasses import replace

import pytest

from bot.recognisers import recognise
from tests.recognisers.reading import DOMAIN, TODAY, read, values


def command(text: str) -> str | None:
    return next((str(e.value) for e in read(text) if e.slot == "command"), None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("never mind", "cancel"),
        ("Nevermind!", "cancel"),
        ("oh forget it", "cancel"),
        ("算了", "cancel"),
        ("那算了吧", "cancel"),
        ("say that again please", "repeat"),
        ("could you repeat that?", "repeat"),
        ("再说一遍", "repeat"),
        ("start over", "restart"),
        ("重新开始", "restart"),
        ("talk to a person", "human"),
        ("can i please talk to a human", "human"),
        ("speak to a persn", "human"),
        ("转人工", "human"),
        ("请转人工客服", "human"),
        ("I don't have the code", "without"),
        ("不知道订单号", "without"),
        ("I meant HL-204518", "correct"),
        ("不是204518，是771203", "correct"),
    ],
)
def test_words_to_the_bot_are_understood_where_they_are_the_whole_message(text: str, meant: str) -> None:
    assert command(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "never mind the colour, where is my order",
        "cancel",
        "cancel my order",
        "no no, the other one",
        "please stop sending me mail",
        "start over there",
        "算了多少钱",
        "人工降雨",
        "my agent ordered it",
    ],
)
def test_a_message_that_says_more_is_no_command(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", "en"), ("in english pls", "en"), ("do you speak english?", "en"), ("can you switch to English", "en"),
        ("可以说英文吗", "en"), ("请用英语回答", "en"), ("speak chinese please", "zh"), ("switch back to Chinese", "zh"), ("用中文", "zh"),
        ("说中文吧", "zh"), ("能不能说中文啊", "zh"), ("中文", "zh"),
    ],
)  # fmt: skip
def test_a_wish_for_another_language_is_a_word_to_the_bot(text: str, language: str) -> None:
    assert command(text) == f"language:{language}"


@pytest.mark.parametrize(
    "text",
    [
        "my English is bad", "the English version of the manual is missing", "is the manual in english?", "english breakfast tea",
        "do you ship chinese tea", "你们有英文说明书吗", "我不会英文", "英文版说明书",
    ],
)  # fmt: skip
def test_a_language_that_is_spoken_about_is_none(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("write to Kai.M@Example.com.", "email", "kai.m@example.com"),
        ("我的邮箱是xiaoyu99@qq.com谢谢", "email", "xiaoyu99@qq.com"),
        ("+1 415 555 2671", "phone", "+14155552671"),
        ("call (415) 555-2671 after six", "phone", "+14155552671"),
        ("+86 138 0013 8000", "phone", "+8613800138000"),
    ],
)
def test_contacts_are_read_in_one_form(text: str, kind: str, value: str) -> None:
    assert values(text, kind) == [value]


def test_a_phone_number_without_country_is_read_as_the_language_suggests() -> None:
    assert values("call 13800138000", "phone", "zh") == ["+8613800138000"]
    assert values("call 13800138000", "phone", "en") == []


def test_a_phone_number_alone_is_in_no_language_and_may_be_of_any_that_the_pack_speaks() -> None:
    for language in ("en", "zh"):
        assert values("13800138000", "phone", language) == ["+8613800138000"]
        assert values("(415) 555-2671", "phone", language) == ["+14155552671"]


def test_a_phone_number_without_country_is_first_of_all_one_of_the_packs_own() -> None:
    domain = replace(DOMAIN, region="NL")
    for language in ("en", "zh"):
        found = [e.value for text in ("06 12345678", "020 794 0958") for e in recognise(text, domain, language, TODAY) if e.kind == "phone"]
        assert found == ["+31612345678", "+31207940958"]
    assert values("06 12345678", "phone", "en") == []


def test_a_phone_number_in_chinese_needs_no_space_around_it() -> None:
    assert values("我的电话是13800138000，谢谢", "phone", "zh") == ["+8613800138000"]
    assert values("打13800138000找我", "phone", "zh") == ["+8613800138000"]


@pytest.mark.parametrize("text", ["a@b", "@home", "me at example dot com", "12345678901234567890", "HL-204518"])
def test_what_is_no_contact_is_none(text: str) -> None:
    assert values(text, "email") == values(text, "phone") == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\u202eabc", "🙂" * 50, "一" * 4000, "1 " * 2000, "$" * 4000, "no " * 1300, "\n" * 4000, "İ" * 100, "a@" * 2000],
)
def test_any_text_is_read_without_harm_and_always_the_same_way(text: str) -> None:
    assert recognise(text, DOMAIN, "en", TODAY) == recognise(text, DOMAIN, "en", TODAY)


def test_every_place_holds_the_words_that_were_read() -> None:
    text = "Hi, ｈｌ－204518 came on 12 March, $12.90 for the Fjord kettle; mail a@b.example or +1 415 555 2671. 三天后 L码"
    entities = read(text)
    assert len(entities) >= 7
    for entity in entities:
        assert text[entity.start : entity.end] == entity.text

import pytest

from bot.inference.script import group_of, language_of
from bot.inference.text import tidy


@pytest.mark.parametrize(
    ("text", "group", "language"),
    [
        ("where is my order", "latin", "en"),
        ("我的订单到哪了", "other", "zh"),
        ("Hi 想check下HL-318842的status 上周二下的单", "other", "zh"),
        ("what does 退货 mean", "latin", "en"),
        ("HL-204518", None, ""),
        ("hl 204 518", None, ""),
        ("#204518", None, ""),
        ("👍👍", None, ""),
        ("me@example.com", None, ""),
        ("", None, ""),
        ("订单204518", "other", "zh"),
        ("order 204518", "latin", "en"),
        ("Где мой заказ", "other", ""),
        ("caffè perché", "latin", "en"),
        ("Ｗｈｅｒｅ ｉｓ ｉｔ", "latin", "en"),
        ("𝐰𝐡𝐞𝐫𝐞 𝐢𝐬 𝐢𝐭", "latin", "en"),
    ],
)
def test_the_script_decides_who_reads_and_which_language_it_counts_as(text: str, group: str | None, language: str) -> None:
    assert (group_of(text), language_of(text, ("en", "zh"))) == (group, language)


def test_latin_letters_are_the_packs_own_latin_language() -> None:
    assert language_of("hallo", ("zh", "de", "en")) == "de"
    assert language_of("hello", ("zh",)) == ""


def test_other_scripts_are_the_packs_language_of_that_script() -> None:
    assert language_of("Где мой заказ", ("en", "uk")) == "uk"
    assert language_of("注文した商品はどこですか", ("ja", "zh")) == "ja"
    assert language_of("注文番号", ("ja", "zh")) == "zh"
    assert language_of("ｷｬﾝｾﾙ", ("ja", "zh")) == "ja"


def test_invisible_marks_and_full_width_letters_are_tidied() -> None:
    assert tidy("\u202eＨＬ－２０\u200b４\x00  518\n") == "HL-20 4 518"


def test_only_the_beginning_of_an_endless_text_is_kept() -> None:
    assert len(tidy("word " * 100_000)) <= 2000

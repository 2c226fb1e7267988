import re
from pathlib import Path

import pytest

from bot.dialogue.safety import heard
from bot.packs import Pack, check
from tests.conftest import ROOT
from tests.domains.customer import TODAY, Customer

FLOWS = (
    "track_order", "cancel_order", "change_address", "change_order", "return_item", "exchange_item", "refund_status", "damaged_item",
    "wrong_item", "missing_part", "missing_parcel", "request_invoice",
)  # fmt: skip
GAPS = re.compile(r"  | [.,;:)]|\(\)|（）|“”|于[从取签退到]|预计前|\{|\}|到 ，|to by|by \.|is \.|None|True|False")
"""What a reply looks like when one of its values is missing."""


def test_the_retail_pack_has_no_mistakes() -> None:
    assert [str(mistake) for mistake in check(ROOT / "domains/retail")] == []


def test_every_intent_of_the_shop_is_served_and_has_a_button_in_both_languages(retail: Pack) -> None:
    assert len(retail.domain.intents) == 39
    for intent in retail.domain.intents.values():
        assert set(intent.labels) == {"en", "zh"}
        assert all(len(label) <= 32 for label in intent.labels.values()), intent
    assert len({intent.labels["en"] for intent in retail.domain.intents.values()}) == 39
    assert len({intent.labels["zh"] for intent in retail.domain.intents.values()}) == 39


def test_frequent_replies_do_not_always_say_the_same(retail: Pack) -> None:
    for language in ("en", "zh"):
        for name in ("greeting", "thanks", "clarify", "not_understood", "out_of_scope", "anything_else", "nothing_found", "ask_order_code"):
            assert len(retail.domain.replies[language][name].texts) >= 2, name


def test_replies_stay_short_enough_to_read_in_a_chat(retail: Pack) -> None:
    for language, most in (("en", 420), ("zh", 180)):
        for reply in retail.domain.replies[language].values():
            assert all(len(text) <= most for text in reply.texts), reply.name


def test_chinese_replies_are_chinese_and_english_ones_are_english(retail: Pack) -> None:
    for reply in retail.domain.replies["en"].values():
        assert not re.search(r"[一-鿿，。]", " ".join(reply.texts)), reply.name
    for reply in retail.domain.replies["zh"].values():
        assert all(re.search(r"[一-鿿]", text) for text in reply.texts), reply.name


THREATS = (
    "I WILL KILL YOU!!!", "i will kil you all", "ill kil u", "im gona kill you", "i'll come and stab u", "i will find you and hurt you",
    "im going to burn yuor shop down", "burn down your store", "i will burn your whole shop down", "i swear i'll smash ur face",
    "我弄si你们", "我要殺死你", "把你们店炸了", "我要放火",
)  # fmt: skip
HARMLESS = (
    "i'll shoot you an email tomorrow", "would it kill you to answer?", "my kids kill me if it is late", "we burn your candles daily",
    "i kill time until then", "I know where you deliver", "打死我也不买了", "杀菌锅有吗", "热死我了",
)  # fmt: skip


@pytest.mark.parametrize("text", THREATS)
def test_a_threat_is_heard_also_as_it_is_typed_in_a_rage(retail: Pack, text: str) -> None:
    found = heard(retail.domain, text)
    assert found is not None
    assert found[0].name == "threat"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_a_threat_is_none(retail: Pack, text: str) -> None:
    assert heard(retail.domain, text) is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("intent", FLOWS)
def test_every_order_is_served_by_every_flow_to_its_end(retail: Pack, tmp_path: Path, intent: str, language: str) -> None:
    codes = [code for (code,) in every_code(retail, tmp_path)]
    assert len(codes) >= 200
    for code in codes[:45]:
        customer = Customer(retail, tmp_path, language)
        customer.say(code, intent)
        for _ in range(8):
            assert customer.replies, (code, intent)
            for text in customer.texts:
                assert not GAPS.search(text), text
            if not customer.conversation.stack:
                break
            customer.say(answer(customer, language))
        assert not customer.conversation.stack, (code, customer.replies)


def answer(customer: Customer, language: str) -> str:
    """What a willing customer says to the bot's last question."""
    asked, english = customer.replies[-1], language == "en"
    answers = {
        "ask_item": "the first one" if english else "第一个",
        "ask_variant": "size 40, navy or black, L or double" if english else "40，藏青色，L码，双人",
        "ask_resolution": "a new one" if english else "换新",
    }
    return answers.get(asked, "yes" if english else "好的")


def every_code(retail: Pack, data_dir: Path) -> list[tuple[str]]:
    """Every order code, the known ones first."""
    shop = retail.actions["order_status"].__globals__["Shop"]
    with shop(data_dir, TODAY).reading() as connection:
        return [tuple(row) for row in connection.execute("SELECT code FROM orders ORDER BY rowid")]


@pytest.mark.parametrize(("language", "text"), [("en", "shirt L, shoes 43"), ("zh", "衬衫L，鞋子43")])
def test_sizes_for_two_articles_are_not_one_exchange(retail: Pack, tmp_path: Path, language: str, text: str) -> None:
    customer = Customer(retail, tmp_path, language)
    customer.say("exchange the shirt from 402917" if language == "en" else "402917的衬衫要换", "exchange_item")
    assert customer.replies == ["ask_variant"]
    assert customer.say(text, "exchange_item") == ["exchange_several", "handed_over"]


def test_another_article_that_stays_as_it_is_does_not_stop_an_exchange(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path)
    customer.say("exchange the shirt from 402917", "exchange_item")
    assert customer.say("the shirt in L, the shoes are fine", "exchange_item") == ["confirm_exchange"]


@pytest.mark.parametrize(
    ("language", "answer", "replies"),
    [
        ("en", "Brown Ltd", ["ask_vat_number"]),
        ("zh", "上海明远科技有限公司", ["ask_vat_number"]),
        ("en", "Brown GmbH, DE123456789", ["invoice_company"]),
        ("en", "DE123456789", ["ask_company"]),
        ("en", "whatever you like", ["ask_yes_or_no"]),
        ("en", "no", ["invoice_sent"]),
        ("en", "no, not for Brown Ltd", ["invoice_sent"]),
    ],
)
def test_a_company_may_be_named_where_a_yes_or_no_was_asked_for(
    retail: Pack, tmp_path: Path, language: str, answer: str, replies: list[str]
) -> None:
    customer = Customer(retail, tmp_path, language)
    customer.say("invoice for HL-884210" if language == "en" else "HL-884210开发票", "request_invoice")
    assert customer.replies == ["ask_company_wanted"]
    assert customer.say(answer) == replies

"""Gaps: what belongs to one customer does not reach the next, and what the next conversation knows is filled in."""

import time

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Entity
from bot.suggesting.gaps import Around, filled, left, masked, without
from bot.suggesting.names import addresses, links, names, numbers
from tests.desk.replies import ARTICLE, SHOP, Team, lines

NOW = 1_795_600_000.0
"""A Wednesday in November 2026."""


def talk(language: str = "en", **slots: str | float) -> Conversation:
    return Conversation("c1", "shop", "operator", language, slots=slots)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Order HL-204518 is on its way.", "Order [order code] is on its way."),
        ("I wrote to anna@example.com.", "I wrote to [e-mail address]."),
        ("You get $54.90 back by Friday.", "You get [amount of money] back by [day]."),
        ("It left on 3 December.", "It left on [day]."),
        ("Hi Anna, your parcel is here.", "Hi [customer’s name], your parcel is here."),
        ("21 Orchard Row, Leeds, as before?", "[customer’s address], as before?"),
        ("It goes to 12 Elm Street now, within 30 Harbour days.", "It goes to [customer’s address] now, within 30 Harbour days."),
        ("Das geht in die Lindenstraße 7.", "Das geht in die [customer’s address]."),
        ("hi anna, Zoë Müller has it.", "hi [customer’s name], Zoë Müller has it."),
        ("Hello Zoë Müller your parcel is here.", "Hello [customer’s name] your parcel is here."),
        ("Dear Ms Smith, it is here. Thanks, Anna!", "Dear Ms [customer’s name], it is here. Thanks, [customer’s name]!"),
        ("Your number at DHL is JD014600007212345678.", "Your number at DHL is [number]."),
        ("It goes to GB29 NWBK 6016 1331 9268 19.", "It goes to [number]."),
        ("Look at https://dhl.example/track?id=8a7f here.", "Look at [link] here."),
        ("The guide is at https://shop.example/guide and lasts 2 weeks.", "The guide is at https://shop.example/guide and lasts 2 weeks."),
        ("Hello there, it takes 3 to 5 working days.", "Hello there, it takes 3 to 5 working days."),
        ("Hi Anna, it is here. We sent it to Anna Smith.", "Hi [customer’s name], it is here. We sent it to [customer’s name]."),
        ("Thanks Anna for waiting, mr smith has it.", "Thanks [customer’s name] for waiting, mr [customer’s name] has it."),
        (
            "I'm Anna Smith and my lamp broke.\nBest regards,\nAnna",
            "I'm [customer’s name] and my lamp broke.\nBest regards,\n[customer’s name]",
        ),
        ("I'm here now. I'm sure that it is here.", "I'm here now. I'm sure that it is here."),
        ("The account holder is John Smith.", "The account holder is [customer’s name]."),
        (
            "Your card ending in 4242, ticket #8812, your code is 4821.",
            "Your card ending in [number], ticket #[number], your code is [number].",
        ),
        ("Error code E42 means that the filter is full.", "Error code E42 means that the filter is full."),
        ("flat 4, 21 Orchard Row or 12 elm street, SW1A 1AA", "[customer’s address] or [customer’s address]"),
        ("It takes 3 days in the main road shop.", "It takes 3 days in the main road shop."),
        ("Track it at dhl.example/t/8a7f1234 or www.shop.example/u/anna.", "Track it at [link] or [link]"),
    ],
)
def test_what_belongs_to_a_customer_becomes_a_gap_and_the_rest_stays(said: str, kept: str) -> None:
    assert masked(said, talk(), SHOP, NOW) == kept


def test_a_chinese_address_is_a_gap() -> None:
    assert masked("已改成杭州市西湖区文三路12号3栋502室。", talk("zh"), SHOP, NOW) == "已改成[客户地址]。"


def test_chinese_has_chinese_gaps() -> None:
    kept = masked("您好王女士，订单HL-204518周五前退您69元，请问先生还有什么问题吗？", talk("zh"), SHOP, NOW)
    assert kept == "您好[客户姓名]女士，订单[订单号][日期]前退您[金额]，请问先生还有什么问题吗？"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("李明您好，包裹给李明了。", "[客户姓名]您好，包裹给[客户姓名]了。"),
        ("您好，李明，包裹到了。", "您好，[客户姓名]，包裹到了。"),
        ("小王，收件人：张三丰。", "[客户姓名]，收件人：[客户姓名]。"),
        ("尊敬的顾客，您好，包裹到了。", "尊敬的顾客，您好，包裹到了。"),
        ("身份证110101199003078515，账号6222021234567890", "身份证[号码]，账号[号码]"),
        ("尾号4242的卡，取件码8-2-3011", "尾号[号码]的卡，取件码[号码]"),
        ("送到文三路十二号三栋。", "送到[客户地址]。"),
    ],
)
def test_chinese_names_numbers_and_addresses_are_gaps(said: str, kept: str) -> None:
    assert masked(said, talk("zh"), SHOP, NOW) == kept


@pytest.mark.parametrize("text", ["市" * 60, "大市" * 2000, "a-" * 2000, "1-" * 2000, "Hi " + "Anna " * 800])
def test_no_text_keeps_the_desk_busy(text: str) -> None:
    begin = time.process_time()
    list(addresses(text)), list(numbers(text)), list(names(text)), list(links(text))
    assert time.process_time() - begin < 1


def test_the_shops_own_name_stays_where_nobody_is_greeted_with_it() -> None:
    around = Around("Harbour Lane ships on weekdays.", frozenset({"Harbour Lane"}))
    assert masked("Harbour Lane ships it.", talk(), SHOP, NOW, around=around) == "Harbour Lane ships it."
    assert masked("Ann waits.", talk(), SHOP, NOW, around=Around("Annual sale", frozenset({"Ann"}))) == "[customer’s name] waits."


async def test_a_name_that_was_said_before_in_the_conversation_is_a_gap() -> None:
    team, talk = Team(), lines("customer: I'm Anna Smith", "customer: what does a lamp weigh")
    await team.suggester.learn(await team.begin(), talk, "The lamp weighs two kilos, and the parcel waits for Anna at the counter.")
    (kept,) = await team.store.sent_answers("shop")
    assert "Anna" not in kept.asked + kept.said


def test_words_that_the_conversation_holds_are_gaps_with_the_name_of_their_slot() -> None:
    conversation = talk(name="anna smith", story="too small", carrier="UPS-7731")
    kept = masked("It is too small, anna smith? UPS-7731 brings another, Annasmith.", conversation, SHOP, NOW)
    assert kept == "It is too small, [name]? [carrier] brings another, Annasmith."


def test_what_a_model_found_is_a_gap_where_it_tells_who_somebody_is() -> None:
    tagged = [Entity("text", "the Elm Street 4", "Elm Street 4", 9, 21, "name", tagged=True)]
    assert masked("I put it Elm Street 4 now.", talk(), SHOP, NOW, tagged) == "I put it [name] now."


def test_a_further_order_is_not_taken_for_the_one_that_is_spoken_of() -> None:
    said = "HL-771203 replaces HL-204518."
    assert masked(said, talk(order_code="HL-204518"), SHOP, NOW) == "[reference number] replaces [order code]."
    assert masked(said, talk(), SHOP, NOW) == "[order code] replaces [reference number]."


def test_an_amount_is_filled_in_only_where_it_was_the_customers_own() -> None:
    assert masked("You have $500.", talk(budget=500.0), SHOP, NOW) == "You have [budget]."
    assert masked("The fee is $20.", talk(budget=500.0), SHOP, NOW) == "The fee is [amount of money]."


def test_what_the_articles_say_is_nobodys_but_a_weekday_or_name_may_be_anybodys() -> None:
    assert masked("It costs $12.50.", talk(), SHOP, NOW, around=Around(ARTICLE)) == "It costs $12.50."
    assert masked("It costs $2.50.", talk(), SHOP, NOW, around=Around(ARTICLE)) == "It costs [amount of money]."
    assert masked("Hi Anna, by Friday.", talk(), SHOP, NOW, around=Around("Anna is here on Friday.")) == "Hi [customer’s name], by [day]."


def test_gaps_are_filled_with_what_this_conversation_knows_and_the_others_are_named() -> None:
    text = "Order [order code] comes on [day], see [1]."
    shown = filled(text, talk(order_code="HL-771203"), SHOP)
    assert shown == "Order HL-771203 comes on [day], see [1]."
    assert left(shown, talk(), SHOP) == ("[day]",)
    assert without("Order [order code] comes.").split() == ["Order", "comes."]


async def test_nothing_of_one_customer_reaches_the_next() -> None:
    team = Team()
    asked = "my name is Anna Smith, mail anna@example.com: where does HL-204518 hang about"
    said = "Hi Anna, HL-204518 lies in our depot, you get $54.90 back by Friday, and the courier calls +44 20 7946 0958 before."
    await team.answer(asked, said, order_code="HL-204518", name="Anna Smith")
    (kept,) = await team.store.sent_answers("shop")
    for private in ("Anna", "Smith", "anna@", "204518", "54.90", "Friday", "7946"):
        assert private not in kept.asked + kept.said, kept
    (one,) = await team.suggested("where does HL-771203 hang about", order_code="HL-771203")
    assert "HL-771203" in one.text
    assert "[amount of money]" in one.gaps
    await team.answer("where does HL-771203 hang about", one.text.replace("[amount of money]", "$9.90"), one, order_code="HL-771203")
    assert [sent.how for sent in await team.store.sent_answers("shop")] == ["as_it_was", "own"]
    assert len({sent.said for sent in await team.store.sent_answers("shop")}) == 1

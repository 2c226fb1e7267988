"""Corrections of what was said before, in the shop's flows and in hand-written ones."""

from dataclasses import replace

import pytest

from bot.dialogue.domain import Collect, Domain, Say, Slot
from bot.dialogue.events import Entity, Part, Score, Understood
from bot.dialogue.hearing import believed
from bot.dialogue.step import opening
from tests.dialogue.shop import DOMAIN, Player, code, flow, reading
from tests.domains.customer import Customer

UNSURE = reading(("track_order", 0.2), ("greeting", 0.1))
LOAN: Domain = replace(
    DOMAIN,
    slots={
        **DOMAIN.slots,
        "term": Slot("term", "duration", "ask_story"),
        "balance": Slot("balance", "text", "ask_story"),
        "plans": Slot("plans", "boolean", "ask_reason"),
    },
    flows={
        **DOMAIN.flows,
        "track": flow(
            "track",
            Collect("for", "term", "has"),
            Collect("has", "balance", "else"),
            Collect("else", "plans", "over"),
            Say("over", "kept", None),
        ),
    },
)


def span(text: str, words: str, kind: str, value: object, slot: str | None = None, tagged: bool = False) -> Entity:
    at = text.index(words)
    return Entity(kind, value, words, at, at + len(words), slot, tagged)  # type: ignore[arg-type]


def asked_for_plans() -> Player:
    """A customer who has given a duration and a text and is now asked a yes-or-no question."""
    player = Player(domain=LOAN)
    player.write("a loan", reading(("track_order", 0.9)))
    player.write("24 months", reading(entities=(span("24 months", "24 months", "duration", 24.0),)))
    player.write("30")
    player.write("30", UNSURE)
    assert player.conversation.slots == {"term": 24.0, "balance": "30"}
    return player


@pytest.mark.parametrize("text", ["应该是40", "應該是40", "应该是远洋"])
def test_the_words_that_announce_a_correction_are_not_the_value_even_if_tagged(text: str) -> None:
    """If the tag on 是 counted, the bot would say 收到，按这个来：是."""
    player = asked_for_plans()
    marks = (Entity("choice", "correct", text[:3], 0, 3, "command"), span(text, "是", "text", "是", "balance", tagged=True))
    player.write(text, reading(("track_order", 0.2), entities=marks, language="zh"))
    assert player.conversation.slots["balance"] == text[3:]
    assert f"zh:Noted: {text[3:]}." in player.sent


def test_tagged_words_beside_the_announcement_of_a_correction_are_kept() -> None:
    text = "打错了，公司是远洋"
    marks = (Entity("choice", "correct", "打错", 0, 2, "command"), span(text, "远洋", "text", "远洋", "balance", tagged=True))
    understood = reading(entities=marks)(text)
    assert believed(understood, {}) == understood


def test_a_duration_corrects_the_duration_and_not_the_text_after_it() -> None:
    player = asked_for_plans()
    text = "应该是36个月"
    marks = (Entity("choice", "correct", "应该是", 0, 3, "command"), span(text, "36个月", "duration", 36.0))
    player.write(text, reading(("track_order", 0.2), entities=marks, language="zh"))
    assert (player.conversation.slots["term"], player.conversation.slots["balance"]) == (36.0, "30")


def test_a_duration_without_a_word_of_correction_corrects_nothing() -> None:
    player = asked_for_plans()
    player.write("36 months", reading(("track_order", 0.2), entities=(span("36 months", "36 months", "duration", 36.0),)))
    assert player.conversation.slots["term"] == 24.0


def to_confirm(customer: Customer, address: str) -> None:
    customer.say("change the address of HL-771203", "change_address")
    assert customer.say(address) == ["confirm_address"]


def test_digits_after_an_address_are_its_postcode_and_not_an_order(customer: Customer) -> None:
    to_confirm(customer, "上海市浦东新区世纪大道100号")
    assert customer.say("200120") == ["corrected", "confirm_address"]
    assert "世纪大道100号 200120" in customer.texts[-1]
    assert customer.conversation.slots["order_code"] == "HL-771203"


def test_a_code_with_its_letters_is_still_another_order(customer: Customer) -> None:
    to_confirm(customer, "上海市浦东新区世纪大道100号")
    customer.say("HL-447290")
    assert customer.conversation.slots["order_code"] == "HL-447290"


def test_digits_are_an_order_if_there_is_no_text_to_confirm(customer: Customer) -> None:
    customer.say("cancel HL-771203", "cancel_order")
    customer.say("447290")
    assert customer.conversation.slots["order_code"] == "HL-447290"


@pytest.mark.parametrize("text", ["no, 16 Station Road, Bristol BS1 4DJ", "不对，是上海市浦东新区世纪大道16号"])
def test_a_no_with_another_address_is_that_address(customer: Customer, text: str) -> None:
    to_confirm(customer, "14 Station Road, Bristol BS1 4DJ")
    assert customer.say(text)[-2:] == ["corrected", "confirm_address"]
    assert "16" in customer.texts[-1]


@pytest.mark.parametrize("text", ["no", "no thanks", "no that is wrong"])
def test_a_no_alone_asks_for_the_address_again(customer: Customer, text: str) -> None:
    to_confirm(customer, "14 Station Road, Bristol BS1 4DJ")
    assert customer.say(text) == ["ask_address"]


def test_a_value_that_is_already_known_is_never_out_of_scope() -> None:
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert player.write("HL-204518 I said", reading(outside=0.9, entities=(code(),))) == ["Cancel HL-204518, $59.90?"]
    assert player.write("tell me a joke", reading(outside=0.9)) == ["out_of_scope", "Cancel HL-204518, $59.90?"]


@pytest.mark.parametrize(("text", "language"), [("税号HL-204518", "zh"), ("it is called HL-204518", "en")])
def test_a_value_beside_chinese_words_is_written_in_chinese(text: str, language: str) -> None:
    player = Player(conversation=opening("c1", DOMAIN, "zh"))
    player.write("到哪了", reading(("track_order", 0.9), language="zh"))
    at = text.index("HL")
    player.write(text, reading(("track_order", 0.9), entities=(replace(code(), start=at, end=at + 9),), language="en"))
    assert player.conversation.language == language


@pytest.mark.parametrize("text", ["shirt", "the shirt please", "衬衫"])
def test_a_value_that_the_flow_asks_for_later_is_kept_whatever_intent_the_model_sees(customer: Customer, text: str) -> None:
    assert customer.say("I want to return something", "return_item") == ["ask_order_code"]
    assert customer.say(text, "size_advice") == ["noted", "ask_order_code"]
    assert customer.say("402917") == ["confirm_return"]
    assert "59" in customer.texts[-1]


def test_a_question_about_a_thing_is_still_a_question(customer: Customer) -> None:
    customer.say("I want to return something", "return_item")
    assert customer.say("how is the shirt cut?", "size_advice")[0] == "nothing_found"


def test_each_code_of_a_message_goes_with_the_wish_beside_it() -> None:
    player = Player()
    text = "i have HL-9, where is HL-1, and cancel HL-2"
    entities = tuple(replace(code(name), start=text.index(name), end=text.index(name) + 4) for name in ("HL-9", "HL-1", "HL-2"))
    parts = tuple(
        Part(text.index(words), words, (Score(name, 0.99),), 0.0)
        for words, name in (("where is HL-1", "track_order"), ("cancel HL-2", "cancel_order"))
    )

    def understand(words: str) -> Understood:
        return replace(reading(("track_order", 0.6), ("cancel_order", 0.4), entities=entities)(words), parts=parts)

    assert player.write(text, understand)[:2] == ["HL-1 arrives on 27 November.", "Cancel HL-2, $59.90?"]

"""Messages and values that nobody should send: a clear answer, a safe reply, nothing lost."""

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue.commands import ChitChat, SetSlot, StartFlow
from bot.dialogue.conversation import Clarification, Conversation, Frame
from bot.dialogue.domain import Collect, Domain, Reply, Say, Slot
from bot.dialogue.effects import Send
from bot.dialogue.events import MessageReceived
from bot.dialogue.recovery import recover
from bot.dialogue.replies import day, fill
from bot.dialogue.step import step
from bot.packs import Pack
from bot.recognisers import recognise
from tests.dialogue.shop import DOMAIN, Player, code, flow, reading
from tests.domains.customer import Customer

TODAY = date(2026, 11, 24)


def test_five_of_fifty_orders_in_one_message_are_served_and_the_customer_is_told() -> None:
    player = Player()
    codes = tuple(replace(code(f"HL-{number}"), start=10 * number) for number in range(50))
    said = player.write("all of these", reading(("track_order", 0.9), entities=codes))
    assert len(said) == 6
    assert said[-1] == "many_wishes"


def test_fifty_orders_to_cancel_are_confirmed_one_by_one(customer: Customer) -> None:
    orders = " and ".join(f"HL-{200000 + number}" for number in range(50))
    assert customer.say(f"cancel {orders}", "cancel_order") == ["order_unknown"]
    assert customer.actions == ["order_status"]


def test_a_value_of_ten_thousand_characters_is_kept_as_long_as_the_slot_allows() -> None:
    player = Player()
    player.domain = replace(DOMAIN, slots={**DOMAIN.slots, "story": Slot("story", "text", "ask_story", max_length=200)})
    player.write("a complaint", reading(("complaint", 0.9)))
    player.write("x" * 10_000, reading(("greeting", 0.1)))
    assert len(str(player.conversation.slots["story"])) == 200
    assert player.conversation.mode == "queued"


def test_a_message_of_ten_thousand_signs_is_read_in_time(retail: Pack) -> None:
    for text in ("HL-204518 " * 1000, "下周二" * 3000, "1.2k " * 2000, "\u200b" * 10_000, "((((" * 2500):
        assert isinstance(recognise(text, retail.domain, "en", TODAY), tuple)


@pytest.mark.parametrize("text", ["0000-00-00", "on 31.12.0000", "year 0", "0年1月1日", "9999-12-31", "32.13.2026", "99999-01-01"])
def test_a_day_that_does_not_exist_is_not_recognised_and_breaks_nothing(text: str, retail: Pack) -> None:
    for entity in recognise(text, retail.domain, "zh" if "年" in text else "en", TODAY):
        assert entity.kind != "date" or date.fromisoformat(str(entity.value)).year > 0


def test_a_value_that_is_not_a_day_is_shown_unchanged() -> None:
    assert day("0000-01-01", "en") == "0000-01-01"
    assert fill("by {eta:date}", {"eta": "soon"}, "en", "USD") == "by soon"


def test_a_placeholder_that_nothing_fills_is_left_out() -> None:
    assert fill("Order {order_code} by {nothing}.", {"order_code": "HL-1"}, "en", "USD") == "Order HL-1 by ."


def changed_pack() -> Domain:
    """The shop without its tracking flow and with a different cancelling flow."""
    renamed = replace(
        DOMAIN.flows["cancel"], steps={f"new_{name}": each for name, each in DOMAIN.flows["cancel"].steps.items()}, start="new_code"
    )
    flows = {name: each for name, each in DOMAIN.flows.items() if name != "track"} | {"cancel": renamed}
    return replace(DOMAIN, flows=flows)


def test_a_conversation_goes_on_in_a_pack_that_was_changed_under_it() -> None:
    stack = (Frame("track", "code", 1), Frame("cancel", "sure", 1))
    state = Conversation("c1", "shop", stack=stack, slots={"order_code": "HL-1"})
    recovered = recover(state, changed_pack())
    assert recovered.stack == (Frame("cancel", "new_code"),)
    assert recovered.slots == {"order_code": "HL-1"}
    decided = step(recovered, MessageReceived(0.0, "", "d1"), changed_pack())
    assert [effect.reply for effect in decided.effects if isinstance(effect, Send)] == ["empty_message"]


def test_a_reply_without_words_in_the_language_falls_back_to_the_first_that_has_some() -> None:
    domain = replace(DOMAIN, replies={"en": DOMAIN.replies["en"], "zh": {"greeting": Reply("greeting", ("你好",))}})
    player = Player(domain=domain, conversation=Conversation("c1", "shop", language="zh"))
    assert player.write("在哪", reading(("track_order", 0.9), language="zh")) == ["Which order?"]


RETURN = reading(("return_item", 0.9), entities=(code(),))


def test_a_button_whose_question_is_over_changes_nothing_and_is_answered() -> None:
    player = Player()
    player.write("return HL-204518", RETURN)
    player.write("broken", choice="slot:reason:broken")
    before = player.conversation.slots
    assert player.write("too small", choice="slot:reason:too_small") == ["not_understood"]
    assert player.conversation.slots == before


def test_a_button_with_a_value_that_its_slot_cannot_have_is_not_an_answer() -> None:
    player = Player()
    player.write("return HL-204518", RETURN)
    assert player.write("x", choice="slot:reason:nonsense") == ["What is wrong?"]
    assert "reason" not in player.conversation.slots


def test_another_button_of_an_answered_question_corrects_the_answer() -> None:
    steps = (Collect("why", "reason", "more"), Collect("more", "story", "say"), Say("say", "return_started", None))
    player = Player(domain=replace(DOMAIN, flows={**DOMAIN.flows, "return": flow("return", *steps, forgets=("reason", "story"))}))
    player.write("return it", reading(("return_item", 0.9)))
    assert player.write("broken", choice="slot:reason:broken") == ["What happened?"]
    assert player.write("too small", choice="slot:reason:too_small") == ["Noted: Too small.", "What happened?"]


def test_names_in_a_stored_conversation_that_the_pack_no_longer_has_are_left_out() -> None:
    gone = (StartFlow("gone"), SetSlot("gone", "x"), ChitChat("gone"), StartFlow("track"))
    state = replace(
        Player().conversation, stack=(Frame("cancel", "code", then=gone),), question=Clarification(("gone", "track_order"), "x")
    )
    recovered = recover(state, DOMAIN)
    assert recovered.question is None
    assert recovered.stack == (Frame("cancel", "code", then=(StartFlow("track"),)),)

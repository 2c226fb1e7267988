"""A bare yes or no answers what was asked, whatever a model makes of so few words."""

from pathlib import Path

import pytest

from bot.dialogue.conversation import Offer
from bot.dialogue.effects import CallAction, Escalate
from bot.packs import Pack
from tests.dialogue.shop import Player, code, reading, yes
from tests.domains.customer import Customer


@pytest.mark.parametrize("intent", ["human_agent", "return_item", "delivery_cost"])
def test_a_yes_to_what_is_to_be_confirmed_is_a_yes_even_if_the_model_hears_a_wish(intent: str) -> None:
    """Of "yes, please" a model once was four fifths sure that a person was wanted."""
    player = Player()
    player.write("cancel HL-204518", reading(("cancel_order", 0.95), entities=(code(),)))
    player.write("yes", reading((intent, 0.95), entities=(yes(),)))
    assert [call.action for call in player.wanted(CallAction)] == ["cancel_order"]  # type: ignore[attr-defined]
    assert player.wanted(Escalate) == []


def test_a_yes_to_an_offered_person_still_brings_one() -> None:
    player = Player(passages=())
    player.write("what does delivery cost", reading(("delivery_cost", 0.95)))
    assert player.conversation.question == Offer("no_answer")
    player.write("yes", reading(("delivery_cost", 0.95), entities=(yes(),)))
    assert [found.reason for found in player.wanted(Escalate)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "language", "dropped"),
    [
        ("no, thanks", "en", True),
        ("no thank you", "en", True),
        ("nope, thanks anyway", "en", True),
        ("不用了", "zh", True),
        ("不用了，谢谢", "zh", True),
        ("no", "en", False),
        ("no, I have no idea where it is", "en", False),
        ("no thanks to you I still have no parcel", "en", False),
        ("不用", "zh", False),
        ("不用发票了", "zh", False),
    ],
)
def test_a_no_with_thanks_to_what_wants_a_value_lets_go_of_the_wish(
    text: str, language: str, dropped: bool, retail: Pack, tmp_path: Path
) -> None:
    """A plain no may mean that the value is not at hand, and gets the hint; nobody says thanks for that."""
    customer = Customer(retail, tmp_path, language)
    customer.say("where is my refund" if language == "en" else "退款怎么还没到", "refund_status")
    assert customer.conversation.stack
    customer.say(text, "thanks" if "thank" in text or "谢" in text else "human_agent")
    assert (not customer.conversation.stack and customer.conversation.mode == "bot") == dropped


@pytest.mark.parametrize(("text", "language"), [("yes, please", "en"), ("yes pls", "en"), ("好的，麻烦了", "zh")])
def test_a_please_makes_no_wish_of_a_yes(text: str, language: str, retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path, language)
    customer.say("cancel HL-771203" if language == "en" else "取消订单HL-771203", "cancel_order")
    assert customer.replies == ["confirm_cancel"]
    assert customer.say(text, "human_agent") == ["cancel_done"]

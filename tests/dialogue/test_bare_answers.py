"""A bare yes or no answers what was asked, whatever a model makes of so few words."""

from pathlib import Path

import pytest

from bot.dialogue.conversation import Offer
from bot.dialogue.effects import CallAction, Escalate
from bot.packs import Pack, load
from tests.dialogue.shop import Player, code, reading, yes
from tests.domains.customer import Customer


@pytest.mark.parametrize("intent", ["human_agent", "return_item", "delivery_cost"])
def test_a_yes_to_a_confirmation_is_a_yes_even_if_the_model_sees_a_wish(intent: str) -> None:
    """A model once took "yes, please" for the wish to talk to a person, with a probability of 0.8."""
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
def test_a_no_with_thanks_to_a_question_for_a_value_drops_the_wish(
    text: str, language: str, dropped: bool, retail: Pack, tmp_path: Path
) -> None:
    """A plain no may only mean that the value is not at hand, so it gets the hint; a no with thanks does not mean that."""
    customer = Customer(retail, tmp_path, language)
    customer.say("where is my refund" if language == "en" else "退款怎么还没到", "refund_status")
    assert customer.conversation.stack
    customer.say(text, "thanks" if "thank" in text or "谢" in text else "human_agent")
    assert (not customer.conversation.stack and customer.conversation.mode == "bot") == dropped


@pytest.mark.parametrize(("text", "language"), [("yes, please", "en"), ("yes pls", "en"), ("好的，麻烦了", "zh")])
def test_a_please_does_not_turn_a_yes_into_a_wish(text: str, language: str, retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path, language)
    customer.say("cancel HL-771203" if language == "en" else "取消订单HL-771203", "cancel_order")
    assert customer.replies == ["confirm_cancel"]
    assert customer.say(text, "human_agent") == ["cancel_done"]


@pytest.mark.parametrize(
    ("text", "language"), [("ok", "en"), ("okay, thanks", "en"), ("great", "en"), ("好的", "zh"), ("好的，谢谢", "zh")]
)
def test_an_ok_says_nothing_of_a_fact_and_is_asked_about(text: str, language: str, tmp_path: Path) -> None:
    """Whoever has debts would be advised otherwise, so "ok" must not be read as having some."""
    customer = Customer(load(Path("domains/investment")), tmp_path, language)
    customer.say("what risk suits me" if language == "en" else "测一下风险", "risk_interview")
    assert customer.say("10 years" if language == "en" else "10年") == ["ask_debt"]
    assert customer.say(text) == ["ask_debt_again"]


@pytest.mark.parametrize("text", ["yes", "sure, I do", "ok yes", "okay, yes I have"])
def test_a_yes_is_a_yes_to_a_question_about_a_fact(text: str, tmp_path: Path) -> None:
    customer = Customer(load(Path("domains/investment")), tmp_path)
    customer.say("what risk suits me", "risk_interview")
    customer.say("10 years")
    customer.say(text)
    assert customer.conversation.slots["expensive_debt"] is True


def test_an_ok_to_a_proposal_is_a_yes(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path)
    customer.say("cancel HL-771203", "cancel_order")
    assert customer.say("ok") == ["cancel_done"]


def test_having_looked_in_vain_decides_no_proposal(retail: Pack, tmp_path: Path) -> None:
    """The bot offers a search "if the neighbours don't have it", and they do not."""
    customer = Customer(retail, tmp_path, "zh")
    assert customer.say("显示签收了但我没收到 884210", "missing_parcel") == ["confirm_search"]
    assert customer.say("问过了都没有") == ["confirm_search"]
    assert customer.say("好的") == ["search_opened"]

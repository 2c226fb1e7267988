"""An interrupted flow goes on with what it knew, whatever happened in between."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.domain import Collect, Domain, Link, Say
from bot.dialogue.effects import CallAction, Escalate
from bot.dialogue.events import Entity, Part, Score, Understood
from bot.packs import Pack
from tests.dialogue.shop import DOMAIN, Player, code, command, flow, reading, yes
from tests.domains.customer import Customer

CANCEL = reading(("cancel_order", 0.9), entities=(code("HL-1"),))
COST = reading(("delivery_cost", 0.9))
CONFIRM = "Cancel HL-1, $59.90?"


def confirming(domain: Domain = DOMAIN) -> Player:
    player = Player(domain=domain)
    assert player.write("cancel HL-1", CANCEL) == [CONFIRM]
    return player


def broken() -> Entity:
    return Entity("choice", "broken", "broken", 0, 6, "reason")


def test_two_other_wishes_keep_their_orders_and_the_first_flow_its_own() -> None:
    player = confirming()
    entities = (replace(code("HL-2"), start=6, end=10), replace(code("HL-3"), start=22, end=26))
    said = player.write("track HL-2 and return HL-3", reading(("track_order", 0.9), ("return_item", 0.8), entities=entities))
    assert said == ["HL-2 arrives on 27 November.", "What is wrong?"]
    said = player.write("broken", reading(entities=(broken(),)))
    assert said == ["Return of HL-3 (Broken) started.", "Back to cancel.", CONFIRM]
    player.write("yes", reading(entities=(yes(),)))
    assert [call.arguments for call in player.wanted(CallAction)] == [{"order_code": "HL-1"}]  # type: ignore[union-attr]


def test_a_digression_that_links_to_a_further_flow_changes_nothing() -> None:
    steps = (Collect("code", "order_code", "why"), Collect("why", "reason", "on"), Link("on", "track"))
    player = confirming(replace(DOMAIN, flows={**DOMAIN.flows, "return": flow("return", *steps, forgets=("reason",))}))
    player.write("return HL-2", reading(("return_item", 0.9), entities=(code("HL-2"),)))
    said = player.write("broken", reading(entities=(broken(),)))
    assert said == ["HL-2 arrives on 27 November.", "Back to cancel.", CONFIRM]


def test_a_digression_that_is_cancelled_by_a_flow_of_the_pack_changes_nothing() -> None:
    domain = replace(DOMAIN, flows={**DOMAIN.flows, "sorry": flow("sorry", Say("say", "kept", None))}, patterns={"cancelled": "sorry"})
    player = confirming(domain)
    player.write("return HL-2", reading(("return_item", 0.9), entities=(code("HL-2"),)))
    assert player.write("never mind", reading(entities=(command("cancel"),))) == ["It stays.", "Back to cancel.", CONFIRM]


def test_an_answer_after_a_digression_that_ended_in_an_offer_is_about_the_first_order() -> None:
    player = confirming()
    player.passages = ()
    entities = (replace(code("HL-2"), start=6, end=10),)
    said = player.write("track HL-2 and what does it cost", reading(("track_order", 0.9), ("delivery_cost", 0.8), entities=entities))
    assert said == ["HL-2 arrives on 27 November.", "nothing_found"]
    assert player.write("no", reading(entities=(yes(False),))) == ["Back to cancel.", CONFIRM]
    assert player.conversation.slots["order_code"] == "HL-1"


def test_the_results_of_a_digression_do_not_fill_slots_that_the_first_flow_forgets() -> None:
    track = replace(DOMAIN.flows["track"], forgets=("status", "eta", "reason"))
    player = Player(domain=replace(DOMAIN, flows={**DOMAIN.flows, "track": track}))
    player.write("where is it", reading(("track_order", 0.9)))
    player.write("i want to return it", reading(("return_item", 0.9)))
    player.write("HL-2", reading(entities=(code("HL-2"),)))
    said = player.write("broken", reading(entities=(broken(),)))
    assert said == ["Return of HL-2 (Broken) started.", "Back to track.", "Which order?"]
    assert "reason" not in player.conversation.slots


def test_wishes_that_wait_for_a_flow_are_not_lost_when_it_is_begun_again() -> None:
    player = Player()
    player.write("where is it, and what does it cost", reading(("track_order", 0.9), ("delivery_cost", 0.8)))
    player.write("Where is it", choice="intent:track_order")
    assert player.write("HL-1", reading(entities=(code("HL-1"),))) == ["HL-1 arrives on 27 November.", "Delivery costs $4.90."]


@pytest.mark.parametrize("why", ["nothing found", "unwilling", "out of scope"])
@pytest.mark.parametrize("payload", ["affirm", "deny"])
def test_the_buttons_of_an_offered_person_confirm_nothing_that_waits(why: str, payload: str) -> None:
    player = confirming()
    player.passages = ()
    match why:
        case "nothing found":
            player.write("what does it cost", COST)
        case "unwilling":
            player.write("skip", reading(entities=(command("skip"),)))
            player.write("skip", reading(entities=(command("skip"),)))
        case _:
            player.write("will it rain", reading(outside=0.9, mood="negative"))
    assert player.conversation.question is not None
    expected = ["handed_over"] if payload == "affirm" else ["Back to cancel.", CONFIRM]
    assert player.write(payload, choice=payload) == expected
    assert player.wanted(CallAction) == []


def test_an_offered_person_is_offered_again_in_the_language_that_is_asked_for() -> None:
    player = confirming()
    player.passages = ()
    player.write("what does it cost", COST)
    assert player.write("chinese please", reading(entities=(command("language:zh"),))) == ["zh:offer_human"]


def test_a_choice_of_intents_is_shown_again_in_the_language_that_is_asked_for() -> None:
    player = Player()
    player.write("hm", reading(("track_order", 0.4), ("cancel_order", 0.3)))
    assert player.write("chinese please", reading(entities=(command("language:zh"),))) == ["zh:clarify"]
    assert player.effects[-1].buttons[0].label == "中文track_order"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "cancel", "track", "agree"),
    [
        ("en", "cancel HL-771203", "wait, where is HL-204518?", "yes"),
        ("zh", "取消订单HL-771203", "等等，HL-204518到哪了？", "是的"),
    ],
)
def test_another_code_after_a_flow_that_was_interrupted_is_for_that_flow(
    language: str, cancel: str, track: str, agree: str, retail: Pack, tmp_path: Path
) -> None:
    """The interrupting flow was begun later but is not the one that was served last."""
    customer = Customer(retail, tmp_path, language)
    assert customer.say(cancel, "cancel_order") == ["confirm_cancel"]
    assert customer.say(track, "track_order")[-2:] == ["resumed", "confirm_cancel"]
    assert customer.say(agree) == ["cancel_done"]
    assert customer.say("HL-447290") == ["confirm_cancel"]


def test_a_person_is_offered_where_the_same_interruption_comes_again() -> None:
    """Who wanted a refund for a wrong size once heard the same two things until they gave up."""
    player = confirming()
    assert player.write("what does it cost", COST) == ["Delivery costs $4.90.", "Back to cancel.", CONFIRM]
    assert player.write("but what does it cost", COST) == ["Delivery costs $4.90.", "offer_human"]
    assert player.write("no", reading(entities=(yes(False),))) == ["Back to cancel.", CONFIRM]


def test_a_person_who_was_offered_for_going_round_may_be_taken() -> None:
    player = confirming()
    player.write("what does it cost", COST)
    player.write("but what does it cost", COST)
    player.write("yes", reading(entities=(yes(),)))
    assert [e.reason for e in player.wanted(Escalate)] == ["goes_round"]  # type: ignore[attr-defined]


def test_the_same_question_after_another_answer_is_answered_again() -> None:
    player = confirming()
    player.write("what does it cost", COST)
    player.write("track HL-2", reading(("track_order", 0.9), entities=(code("HL-2"),)))
    assert player.write("what does it cost", COST) == ["Delivery costs $4.90.", "Back to cancel.", CONFIRM]


def test_a_refund_that_is_asked_for_twice_in_the_middle_of_a_wrong_delivery_leads_to_a_person(retail: Pack, tmp_path: Path) -> None:
    customer = Customer(retail, tmp_path)
    customer.say("the shoes are the wrong size, order 402917", "wrong_item")
    assert customer.say("a refund please", "refund_status")[-1] == "confirm_right_item"
    assert customer.say("refund!", "refund_status") == ["refund_none", "offer_human"]


@pytest.mark.parametrize(
    ("text", "chance", "said"),
    [
        ("it's broken so send me a new one", 0.8, ["Return of HL-204518 (Broken) started."]),
        ("broken, and somebody should ring me", 0.7, ["handed_over"]),
        ("broken please, but have your manager write to me first", 0.8, ["handed_over"]),
        ("it's broken, get me a colleague of yours", 0.95, ["handed_over"]),
        ("is broken a reason for which i get somebody?", 0.8, ["handed_over"]),
    ],
)
def test_a_choice_that_was_asked_for_goes_before_what_only_sounds_like_a_wish_for_a_person(
    text: str, chance: float, said: list[str]
) -> None:
    """A model took "nah send me a new one please" for the wish to talk to a person, with a probability of 0.8."""
    player = Player()
    player.write("I want to return HL-204518", reading(("return_item", 0.95), entities=(code(),)))
    broken = Entity("choice", "broken", "broken", text.index("broken"), text.index("broken") + 6, "reason")
    assert player.write(text, reading(("human_agent", chance), entities=(broken,))) == said
    assert bool(player.wanted(Escalate)) == (said == ["handed_over"])


@pytest.mark.parametrize(("text", "wanted"), [("broken please", False), ("an agent please, it is broken", True), ("now please", True)])
def test_a_value_where_words_are_asked_for_goes_before_what_only_sounds_like_a_wish_for_a_person(text: str, wanted: bool) -> None:
    player = Player()
    player.write("complaint", reading(("complaint", 0.9)))
    broken = Entity("choice", "broken", "broken", text.find("broken"), text.find("broken") + 6, "reason")
    player.write(text, reading(("human_agent", 0.68), entities=(broken,) if "broken" in text else ()))
    assert ("asked" in [effect.reason for effect in player.effects if isinstance(effect, Escalate)]) is wanted


def test_a_wish_for_a_person_in_a_part_of_its_own_is_one_beside_any_choice() -> None:
    player = Player()
    player.write("I want to return HL-204518", reading(("return_item", 0.95), entities=(code(),)))
    broken = Entity("choice", "broken", "broken", 5, 11, "reason")
    parts = (Part(0, "it's broken", (Score("return_item", 0.9),), 0.0), Part(13, "get me the boss", (Score("human_agent", 0.95),), 0.0))

    def understand(text: str) -> Understood:
        return replace(reading(("return_item", 0.6), ("human_agent", 0.4), entities=(broken,))(text), parts=parts)

    assert player.write("it's broken, get me the boss", understand) == ["handed_over"]

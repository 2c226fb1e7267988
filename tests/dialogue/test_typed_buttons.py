"""Buttons that are typed instead of pressed, and values that answer a clarification."""

from dataclasses import replace

import pytest

from bot.dialogue.domain import Domain, Reply
from bot.dialogue.effects import Escalate
from tests.dialogue.shop import DOMAIN, Player, code, command, reading, yes

BUTTONS = (("I don't have it", "intent:complaint"), ("Send it back", "intent:return_item"), ("A person", "human"))
CHINESE = (("没收到", "intent:complaint"), ("退回去", "intent:return_item"), ("找人", "human"))
DELIVERED = reading(("track_order", 0.9), entities=(code(),))
NOTHING = reading(("thanks", 0.2), outside=0.9)
WITHOUT = reading(("thanks", 0.2), outside=0.9, entities=(command("without"),))


def with_buttons() -> Domain:
    replies = {
        "en": {**DOMAIN.replies["en"], "on_its_way": Reply("on_its_way", ("It is there.",), BUTTONS)},
        "zh": {**DOMAIN.replies["zh"], "on_its_way": Reply("on_its_way", ("到了。",), CHINESE)},
    }
    return replace(DOMAIN, replies=replies)


def tracked() -> Player:
    player = Player(domain=with_buttons())
    assert player.write("where is HL-204518", DELIVERED) == ["It is there."]
    return player


@pytest.mark.parametrize("text", ["I don't have it", "i dont have it", "I don’t have it!", "I don't have it, thanks", "没收到", "没收到。"])
def test_the_label_of_a_button_below_the_last_answer_does_what_the_button_does(text: str) -> None:
    assert tracked().write(text, WITHOUT) == ["What happened?"]


def test_a_typed_button_for_a_person_brings_one() -> None:
    player = tracked()
    player.write("a person", NOTHING)
    assert player.wanted(Escalate)


def test_the_words_of_a_button_do_not_count_as_mood() -> None:
    player = tracked()
    player.write("send it back", reading(("thanks", 0.2), outside=0.9, mood="negative"))
    assert player.conversation.negative == 0


def test_only_the_buttons_of_the_bots_last_turn_count() -> None:
    player = tracked()
    player.write("what does delivery cost", reading(("delivery_cost", 0.9)))
    assert player.write("send it back", NOTHING) == ["out_of_scope"]


def test_a_text_that_was_asked_for_is_not_a_button() -> None:
    player = tracked()
    player.write("I want to complain", reading(("complaint", 0.9)))
    player.write("where is HL-204518", DELIVERED)
    assert player.conversation.stack[-1].flow == "complain"
    player.write("I don't have it", reading(("complaint", 0.9)))
    assert player.conversation.slots["story"] == "I don't have it"


def test_a_message_that_says_more_than_a_label_is_not_a_button() -> None:
    assert tracked().write("send it back to my old address in Kiel", NOTHING) == ["out_of_scope"]


def test_the_label_of_an_offered_wish_may_be_typed_without_punctuation() -> None:
    player = Player(domain=replace(DOMAIN, intents={**DOMAIN.intents, "track_order": renamed("Where's my order?")}))
    player.write("my order", reading(("track_order", 0.4), ("return_item", 0.3)))
    assert player.write("wheres my order", NOTHING) == ["Which order?"]


def renamed(label: str):  # type: ignore[no-untyped-def]
    return replace(DOMAIN.intents["track_order"], labels={"en": label})


def test_a_code_after_a_clarification_is_for_the_wish_that_asks_for_it_whatever_the_model_makes_of_the_code() -> None:
    player = Player()
    player.write("about that return", reading(("return_item", 0.55), ("return_policy", 0.3)))
    assert player.write("HL-204518", reading(("track_order", 0.9), entities=(code(),))) == ["What is wrong?"]
    assert player.conversation.last_flow == "return"


def test_a_code_skips_the_nearest_wish_if_that_does_not_ask_for_one() -> None:
    player = Player()
    player.write("I was charged twice", reading(("delivery_cost", 0.5), ("return_item", 0.2)))
    player.write("HL-204518", reading(("track_order", 0.9), entities=(code(),)))
    assert player.conversation.last_flow == "return"


def test_a_code_that_the_model_is_sure_about_keeps_the_choice_where_several_wishes_ask_for_one() -> None:
    player = Player()
    player.write("about that", reading(("return_item", 0.4), ("cancel_order", 0.35)))
    assert player.write("HL-204518", reading(("track_order", 0.9), entities=(code(),))) == ["clarify"]
    assert player.write("cancel order", NOTHING) == ["Cancel HL-204518, $59.90?"]
    assert player.write("yes", reading(entities=(yes(),))) == ["HL-204518 is cancelled."]

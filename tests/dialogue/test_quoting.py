"""A passage is quoted as the answer, or as the nearest one there is."""

from dataclasses import replace

import pytest

from bot.dialogue.effects import Send
from bot.dialogue.events import Found, Passage
from bot.dialogue.trace import Reason
from tests.dialogue.shop import DOMAIN, PASSAGE, Player, code, command, reading

QUESTION = "does delivery cost more on saturdays"
DELIVERY = reading(("delivery_cost", 0.95))
SURE = replace(PASSAGE, question="What does delivery cost?", chance=0.8)
DOUBTFUL = replace(SURE, chance=0.3)
OTHER = Passage(
    "costs#2", "Delivery costs", "From $60 it is free.", 0.7, "knowledge", "en", ("delivery_cost",), None, "When is delivery free?"
)


def said(player: Player) -> Send:
    """The last thing that the bot said."""
    found = player.wanted(Send)[-1]
    assert isinstance(found, Send)
    return found


def asking(*passages: Passage) -> Player:
    """A customer whose question found these passages; the reply names the question that a passage answers."""
    player = Player(passages=passages)
    player.domain = replace(
        DOMAIN,
        replies={
            "en": {**DOMAIN.replies["en"], "answer_near": replace(DOMAIN.replies["en"]["answer_near"], texts=("Nearest: {question}",))}
        },
    )
    player.write(QUESTION, DELIVERY)
    return player


def test_a_passage_that_likely_answers_is_given_as_the_answer() -> None:
    """It comes without an introduction and without buttons."""
    assert (said(asking(SURE)).text, said(asking(SURE)).buttons) == (PASSAGE.text, ())


def test_a_doubtful_passage_is_quoted_as_the_nearest_under_the_question_it_answers() -> None:
    """The customer sees at once that it may be about something else, and gets buttons for other passages and a person."""
    found = said(asking(DOUBTFUL, OTHER))
    assert found.text == f"Nearest: What does delivery cost?\n\n{PASSAGE.text}"
    assert (found.reply, found.source) == ("answer", PASSAGE.id)
    assert [button.payload for button in found.buttons] == ["passage:costs#2", "human"]


def test_a_passage_without_a_question_is_named_by_its_title() -> None:
    """Such as an article whose text comes before the first heading."""
    assert said(asking(replace(DOUBTFUL, question=""))).text.startswith("Nearest: Delivery costs")


@pytest.mark.parametrize(("chance", "reply"), [(0.9, "answer"), (0.5, "answer"), (0.44, "nothing_found")])
def test_a_passage_about_another_intent_is_never_the_plain_answer_and_a_far_one_none_at_all(chance: float, reply: str) -> None:
    """A pack may have an intent without an article, and its customers must not be told about lost property instead."""
    found = said(asking(replace(SURE, chance=chance, intents=("opening_hours",))))
    assert found.reply == reply
    assert not found.text.startswith(PASSAGE.text)


def test_a_passage_about_no_intent_in_particular_may_answer_any() -> None:
    assert said(asking(replace(SURE, intents=()))).text == PASSAGE.text


@pytest.mark.parametrize(("chance", "doubted"), [(0.59, True), (0.6, False)])
def test_the_log_says_how_likely_it_was_to_answer(chance: float, doubted: bool) -> None:
    """The trace explains why a passage was quoted as it was."""
    player = asking(replace(SURE, chance=chance))
    assert Reason("answer_doubted", doubted, f"likely to answer: {chance:.0%}, given as the answer from 60% on") in player.trace


def test_in_a_flow_the_nearest_has_no_buttons_of_its_own() -> None:
    """The flow's question follows, and buttons for both would be confusing."""
    player = Player(passages=(DOUBTFUL, OTHER))
    player.write("cancel my order", reading(("cancel_order", 0.95)))
    player.write(QUESTION, DELIVERY)
    sent = [found for found in player.wanted(Send) if found.reply == "answer"]  # type: ignore[attr-defined]
    assert sent
    assert sent[0].buttons == ()  # type: ignore[attr-defined]
    player.write("HL-204518", reading(entities=(code(),)))
    assert player.conversation.slots["order_code"] == "HL-204518"


def test_a_customer_who_rejects_the_nearest_passage_is_shown_the_others() -> None:
    """This is the same as after a passage that was quoted as the answer."""
    player = asking(DOUBTFUL, OTHER)
    assert player.write("that's not what I asked", reading(("delivery_cost", 0.5), outside=0.9, entities=(command("missed"),))) == [
        "answer_missed"
    ]


@pytest.mark.parametrize(("chance", "reply"), [(0.44, "out_of_scope"), (0.46, "answer")])
def test_a_message_that_only_names_a_thing_of_ours_is_declined_if_even_the_nearest_passage_is_far(chance: float, reply: str) -> None:
    """In "my chest gets tight when I vacuum", the vacuum is no reason to quote how the cleaner finds the Wi-Fi."""
    player = Player()
    player.write(QUESTION, DELIVERY)
    player.happen(Found(0.0, QUESTION, (replace(SURE, id="costs#9", chance=chance),), ()))
    assert said(player).reply == reply

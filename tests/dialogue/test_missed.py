"""Customers who say that the last answer missed their question."""

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Offer
from bot.dialogue.effects import Retrieve, Send
from bot.dialogue.events import Entity, Passage
from tests.dialogue.shop import PASSAGE, Player, code, command, reading, yes

QUESTION = "does delivery cost more on saturdays"
DELIVERY = reading(("delivery_cost", 0.95))
NOT_THAT = reading(("delivery_cost", 0.5), outside=0.9, entities=(command("missed"),))
OTHERS = tuple(
    Passage(f"costs#{n}", "Delivery costs", text, 0.9 - n / 10, "knowledge", "en", ("delivery_cost",), None, question)
    for n, text, question in (
        (2, "From $60 it is free.", "When is delivery free?"),
        (3, "Express costs $12.90.", "What does express cost?"),
        (4, "Nothing is paid at the door.", "Do I pay the driver?"),
    )
)
FOREIGN = Passage("shops#1", "Shops", "We have none.", 0.1, "knowledge", "en", ("shops",), None, "Where are your shops?")


def asked(*passages: Passage) -> Player:
    """A customer who has just been given the first of these passages."""
    player = Player(passages=passages)
    assert player.write(QUESTION, DELIVERY)[0] == PASSAGE.text
    return player


def buttons(player: Player) -> list[tuple[str, str]]:
    """The labels and payloads of the buttons below the last message."""
    return [(button.label, button.payload) for button in player.wanted(Send)[-1].buttons]  # type: ignore[attr-defined]


def test_a_customer_whose_question_was_missed_is_shown_the_nearest_other_questions() -> None:
    """At most two, about the same intent, and a button for a person."""
    player = asked(PASSAGE, FOREIGN, *OTHERS)
    assert player.write("that's not what I asked", NOT_THAT) == ["answer_missed"]
    shown = buttons(player)
    assert [label for label, _ in shown[:2]] == ["When is delivery free?", "What does express cost?"]
    assert shown[2][1] == "human"


def test_the_button_searches_for_the_question_of_its_passage() -> None:
    """The article is searched for again, so it is quoted as it is now."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.passages = (OTHERS[0], PASSAGE)
    assert player.write("When is delivery free?", choice="passage:costs#2")[0] == "From $60 it is free."
    assert player.wanted(Retrieve) == [Retrieve("When is delivery free?", "en", ("delivery_cost",))]


def test_the_second_time_only_passages_that_were_not_shown_are_offered() -> None:
    """Neither the first answer nor the second is offered again."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.passages = (OTHERS[0], PASSAGE, *OTHERS[1:])
    player.write("When is delivery free?", choice="passage:costs#2")
    player.write("that's not what I asked", NOT_THAT)
    assert [label for label, payload in buttons(player) if payload.startswith("passage")] == ["What does express cost?"]


def test_a_person_is_offered_if_no_other_passage_is_near() -> None:
    """A passage about another intent would not be an answer either."""
    player = asked(PASSAGE, FOREIGN)
    assert player.write("that's not what I asked", NOT_THAT) == ["nothing_found"]
    assert player.conversation.question == Offer("no_answer")
    assert player.write("yes", reading(entities=(yes(),)))[0].startswith("handed_over")


@pytest.mark.parametrize("words", [(yes(False),), (command("without"),), (command("missed"),)])
def test_a_customer_who_declines_the_other_passages_is_offered_a_person(words: tuple[Entity, ...]) -> None:
    """A no, "none of these", or the same complaint again."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    assert player.write("none of these", reading(outside=0.9, entities=words)) == ["nothing_found"]


def test_a_yes_takes_the_nearest_of_the_other_passages() -> None:
    """It does not bring a person, who is the last of the buttons."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.write("yes", reading(entities=(yes(),)))
    assert player.wanted(Retrieve) == [Retrieve("When is delivery free?", "en", ("delivery_cost",))]


def test_in_a_flow_a_value_is_still_the_answer_to_its_question() -> None:
    """The other passages are only an offer; the flow still waits for its value."""
    player = Player(passages=(PASSAGE, *OTHERS))
    player.write("cancel my order", reading(("cancel_order", 0.95)))
    player.write(QUESTION, DELIVERY)
    assert player.write("that's not what I asked", NOT_THAT) == ["answer_missed"]
    assert "nothing_found" not in player.write("no, it is HL-204518", reading(entities=(yes(False), code())))
    assert player.conversation.slots["order_code"] == "HL-204518"


def test_the_same_words_without_an_answer_before_them_are_an_ordinary_message() -> None:
    """There is no answer that they could refer to."""
    player = Player()
    assert "answer_missed" not in player.write("that's not what I asked", NOT_THAT)
    assert player.conversation.near == ()


def test_a_new_question_has_its_own_other_passages() -> None:
    """This also holds if its answer is a passage that was near the previous one."""
    player = asked(PASSAGE, *OTHERS)
    player.passages = (OTHERS[0], PASSAGE, OTHERS[2])
    player.write("when is it free", DELIVERY)
    assert [near.id for near in player.conversation.near] == ["costs#4"]


def test_the_button_of_a_passage_that_is_gone_cannot_be_handled() -> None:
    """It belongs to an earlier question."""
    player = asked(PASSAGE, *OTHERS)
    player.conversation = replace(player.conversation, near=())
    player.write("When is delivery free?", choice="passage:costs#2")
    assert player.wanted(Retrieve) == []

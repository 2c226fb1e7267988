"""An answer that was none to what the customer had asked."""

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
    """Somebody who has just been given the first of these."""
    player = Player(passages=passages)
    assert player.write(QUESTION, DELIVERY)[0] == PASSAGE.text
    return player


def buttons(player: Player) -> list[tuple[str, str]]:
    """Below what the bot said last."""
    return [(button.label, button.payload) for button in player.wanted(Send)[-1].buttons]  # type: ignore[attr-defined]


def test_who_says_that_it_was_no_answer_is_shown_what_the_nearest_others_answer() -> None:
    """Two of them, about the same intent, and a way to a person."""
    player = asked(PASSAGE, FOREIGN, *OTHERS)
    assert player.write("that's not what I asked", NOT_THAT) == ["answer_missed"]
    shown = buttons(player)
    assert [label for label, _ in shown[:2]] == ["When is delivery free?", "What does express cost?"]
    assert shown[2][1] == "human"


def test_the_button_looks_its_passage_up_by_what_that_answers() -> None:
    """So the article is quoted as it is today, and not as it was then."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.passages = (OTHERS[0], PASSAGE)
    assert player.write("When is delivery free?", choice="passage:costs#2")[0] == "From $60 it is free."
    assert player.wanted(Retrieve) == [Retrieve("When is delivery free?", "en", ("delivery_cost",))]


def test_the_next_time_only_what_was_not_shown_is_left() -> None:
    """Neither the first answer nor the second comes again."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.passages = (OTHERS[0], PASSAGE, *OTHERS[1:])
    player.write("When is delivery free?", choice="passage:costs#2")
    player.write("that's not what I asked", NOT_THAT)
    assert [label for label, payload in buttons(player) if payload.startswith("passage")] == ["What does express cost?"]


def test_where_nothing_else_is_known_a_person_is_offered() -> None:
    """What is about another intent is no answer either."""
    player = asked(PASSAGE, FOREIGN)
    assert player.write("that's not what I asked", NOT_THAT) == ["nothing_found"]
    assert player.conversation.question == Offer("no_answer")
    assert player.write("yes", reading(entities=(yes(),)))[0].startswith("handed_over")


@pytest.mark.parametrize("words", [(yes(False),), (command("without"),), (command("missed"),)])
def test_who_wants_none_of_the_others_is_offered_a_person(words: tuple[Entity, ...]) -> None:
    """A no, "none of these", or the same complaint again."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    assert player.write("none of these", reading(outside=0.9, entities=words)) == ["nothing_found"]


def test_a_yes_takes_the_nearer_of_the_others() -> None:
    """And not a person, which is what stands last."""
    player = asked(PASSAGE, *OTHERS)
    player.write("that's not what I asked", NOT_THAT)
    player.write("yes", reading(entities=(yes(),)))
    assert player.wanted(Retrieve) == [Retrieve("When is delivery free?", "en", ("delivery_cost",))]


def test_in_a_flow_nothing_is_asked_beside_it_and_a_value_goes_on() -> None:
    """Two questions at once would leave it open which of them is answered."""
    player = Player(passages=(PASSAGE, *OTHERS))
    player.write("cancel my order", reading(("cancel_order", 0.95)))
    player.write(QUESTION, DELIVERY)
    assert player.write("that's not what I asked", NOT_THAT) == ["answer_missed"]
    assert "nothing_found" not in player.write("no, it is HL-204518", reading(entities=(yes(False), code())))
    assert player.conversation.slots["order_code"] == "HL-204518"


def test_without_an_answer_before_it_the_same_words_are_read_as_any_others() -> None:
    """There is nothing that they could be about."""
    player = Player()
    assert "answer_missed" not in player.write("that's not what I asked", NOT_THAT)
    assert player.conversation.near == ()


def test_a_new_question_has_others_of_its_own() -> None:
    """Also where its answer is one that stood beside the last one."""
    player = asked(PASSAGE, *OTHERS)
    player.passages = (OTHERS[0], PASSAGE, OTHERS[2])
    player.write("when is it free", DELIVERY)
    assert [near.id for near in player.conversation.near] == ["costs#4"]


def test_a_button_of_a_passage_that_is_gone_cannot_be_followed() -> None:
    """It belongs to a question of long ago."""
    player = asked(PASSAGE, *OTHERS)
    player.conversation = replace(player.conversation, near=())
    player.write("When is delivery free?", choice="passage:costs#2")
    assert player.wanted(Retrieve) == []

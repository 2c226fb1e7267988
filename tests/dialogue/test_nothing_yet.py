"""Customers who have not said yet what they want, or need a moment."""

import pytest

from bot.dialogue.effects import Escalate
from tests.dialogue.shop import Player, code, command, reading, yes

CANCEL = reading(("cancel_order", 0.9), entities=(code(),))
TRACK = reading(("track_order", 0.9))


def says(mark: str, *entities: object):  # type: ignore[no-untyped-def]
    """A marked message that the model takes for out of scope."""
    return reading(("thanks", 0.2), outside=0.9, entities=(command(mark), *entities))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "reply"),
    [
        ("opener", "go_ahead"),
        ("hesitation", "take_your_time"),
        ("sorry", "no_worries"),
        ("laugh", "anything_else"),
        ("changed_mind", "something_else"),
    ],
)
def test_a_customer_who_wants_nothing_yet_is_neither_declined_nor_handed_over(mark: str, reply: str) -> None:
    player = Player()
    for _ in range(4):
        assert player.write("one sec", says(mark)) == [reply]
        assert not player.wanted(Escalate)
    assert player.conversation.out_of_scope == 0


@pytest.mark.parametrize(("mark", "reply"), [("hesitation", "take_your_time"), ("sorry", "no_worries"), ("laugh", "take_your_time")])
def test_in_a_flow_the_question_is_asked_again_in_its_first_wording(mark: str, reply: str) -> None:
    player = Player()
    player.write("where is it", TRACK)
    assert player.write("one sec", says(mark)) == [reply, "Which order?"]
    assert player.write("HL-204518", reading(entities=(code(),))) == ["HL-204518 arrives on 27 November."]


def test_a_customer_who_asks_for_help_in_a_flow_gets_the_hint() -> None:
    player = Player()
    player.write("where is it", TRACK)
    assert player.write("help", says("opener")) == ["ask_away", "It starts with HL-."]


def test_a_hesitation_is_not_taken_for_the_text_that_was_asked_for() -> None:
    player = Player()
    player.write("a complaint", reading(("complaint", 0.9)))
    assert player.write("hold on", says("hesitation")) == ["take_your_time", "What happened?"]
    assert "story" not in player.conversation.slots


def test_yes_and_wait_does_nothing_yet() -> None:
    player = Player()
    player.write("cancel HL-204518", CANCEL)
    assert player.write("yes wait", says("hesitation", yes())) == ["take_your_time", "Cancel HL-204518, $59.90?"]


def test_no_and_wait_is_a_no_to_a_decision() -> None:
    player = Player()
    player.write("cancel HL-204518", CANCEL)
    assert player.write("no wait", says("hesitation", yes(False))) == ["It stays."]


def test_a_choice_stays_open_while_the_customer_wants_a_moment() -> None:
    player = Player()
    player.write("about that return", reading(("return_item", 0.55), ("return_policy", 0.3)))
    assert player.write("wait", says("hesitation")) == ["take_your_time"]
    assert player.write("return item", says("none")) == ["Which order?"]


def test_a_customer_who_starts_over_is_not_held_to_a_choice() -> None:
    player = Player()
    player.write("about that return", reading(("return_item", 0.55), ("return_policy", 0.3)))
    assert player.write("I have a question", says("opener")) == ["go_ahead"]
    assert player.conversation.question is None


def test_a_change_of_mind_ends_the_flow() -> None:
    player = Player()
    player.write("cancel HL-204518", CANCEL)
    player.write("I changed my mind", says("changed_mind"))
    assert player.conversation.stack == ()
    assert player.conversation.out_of_scope == 0


def test_a_customer_who_keeps_asking_for_help_in_a_flow_gets_a_person() -> None:
    player = Player()
    player.write("where is it", TRACK)
    assert player.write("help", says("opener"))[0] == "ask_away"
    player.write("help!", says("opener"))
    assert player.wanted(Escalate)

"""An operator hands the conversation to a colleague, or to the queue for anybody."""

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.domain import Hours
from bot.dialogue.effects import Escalate, Send
from bot.dialogue.events import ConversationClosed, OperatorJoined, OperatorReleased, OperatorSaid, OperatorTransferred
from tests.dialogue.shop import DOMAIN, Player, command, reading

TO_TOM = OperatorTransferred(1.0, "Mei", "Tom", "She waits since Monday.")
TO_QUEUE = OperatorTransferred(1.0, "Mei", None)
HUMAN, TRACK = reading(("human_agent", 0.97)), reading(("track_order", 0.9))


@pytest.fixture
def held() -> Player:
    """A conversation that Mei has."""
    player = Player()
    player.happen(OperatorJoined(0.0, "Mei"))
    return player


def who(conversation: Conversation) -> tuple[str, str | None, str | None]:
    return conversation.mode, conversation.operator, conversation.handed_by


def test_the_colleague_has_it_and_the_customer_is_told_but_never_the_note(held: Player) -> None:
    assert held.happen(TO_TOM) == ["Tom takes over."]
    assert [(one.author, one.reply) for one in held.effects if isinstance(one, Send)] == [("system", "operator_transferred")]
    assert who(held.conversation) == ("operator", "Tom", "Mei")
    assert TO_TOM.note not in repr(held.conversation)


def test_the_customer_is_told_in_their_language(held: Player) -> None:
    held.conversation = replace(held.conversation, language="zh")
    assert held.happen(TO_TOM) == ["zh:Tom takes over."]


def test_the_bot_is_silent_before_and_after(held: Player) -> None:
    held.happen(TO_TOM)
    assert held.write("where is my stuff", TRACK) == []
    assert held.happen(OperatorSaid(2.0, "Tom", "It comes today.", "o1")) == ["It comes today."]


@pytest.mark.parametrize(
    "event",
    [OperatorTransferred(1.0, "Tom", "Ann"), OperatorTransferred(1.0, "Tom", "Mei"), OperatorTransferred(1.0, "Mei", "Mei")],
    ids=["somebody else's", "to themselves", "to oneself"],
)
def test_only_who_has_it_hands_it_on_and_only_to_another(held: Player, event: OperatorTransferred) -> None:
    before = held.conversation
    assert held.happen(event) == []
    assert held.conversation == before
    assert [(reason.rule, reason.fired) for reason in held.trace] == [("transferred", False)]


@pytest.mark.parametrize("event", [TO_TOM, TO_QUEUE])
def test_what_the_bot_has_or_what_waits_or_is_closed_cannot_be_handed_on(event: OperatorTransferred) -> None:
    with_bot, waiting, closed = Player(), Player(), Player()
    waiting.write("person please", HUMAN)
    closed.happen(OperatorJoined(0.0, "Mei"))
    closed.happen(ConversationClosed(0.0, "customer"))
    for player in (with_bot, waiting, closed):
        before = player.conversation
        assert player.happen(event) == []
        assert player.conversation == before


def test_in_the_queue_it_waits_for_anybody_and_nobody_counts_it_as_the_bots_hand_over(held: Player) -> None:
    assert held.happen(TO_QUEUE) == ["operator_queued"]
    assert who(held.conversation) == ("queued", None, "Mei")
    assert held.wanted(Escalate) == []
    assert held.write("hello?", TRACK) == ["in_queue"]
    held.happen(OperatorJoined(2.0, "Tom"))
    assert who(held.conversation) == ("operator", "Tom", None)


def test_outside_of_desk_hours_the_customer_hears_when_people_are_back(held: Player) -> None:
    held.domain = replace(DOMAIN, hours=Hours((((8 * 60, 20 * 60),),) * 7, offsets=()))
    assert held.happen(TO_QUEUE) == ["operator_queued_closed"]


def test_what_an_alarm_holds_for_a_person_stays_held_in_the_queue(held: Player) -> None:
    held.conversation = replace(held.conversation, held=True)
    held.happen(TO_QUEUE)
    assert held.conversation.held
    assert held.write("the bot please", reading(entities=(command("bot"),))) == ["in_queue_held"]


def test_what_the_bot_hands_over_later_is_from_no_operator(held: Player) -> None:
    held.happen(TO_TOM)
    held.happen(OperatorReleased(2.0, "Tom"))
    held.write("person please", HUMAN)
    assert who(held.conversation) == ("queued", None, None)

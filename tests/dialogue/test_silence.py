"""Silent customers get one reminder and a polite end; the bot never speaks while a person has the conversation."""

from dataclasses import replace

from bot.dialogue.conversation import Timer
from bot.dialogue.domain import Silence
from bot.dialogue.events import ConversationOpened, OperatorJoined, TimerFired
from tests.dialogue.shop import DOMAIN, Player, code, reading, yes

PATIENT = replace(DOMAIN, silence=Silence(remind=600.0, close=1800.0))
TRACK = reading(("track_order", 0.9))


def asked() -> Player:
    customer = Player(domain=PATIENT)
    customer.write("where is it", TRACK)
    return customer


def pass_time(customer: Player) -> list[str]:
    """Let the timer fire without any event before it."""
    timer = customer.conversation.timer
    return customer.happen(TimerFired(timer.due, timer.due)) if timer else []


def test_an_unanswered_question_is_asked_once_more_and_then_the_chat_is_closed() -> None:
    customer = asked()
    assert customer.conversation.timer == Timer("remind", 600.0)
    assert pass_time(customer) == ["still_there", "Which order?"]
    assert customer.conversation.timer == Timer("close", 2400.0)
    assert pass_time(customer) == ["closed_silent"]
    assert (customer.conversation.mode, customer.conversation.timer) == ("closed", None)


def test_an_answer_stops_the_timer() -> None:
    customer = asked()
    customer.write("HL-204518", reading(entities=(code(),)))
    assert customer.conversation.timer is None
    assert customer.happen(TimerFired(600.0, 600.0)) == []


def test_an_answer_after_the_reminder_goes_on_where_the_question_was() -> None:
    customer = asked()
    pass_time(customer)
    assert customer.write("HL-204518", reading(entities=(code(),))) == ["HL-204518 arrives on 27 November."]


def test_a_customer_who_was_asked_nothing_is_left_in_peace() -> None:
    customer = Player(domain=PATIENT)
    customer.happen(ConversationOpened(0.0))
    assert customer.conversation.timer is None
    customer.write("what does it cost", reading(("delivery_cost", 0.9)))
    assert customer.conversation.timer is None


def test_a_choice_of_intents_is_shown_again() -> None:
    customer = Player(domain=PATIENT)
    customer.write("hm", reading(("track_order", 0.4), ("cancel_order", 0.3)))
    pass_time(customer)
    again = customer.effects[-1]
    assert [button.payload for button in again.buttons][:2] == ["intent:track_order", "intent:cancel_order"]  # type: ignore[union-attr]


def test_nobody_is_reminded_while_queued_or_with_a_person() -> None:
    customer = asked()
    timer = customer.conversation.timer
    assert timer is not None
    customer.write("a person", choice="human")
    assert customer.happen(TimerFired(600.0, timer.due)) == []
    other = asked()
    other.happen(OperatorJoined(1.0, "Mei"))
    assert other.conversation.timer is None
    assert other.happen(TimerFired(600.0, 600.0)) == []


def test_a_confirmation_is_asked_again_and_still_confirms() -> None:
    customer = Player(domain=PATIENT)
    customer.write("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),)))
    assert pass_time(customer) == ["still_there", "Cancel HL-204518, $59.90?"]
    assert customer.write("yes", reading(entities=(yes(),))) == ["HL-204518 is cancelled."]


def test_a_pack_without_patience_sets_no_timer() -> None:
    customer = Player()
    customer.write("where is it", TRACK)
    assert customer.conversation.timer is None


def test_the_same_timer_fires_once() -> None:
    customer = asked()
    timer = customer.conversation.timer
    assert timer is not None
    customer.happen(TimerFired(600.0, timer.due))
    assert customer.happen(TimerFired(601.0, timer.due)) == []

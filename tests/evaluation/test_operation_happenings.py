"""What a turn's log says, as the real core and the real codec wrote it."""

from typing import Any

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import AskRating, Author, Escalate, Send
from bot.dialogue.events import (
    ActionFailed,
    ActionRequested,
    ActionReturned,
    ConversationClosed,
    CustomerRated,
    Entity,
    Event,
    Found,
    MessageReceived,
    OperatorJoined,
    OperatorReleased,
    OperatorSaid,
    OperatorTransferred,
    TimerFired,
    Understood,
)
from bot.dialogue.step import opening
from bot.dialogue.trace import Reason
from bot.store import codec
from bot.store.logs import LineHead, LoggedTurn
from evaluation.operation.happenings import Happening, happening
from tests.dialogue.shop import DOMAIN, Player, code, command, reading, yes


def logged(*events: Event, trace: tuple[Reason, ...] = (), said: tuple[str, ...] = (), author: Author = "bot") -> LoggedTurn:
    lines = tuple(LineHead(author, reply, "text") for reply in said)
    return LoggedTurn(5.0, "m1", codec.encode_all(events), codec.encode_plain(trace), lines)


def read(*events: Event, **what: Any) -> Happening:
    return happening(logged(*events, **what))


def fired(rule: str, because: str = "") -> tuple[Reason, ...]:
    return (Reason("empty_message", False, "something"), Reason(rule, True, because))


def test_a_message_brings_its_mood_and_the_rating_that_was_expected() -> None:
    understood = Understood(1.0, "hm", "en", (), 0.0, reading(mood="negative")("hm").sentiment, (), reading()("hm").thresholds, "m", 2.5)
    one = read(MessageReceived(1.0, "hm", "d1"), understood)
    assert (one.wrote, one.mood, one.predicted, one.at, one.model) == (True, "negative", 2.5, 5.0, "m1")


def test_a_subject_is_a_flow_that_began_or_an_intent_that_articles_were_looked_up_for() -> None:
    assert read(trace=fired("start_flow", "cancel")).subjects == {"cancel"}
    assert read(Found(1.0, "q", (), ("delivery_cost",))).subjects == {"delivery_cost"}
    assert read(Found(1.0, "q", (), None)).subjects == frozenset()


def test_only_an_action_that_writes_and_returned_was_done_for_the_customer() -> None:
    asked, back = ActionRequested(1.0, "k1", "cancel_order"), ActionReturned(1.0, "k1", "cancel_order", {"status": "done"})
    assert read(asked, back).acted
    assert not read(ActionReturned(1.0, "k0", "order_status", {})).acted
    broken = read(asked, ActionFailed(1.0, "k1", "cancel_order", "down"))
    assert broken.failed and not broken.acted


def test_operators_are_followed_from_joining_to_letting_go() -> None:
    assert read(OperatorJoined(1.0, "mei")).joined == "mei"
    assert read(OperatorSaid(1.0, "mei", "hi", "d"), said=("mei",), author="operator").operator_lines == 1
    assert read(OperatorReleased(1.0, "mei")).released
    assert read(OperatorTransferred(1.0, "mei", "tom"), trace=fired("transferred")).moved == "tom"
    assert read(OperatorTransferred(1.0, "mei", None), trace=fired("transferred")).moved == ""
    assert read(OperatorTransferred(1.0, "mei", "tom"), trace=(Reason("transferred", False, "not hers"),)).moved is None


def test_an_end_is_the_customers_the_operators_or_silence_and_a_reminder_is_none() -> None:
    assert read(ConversationClosed(1.0, "customer")).ended == "customer"
    assert read(ConversationClosed(1.0, "operator")).ended == "operator"
    assert read(TimerFired(1.0, 1.0), said=("closed_silent",)).ended == "silence"
    assert read(TimerFired(1.0, 1.0), said=("still_there",)).ended is None


def test_a_rating_may_be_stars_or_a_number_that_was_written_when_asked() -> None:
    five = Entity("number", 5, "5", 0, 1)
    assert read(CustomerRated(1.0, 2)).rating == 2
    assert read(reading(entities=(five,))("5"), trace=fired("rated", "“5” is the rating that was asked for")).rating == 5
    assert read(reading(entities=(five,))("5")).rating is None


@pytest.mark.parametrize("reply", ["clarify", "not_understood", "out_of_scope", "nothing_found", "answer_missed", "offer_human"])
def test_an_answer_that_did_not_help_is_known_by_its_reply(reply: str) -> None:
    assert read(said=(reply,)).not_helped
    assert not read(said=("thanks",)).not_helped and not read(said=(reply,), author="operator").not_helped


def test_the_last_line_counts_as_a_question_if_the_pack_asks_with_it() -> None:
    asks = frozenset({"ask_code"})
    assert happening(logged(said=("resumed", "ask_code")), asks).questioned
    assert not happening(logged(said=("ask_code", "is_cancelled")), asks).questioned


def played(player: Player, *texts: Any) -> Happening:
    """The last of some messages, as the core plays it."""
    for text, understand in texts:
        player.write(text, understand)
    heard = understand(text)
    sends = [LineHead("bot", one.reply, "text") for one in player.effects if isinstance(one, Send)]
    sends += [LineHead("bot", "ask_rating", "rating") for one in player.effects if isinstance(one, AskRating)]
    events = (MessageReceived(1.0, text, "d"), heard)
    return happening(LoggedTurn(1.0, "m1", codec.encode_all(events), codec.encode_plain(tuple(player.trace)), tuple(sends)))


def test_the_core_really_says_why_it_hands_over_what_it_begins_and_that_it_was_thanked() -> None:
    assert played(Player(), ("a person!", reading(("human_agent", 0.95)))).handed is not None
    begun = played(Player(), ("cancel HL-204518", reading(("cancel_order", 0.9), entities=(code(),))))
    assert begun.subjects == {"cancel"}
    thanked = played(Player(), ("thanks", reading(("thanks", 0.95))))
    assert thanked.thanked and thanked.asked_rating and thanked.parting and not begun.parting
    lost = played(Player(), ("zzz", reading(("delivery_cost", 0.1), outside=0.9)))
    assert lost.not_helped


def test_the_core_really_says_that_a_customer_left_the_queue_and_when_they_only_added_something() -> None:
    player = Player()
    player.write("a person!", reading(("human_agent", 0.95)))
    added = played(player, ("it is broken", reading(("complaint", 0.9))))
    left = played(player, ("never mind", reading(entities=(command("cancel"),))))
    assert (added.left_queue, left.left_queue) == (False, True)


def test_who_would_leave_the_queue_but_may_not_for_their_safety_still_waits() -> None:
    wish, held = reading(entities=(command("cancel"),))("never mind"), fired("leave_queue")
    assert not read(MessageReceived(1.0, "never mind", "d"), wish, trace=held, said=("in_queue_held",)).left_queue
    assert read(MessageReceived(1.0, "never mind", "d"), wish, trace=held, said=("out_of_queue",)).left_queue
    asked = reading(("delivery_cost", 0.9))("what does delivery cost")
    assert read(MessageReceived(1.0, "forget the person, what does delivery cost", "d"), wish, asked, trace=held).left_queue


def test_nothing_is_made_of_a_conversation_that_only_said_yes() -> None:
    one = played(Player(Conversation("c1", "shop")), ("yes", reading(entities=(yes(),))))
    assert (one.subjects, one.handed, one.acted, one.rating) == (frozenset(), None, False, None)


def test_the_names_that_counting_looks_for_are_those_that_the_core_uses() -> None:
    player = Player(opening("c1", DOMAIN, "en"))
    player.write("a person!", reading(("human_agent", 0.95)))
    assert [reason.because for reason in player.trace if reason.rule == "hand_over" and reason.fired] == [
        effect.reason for effect in player.effects if isinstance(effect, Escalate)
    ]

"""What the lines of an explanation say, for people who do not read Python."""

from dataclasses import replace

import pytest

from bot.dialogue.events import ActionRequested, ActionReturned, CustomerRated, Entity, Event, Found, OperatorTransferred, Passage
from bot.explain import event_lines, explain, values
from bot.store.records import TurnLog
from tests.dialogue.shop import DOMAIN, reading

CARE = "Wipe the pan with a soft cloth.\nDo not put it into the dishwasher, and dry it at once, or the lime in the water leaves stains."


def passage(score: float, text: str = CARE) -> Passage:
    return Passage("care-kitchen#3", "Kitchen things: care and use", text, score, "knowledge", "en")


def told(*passages: Passage) -> list[str]:
    return [line.text for line in event_lines(Found(1.0, "how do I clean it", passages))]


def test_what_an_action_was_given_and_gave_is_told_without_what_nobody_knows() -> None:
    came = ActionReturned(1.0, "k", "order_status", {"order_status": "in_transit", "eta": "2026-12-01", "delivered_on": None})
    assert [line.text for line in event_lines(came)] == ["order_status returned order_status: in_transit · eta: 2026-12-01"]
    asked = ActionRequested(1.0, "k", "cancel_order", {"order_code": "HL-204518", "sure": True})
    assert [line.text for line in event_lines(asked)] == ["cancel_order requested with order_code: HL-204518 · sure: True"]
    assert values({"eta": None}) == "nothing"


def turn(*events: Event) -> TurnLog:
    return TurnLog(1, 1.0, 0.02, "pack", "model", events, ())


LABELLED = replace(DOMAIN, labels={"order_code": {"en": "order number", "zh": "订单号"}, "eta": {"zh": "预计送达"}})


def test_slots_and_results_are_called_what_the_pack_calls_them_in_english() -> None:
    code = Entity("code", "HL-204518", "hl204518", 9, 17, "order_code")
    heard = reading(("track_order", 0.93), entities=(code,))("where is hl204518")
    came = ActionReturned(1.0, "k", "order_status", {"order_code": "HL-204518", "eta": "2026-12-01", "paid_with": "PayPal"})
    asked = ActionRequested(1.0, "k", "cancel_order", {"order_code": "HL-204518"})
    said = [line.text for line in explain(turn(heard, asked, came), [], LABELLED)]
    assert said[-3:] == [
        "order number: HL-204518 from “hl204518”",
        "cancel_order requested with order number: HL-204518",
        "order_status returned order number: HL-204518 · eta: 2026-12-01 · paid with: PayPal",
    ]


def test_what_no_slot_took_is_called_by_what_it_is() -> None:
    mail = Entity("email", "ann@example.com", "ann@example.com", 0, 15)
    heard = reading(("account_login", 0.4), entities=(mail,))("ann@example.com")
    assert explain(turn(heard), [], LABELLED)[-1].text == "email: ann@example.com from “ann@example.com”"


def test_without_the_pack_the_names_are_told_and_a_value_that_reads_like_a_name_stays_as_it_is() -> None:
    came = ActionReturned(1.0, "k", "order_status", {"order_code": "order_code"})
    assert [line.text for line in explain(turn(came), [])] == ["order_status returned order_code: order_code"]
    assert [line.text for line in explain(turn(came), [], LABELLED)] == ["order_status returned order number: order_code"]


@pytest.mark.parametrize("comment", ["did not help", "客服很耐心"])
def test_a_rating_is_told_with_what_the_customer_wrote_beside_it(comment: str) -> None:
    assert [line.text for line in event_lines(CustomerRated(1.0, 2, comment))] == [f"the customer rated 2 of 5: “{comment}”"]
    assert [line.text for line in event_lines(CustomerRated(1.0, 2))] == ["the customer rated 2 of 5"]


def test_who_handed_the_conversation_to_whom_is_told_with_the_note() -> None:
    noted, queued = OperatorTransferred(1.0, "Mei", "Tom", "He speaks Dutch."), OperatorTransferred(1.0, "Mei", None)
    assert [line.text for line in event_lines(noted)] == ["Mei handed the conversation to Tom with the note “He speaks Dutch.”"]
    assert [line.text for line in event_lines(queued)] == ["Mei handed the conversation to the queue"]


def test_a_passage_is_told_by_how_near_it_is_and_how_it_begins() -> None:
    (line,) = told(passage(0.4079))
    assert line.startswith("0.41  Kitchen things: care and use (care-kitchen#3): “Wipe the pan with a soft cloth. Do not put it")
    assert line.endswith("…”")
    assert told(passage(0.4, "Wipe it.")) == ["0.40  Kitchen things: care and use (care-kitchen#3): “Wipe it.”"]
    assert "\n" not in line
    assert told() == ["nothing"]


def test_a_passage_of_the_intent_is_called_so_and_not_told_by_what_puts_it_first() -> None:
    assert told(passage(3.4079, "Wipe it.")) == [
        "0.41  Kitchen things: care and use (care-kitchen#3, an article of the intent): “Wipe it.”"
    ]
    assert told(passage(0.0, "Wipe it.")) == ["Kitchen things: care and use (care-kitchen#3, an article of the intent): “Wipe it.”"]


def test_a_long_passage_without_blanks_is_cut_all_the_same() -> None:
    (line,) = told(passage(0.5, "请用软布擦拭锅具" * 30))
    assert len(line) < 150


def test_what_was_read_behind_a_greeting_is_told() -> None:
    heard = replace(reading(("track_order", 0.93))("Good morning. where is it"), begins=14)
    assert explain(turn(heard), [])[0].text == "read: “where is it”, what comes before is a greeting"

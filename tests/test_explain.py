"""What the lines of an explanation say, for people who do not read Python."""

from bot.dialogue.events import ActionRequested, ActionReturned, Found, Passage
from bot.explain import event_lines, values

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

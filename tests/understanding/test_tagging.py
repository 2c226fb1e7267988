"""What tags add to the values of the recognisers."""

from datetime import date

import pytest

from bot.dialogue.domain import Domain, Option, Slot
from bot.dialogue.events import Entity
from bot.inference.tags import Span
from bot.recognisers import recognise
from bot.understanding.tagging import with_tags

TODAY = date(2026, 11, 26)
SLOTS = (
    Slot("order_code", "code", "ask", pattern=r"HL(?P<code>\d{6})", template="HL-{code}"),
    Slot("leaves", "date", "ask"),
    Slot("returns", "date", "ask"),
    Slot("email", "email", "ask"),
    Slot("seats", "number", "ask"),
    Slot("colour", "choice", "ask", options=(Option("red", {"en": "red"}),)),
    Slot("address", "text", "ask", max_length=20),
    Slot("sure", "boolean", "ask"),
)
DOMAIN = Domain("trips", "1", {"en": "Trips"}, ("en",), {}, {slot.name: slot for slot in SLOTS}, {}, {}, {})


def seen(text: str, **tags: str) -> tuple[Entity, ...]:
    spans = [Span(text.index(words), text.index(words) + len(words), slot, 0.9) for slot, words in tags.items()]
    return with_tags(recognise(text, DOMAIN, "en", TODAY), spans, text, DOMAIN, "en", TODAY)


def values(text: str, **tags: str) -> list[tuple[str | None, object, bool]]:
    return [(entity.slot, entity.value, entity.tagged) for entity in seen(text, **tags)]


def test_a_text_slot_takes_the_tagged_words() -> None:
    (found,) = seen("send it to Mill Lane, Leeds", address="Mill Lane")
    assert found == Entity("text", "Mill Lane", "Mill Lane", 11, 20, "address", tagged=True)


def test_a_text_slot_takes_no_more_than_it_may() -> None:
    assert values("to Mill Lane near the old bridge", address="Mill Lane near the old bridge") == [
        ("address", "Mill Lane near the o", True)
    ]


def test_a_tag_says_whose_a_recognised_day_is_and_the_recogniser_which_day() -> None:
    assert values("out on 5 December and back on 9 December", leaves="5 December", returns="9 December") == [
        ("leaves", "2026-12-05", True),
        ("returns", "2026-12-09", True),
    ]


def test_words_that_the_recogniser_of_the_slot_cannot_read_are_dropped() -> None:
    assert values("out some time soon", leaves="some time soon") == []
    assert values("a purple one", colour="purple") == []


def test_a_recognised_value_wins_where_a_tag_sees_the_same_words() -> None:
    assert values("where is HL-204518", address="HL-204518", email="HL-204518") == [("order_code", "HL-204518", False)]


def test_a_tag_adds_no_second_value_to_a_slot_that_a_recogniser_filled() -> None:
    assert values("3 red ones", colour="3") == values("3 red ones")


def test_an_address_keeps_the_number_in_it() -> None:
    assert ("address", "12 Mill Lane", True) in values("send 3 to 12 Mill Lane", address="12 Mill Lane")


@pytest.mark.parametrize(("slot", "words"), [("unknown", "Mill"), ("sure", "yes")])
def test_tags_that_no_slot_can_hold_are_passed_over(slot: str, words: str) -> None:
    assert values("yes, Mill Lane", **{slot: words}) == values("yes, Mill Lane")

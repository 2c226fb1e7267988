"""Inbox keys: no event is mistaken for another."""

from itertools import product
from typing import get_args

from bot.keys import Kind, key

KINDS: list[Kind] = list(get_args(Kind))
ENDS = ("", "r1", ":", ":r1", *(f":{kind}{end}" for kind in KINDS for end in ("", ":", ":r1", "::r1")))


def test_two_events_of_a_conversation_never_share_a_key() -> None:
    events = list(product(KINDS, ENDS))
    assert len({key("c1", *event) for event in events}) == len(events)


def test_keys_that_databases_hold_already_are_made_as_they_were() -> None:
    assert key("c1", "message", "m:1") == "c1:m:1"
    assert key("c1", "opened") == "c1::opened"
    assert key("c1", "rating", "r1") == "c1::rating:r1"
    assert key("c1", "close", "17.5") == "c1::close:17.5"
    assert key("c1", "desk", "d1") == "c1::desk:d1"

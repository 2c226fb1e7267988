"""What goes into the log comes out of it, exactly."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.dialogue.commands import Command
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import ActionReturned, Event, MessageReceived, OperatorJoined, OperatorReleased, Thresholds, Understood, Value
from bot.dialogue.trace import Reason
from bot.store import codec

values = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none())


def same(one: object, other: object) -> bool:
    """Equal, and of the same types all the way down; unlike ``==`` this holds for NaN and tells 1 from True and 1.0."""
    return repr(one) == repr(other)


def plain(value: Any) -> Any:
    """The value with its mappings, at any depth, as dictionaries: hypothesis makes other kinds too."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: plain(getattr(value, f.name)) for f in fields(value)})
    return value


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_it_was(kind: type) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.from_type(kind))
    def comes_back(event: Event) -> None:
        assert same(codec.decode_event(codec.encode(event)), plain(event))
        assert same(codec.decode_events(codec.encode_all((event, event))), (plain(event), plain(event)))

    comes_back()


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
def test_every_command_comes_back_as_it_was(kind: type) -> None:
    @settings(max_examples=20, deadline=None)
    @given(st.from_type(kind))
    def comes_back(value: Command) -> None:
        assert same(codec.COMMAND.validate_json(codec.encode(value)), plain(value))

    comes_back()


@settings(max_examples=60, deadline=None)
@given(st.from_type(Conversation))
def test_every_state_comes_back_as_it_was(conversation: Conversation) -> None:
    assert same(codec.decode_conversation(codec.encode_conversation(conversation)), plain(conversation))


@given(values)
def test_a_value_keeps_its_type(value: Value) -> None:
    again = codec.decode_event(codec.encode(ActionReturned(0.0, "k", "a", {"x": value})))
    assert isinstance(again, ActionReturned)
    assert same(again.results["x"], value)


def test_events_with_the_same_fields_are_told_apart() -> None:
    events = (OperatorJoined(1.0, "Ada"), OperatorReleased(1.0, "Ada"))
    assert codec.decode_events(codec.encode_all(events)) == events


def test_a_threshold_that_is_never_reached_comes_back() -> None:
    event = Understood(1.0, "", "en", (), 0.0, (), (), Thresholds(math.inf, math.inf), "m")
    assert codec.decode_event(codec.encode(event)) == event


def test_reasons_come_back() -> None:
    trace = (Reason("accept", False, "“returns” .41 < .60"),)
    assert codec.TRACE.validate_json(codec.encode_plain(trace)) == trace


def test_a_state_written_before_a_field_existed_gets_its_default() -> None:
    assert codec.decode_conversation('{"id": "c1", "pack": "shop", "mode": "queued"}') == Conversation("c1", "shop", "queued")


@pytest.mark.parametrize("text", ['{"type": "Nonsense", "at": 1}', '{"at": 1}', "[]", '{"type": "OperatorJoined"}', "not json"])
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        codec.decode_event(text)


def test_text_that_is_not_unicode_is_refused_before_it_is_stored() -> None:
    with pytest.raises(ValueError, match=r"(?i)utf-8|surrogate"):
        codec.encode(MessageReceived(1.0, "\ud800", "d1"))

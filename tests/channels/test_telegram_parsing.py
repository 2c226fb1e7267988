"""What an update says, without a network and without a conversation."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.account import Me, address_of, conversation_of
from bot.channels.telegram.parsing import Commanded, Content, Edited, Pressed, Said, Scored, Spent, arrival
from bot.dialogue.events import MessageReceived
from bot.store import codec
from tests.channels.updates import DOCUMENT, GROUP, OTHERS, PHOTO, PRIVATE, edited, message, press

ME = Me(123456789, "HarbourLaneBot")
TO_ME = {"message_id": 3, "date": 1, "chat": GROUP, "from": {"id": 123456789, "is_bot": True, "first_name": "H"}, "text": "Which order?"}


def content(update: dict[str, Any]) -> Content | None:
    found = arrival(update, ME)
    return None if found is None else found.content


def mention(text: str, name: str = "@HarbourLaneBot") -> dict[str, Any]:
    return message(text, chat=GROUP, entities=[{"type": "mention", "offset": text.index(name), "length": len(name)}])


def test_a_message_is_what_was_written() -> None:
    update = message("Where is my parcel?")
    found = arrival(update, ME)
    assert found is not None
    assert (found.update, found.chat, found.language) == (update["update_id"], 42, "en")
    assert found.content == Said("Where is my parcel?", update["message"]["message_id"])


def test_control_characters_are_taken_out() -> None:
    found = content(message("a\x00b\u0007c"))
    assert isinstance(found, Said)
    assert found.text == "abc"


@pytest.mark.parametrize(
    ("fields", "attachment", "file"),
    [
        ({"photo": PHOTO}, "photo", "large"),
        ({"document": DOCUMENT}, "document", "doc"),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 2}}, "file", "v"),
        ({"sticker": {"file_id": "st", "file_unique_id": "st", "type": "regular"}}, "file", "st"),
        ({"story": {"chat": PRIVATE, "id": 3}}, "file", ""),
    ],
)
def test_a_picture_and_a_file_come_with_their_caption_and_their_name_at_telegram(fields: Any, attachment: str, file: str) -> None:
    found = content(message(None, caption="broken zip", **fields))
    assert isinstance(found, Said)
    assert (found.text, found.attachment, found.file) == ("broken zip", attachment, file)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("/start", "start"),
        ("/start shop_12", "start"),
        ("/HUMAN", "human"),
        ("/restart@harbourlanebot", "restart"),
        ("/language", "language"),
    ],
)
def test_commands(text: str, word: str) -> None:
    found = content(message(text))
    assert isinstance(found, Commanded)
    assert found.word == word


def test_an_unknown_command_is_read_as_words_and_one_of_another_bot_is_not() -> None:
    assert isinstance(content(message("/refund please")), Said)
    assert content(message("/start@OtherBot")) is None


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"sticker": {"file_id": "st", "file_unique_id": "st", "emoji": "👍"}}, "👍"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "🎲"),
        ({"contact": {"phone_number": "+447700900123", "first_name": "Ann", "last_name": "Lind"}}, "👤 Ann Lind, +447700900123"),
    ],
)
def test_a_sticker_and_a_contact_are_what_they_say(fields: Any, text: str) -> None:
    found = content(message(None, **fields))
    assert isinstance(found, Said)
    assert (found.text, found.attachment, found.read) == (text, None, True)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"location": {"latitude": 51.5, "longitude": 2}}, "📍 51.50000, 2.00000"),
        (
            {"venue": {"title": "Shop", "address": "1 Quay", "location": {"latitude": 1, "longitude": 2}}, "location": {"latitude": 1}},
            "📍 Shop, 1 Quay (1.00000, 2.00000)",
        ),
    ],
)
def test_a_place_is_words_for_people_alone(fields: Any, text: str) -> None:
    found = content(message(None, **fields))
    assert isinstance(found, Said)
    assert (found.text, found.attachment, found.read) == (text, None, False)


def test_a_message_is_heard_whatever_another_version_of_the_bot_api_writes_into_fields_that_are_not_read() -> None:
    old = {"id": "1", "question": "Which?", "options": [{"text": "red"}]}
    update = message("this one", reply_to_message={**TO_ME, "poll": old}, quote={"new": 1}, external_reply="?", effect=[])
    found = content(update)
    assert isinstance(found, Said)
    assert found.text == "this one"


def test_what_stands_behind_a_command_is_kept() -> None:
    found = content(message("/start order_7"))
    assert isinstance(found, Commanded)
    assert found.rest == "order_7"


def test_a_button_and_a_rating() -> None:
    assert isinstance(content(press("12.3")), Pressed)
    found = content(press("rate.9.4"))
    assert isinstance(found, Scored)
    assert (found.seq, found.score) == (9, 4)


def test_a_rating_button_from_before_lines_were_named_in_it_still_rates() -> None:
    found = content(press("rate.4"))
    assert isinstance(found, Scored)
    assert (found.seq, found.score) == (None, 4)


@pytest.mark.parametrize("data", ["rate.9.6", "rate.6", "rate.", "rate.9.", "x", "1.", "99999999999.1", "spent", ""])
def test_a_button_that_is_none_of_ours_only_ends_its_loading(data: str) -> None:
    assert isinstance(content(press(data)), Spent)


def test_an_edited_message_is_told_from_a_new_one() -> None:
    found = content(edited(message("HL-1"), "HL-2"))
    assert isinstance(found, Edited)
    assert found.text == "HL-2"


@pytest.mark.parametrize(
    ("update", "text"),
    [
        (mention("@HarbourLaneBot where is my parcel"), "where is my parcel"),
        (mention("hello @HarbourLaneBot, are you there"), "hello are you there"),
        (message("HL-204518", chat=GROUP, reply_to_message=TO_ME), "HL-204518"),
    ],
)
def test_in_a_group_the_bot_hears_what_is_said_to_it(update: dict[str, Any], text: str) -> None:
    found = content(update)
    assert isinstance(found, Said)
    assert found.text == text


@pytest.mark.parametrize(
    "update",
    [
        message("dinner at eight?", chat=GROUP),
        mention("@SomebodyElse hi", "@SomebodyElse"),
        message("/weather", chat=GROUP),
        message("/help", chat=GROUP),
        message("/human@OtherBot", chat=GROUP),
    ],
)
def test_in_a_group_the_bot_keeps_out_of_what_is_not_said_to_it(update: dict[str, Any]) -> None:
    assert content(update) is None


@pytest.mark.parametrize("update", OTHERS, ids=lambda update: list(update)[-1])
def test_updates_that_are_not_for_the_bot_are_left_alone(update: dict[str, Any]) -> None:
    assert arrival(update, ME) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
SAMPLES = [message("hi"), message(None, photo=PHOTO, caption="c"), press("1.1"), mention("@HarbourLaneBot x"), edited(message("a"), "b")]


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """An update with a wrong field."""
    update = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    place: Any = update
    for _ in range(draw(st.integers(0, 3))):
        below = [key for key in place if isinstance(place[key], dict) and place[key]]
        if not below:
            break
        place = place[draw(st.sampled_from(below))]
    place[draw(st.sampled_from([*place, "new"]))] = draw(VALUES)
    return update


@given(broken() | VALUES)
def test_whatever_comes_is_an_arrival_nothing_or_refused_in_words(raw: Any) -> None:
    try:
        found = arrival(raw, ME)
    except ValueError:
        return
    if found is not None:
        assert address_of(conversation_of(ME.id, found.chat)) == (ME.id, found.chat)
        assert codec.encode(MessageReceived(1.0, getattr(found.content, "text", ""), "1"))

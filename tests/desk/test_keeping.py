"""What the desk says about what is kept of a conversation."""

import pytest

from bot.desk import words
from bot.desk.keeping import entry
from bot.store.erasure import BELONGING, Deletion


def test_what_goes_is_said_in_words_and_what_there_is_none_of_is_left_out() -> None:
    said = words.kept({"messages": 1, "turns": 2, "inbox": 1_000, "outbox": 0, "sent_answers": 1})
    assert said == [
        "1 message",
        "2 turns with their values, reasons, ratings and notes",
        "1,000 received events",
        "1 answer that is suggested to colleagues",
    ]


@pytest.mark.parametrize("table", BELONGING)
def test_everything_that_belongs_to_a_conversation_has_a_name(table: str) -> None:
    assert words.kept({table: 2}) != [f"2 rows of {table}"]


def test_a_lead_is_told_who_has_the_conversation_that_they_delete() -> None:
    assert words.goes_on("operator", "Tom K.", "Mia").startswith("Not closed: Tom K. has this conversation.")
    assert words.goes_on("operator", "Mia", "Mia").startswith("Not closed: you have this conversation.")
    assert words.goes_on("queued", None, "Mia").startswith("Not closed: the customer waits for a person.")
    assert words.goes_on("bot", None, "Mia") == (
        "Not closed: the bot has this conversation. If the customer goes on writing, a new one begins."
    )
    assert words.goes_on("closed", None, "Mia") == ""


def test_what_came_of_a_deletion_is_said_in_a_sentence() -> None:
    assert words.erased({"conversations": 1, "messages": 3}) == "Deleted for good: this conversation with 3 messages."
    assert words.erased({"conversations": 0, "messages": 0}) == "This conversation had been deleted before."


def test_the_record_tells_a_wish_from_an_age() -> None:
    assert entry(Deletion("Mia", 2.0, "asked", "f1", 1, 1)) == {"at": 2.0, "by": "Mia", "what": "1 conversation, 1 message"}
    assert entry(Deletion("retention", 1.0, "age", "", 12, 340))["what"] == "12 conversations for their age, 340 messages"

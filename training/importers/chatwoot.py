"""Chatwoot's conversations with their messages, as its application API gives them (developers.chatwoot.com, conversations and messages).

The API's list holds only the last message of each conversation: put all of them into ``messages``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import DataError
from training.dialogues import Dialogue, Outcome, Speaker
from training.importers import messages, records
from training.importers.markup import plain
from training.importers.messages import Message

INSIDE = ("data", "payload")
SPEAKERS: dict[str, Speaker | None] = {
    **dict.fromkeys(("0", "incoming"), "customer"),
    **dict.fromkeys(("1", "outgoing"), "agent"),
    **dict.fromkeys(("2", "activity", "3", "template"), None),
}
"""Sides by ``message_type``; activities and templates (greetings, surveys) are not written by people."""
OUTCOMES: dict[str, Outcome] = {"resolved": "resolved", "open": "unresolved", "pending": "unresolved", "snoozed": "unresolved"}
NOT_PRIVATE = (None, False)
SURVEY = "input_csat"


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """A dialogue for each conversation, from a list, from ``data.payload``, or one a line."""
    return records.dialogues(path, INSIDE, dialogue)


def dialogue(record: dict[str, Any]) -> Dialogue:
    """A conversation without private notes; ValueError says what is wrong with it."""
    if record.get("id") is None:
        raise ValueError("a conversation without id")
    if not isinstance(listed := record.get("messages"), list):
        raise ValueError("has no list of messages: give each conversation together with its messages")
    said = [found for number, one in enumerate(listed, start=1) if (found := message(one, number)) is not None]
    return messages.dialogue(
        f"chatwoot-{record['id']}",
        said,
        channel=channel(record),
        outcome=OUTCOMES.get(str(record.get("status"))),
        rating=rating(record, listed),
        intents=record.get("labels") or (),
    )


def message(one: Any, number: int) -> Message | None:
    """One message; None for private notes, surveys, deleted or automatic messages, and attachments without text."""
    if not isinstance(one, dict):
        raise ValueError(f"message {number} is not a JSON object")
    if one.get("private") not in NOT_PRIVATE or one.get("content_type") == SURVEY or value(one, "content_attributes", "deleted"):
        return None
    kind, content = str(one.get("message_type")), one.get("content")
    if kind not in SPEAKERS:
        raise ValueError(f"message {number} has the message_type {kind}: use incoming, outgoing, activity, template, or 0 to 3")
    if not isinstance(content, str | None):
        raise ValueError(f"the content of message {number} is not a text")
    speaker, text = SPEAKERS[kind], plain(content or "")
    return Message(speaker, text, messages.moment(one.get("created_at"))) if speaker is not None and text else None


def rating(record: dict[str, Any], listed: list[Any]) -> Any:
    """The rating of the conversation, or the last one submitted to a survey in its messages."""
    submitted = [value(one, "content_attributes", "submitted_values", "csat_survey_response", "rating") for one in listed]
    given = value(record, "csat_survey_response", "rating")
    return given if given is not None else next((one for one in reversed(submitted) if one is not None), None)


def channel(record: dict[str, Any]) -> str:
    """``Channel::Telegram`` as telegram; the widget of a web page as web."""
    name = str(value(record, "meta", "channel") or record.get("channel") or "").rpartition("::")[2].lower()
    return "web" if name in {"", "webwidget"} else name


def value(record: Any, *keys: str) -> Any:
    """The value under nested keys; None if any of them is missing."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record

"""Builds a dialogue from the messages of a support tool's export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from bot.inference.script import language_of
from training.dialogues import Dialogue, Speaker

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """What one side wrote, and when, if known."""

    speaker: Speaker
    text: str
    at: datetime | None


def dialogue(identity: str, messages: Sequence[Message], **about: Any) -> Dialogue:
    """A dialogue, sorted by time if every message has one; its language is guessed from the script."""
    times = [message.at for message in messages if message.at is not None]
    began = min(times, default=None)
    if len(times) == len(messages):
        messages = sorted(messages, key=attrgetter("at"))
    turns = [
        {
            "speaker": message.speaker,
            "text": message.text,
            "seconds": (message.at - began).total_seconds() if message.at is not None and began is not None else None,
        }
        for message in messages
    ]
    spoken = language(" ".join(message.text for message in messages))
    return Dialogue.model_validate({"id": identity, "language": spoken, "started_at": began, "turns": turns, **about})


def language(text: str) -> str:
    """Chinese for Chinese characters, else the default: a script does not tell one language in Latin letters from another."""
    return language_of(text, (DEFAULT_LANGUAGE,)) or DEFAULT_LANGUAGE


def moment(value: Any, name: str = "created_at") -> datetime | None:
    """A point in time from epoch seconds or ISO 8601, as UTC if there is no offset; ValueError if it is neither."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            read = datetime.fromisoformat(value)
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{name} is {value!r}: neither seconds since 1970 nor a date such as 2024-05-01T09:30:00Z") from error

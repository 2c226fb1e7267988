"""What a message of Telegram's holds besides its words, read from the plain update.

The library parses every field and fails on one that an older or newer Bot API server writes otherwise, so it only gets what is read.
"""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.events import Attachment

REPLIED = ("message_id", "date", "chat", "from")
"""The fields that the library has to parse in a message that somebody replies to."""

QUOTED = 160
"""Characters that are quoted of an earlier message at most."""

READ = (
    *("message_id", "date", "edit_date", "chat", "from", "sender_chat", "message_thread_id", "is_topic_message"),
    *("text", "caption", "entities", "caption_entities", "reply_markup"),
)
"""The fields that the library has to parse in a message."""

PRESSED = ("id", "from", "chat_instance", "data")
FILES = ("animation", "audio", "sticker", "video", "video_note", "voice")
SHOWN = ("story", "game", "checklist", "paid_media")
"""Kinds of messages that only Telegram's app can show."""


def lean(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An update with the fields that the library has to parse."""
    found: dict[str, Any] = {"update_id": raw["update_id"]}
    for kind in ("message", "edited_message"):
        if raw.get(kind) is not None:
            found[kind] = fields(raw[kind])
    if (query := raw.get("callback_query")) is not None:
        below = query.get("message")
        found["callback_query"] = part(query, PRESSED) | ({"message": part(below, READ)} if below is not None else {})
    return found


def fields(message: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a message that the library has to parse."""
    answered = message.get("reply_to_message")
    return part(message, READ) | ({"reply_to_message": part(answered, REPLIED)} if answered is not None else {})


def part(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of an object, as far as it has them."""
    return {name: whole[name] for name in names if name in whole}


def attached(message: Mapping[str, Any]) -> tuple[Attachment | None, str]:
    """The kind of a message's attachment and Telegram's id of the file; for a photo, of its largest size."""
    if message.get("photo"):
        return "photo", message["photo"][-1]["file_id"]
    if message.get("document") and not message.get("animation"):
        return "document", message["document"]["file_id"]
    for kind in FILES:
        if message.get(kind):
            return "file", message[kind]["file_id"]
    return ("file", "") if any(message.get(kind) for kind in SHOWN) else (None, "")


def spoken(message: Mapping[str, Any]) -> str:
    """What a sticker, a die or a contact says, in words that the bot can read too; empty for other messages."""
    if sticker := message.get("sticker") or message.get("dice"):
        return str(sticker.get("emoji") or "")
    if contact := message.get("contact"):
        name = " ".join(str(contact[part]) for part in ("first_name", "last_name") if contact.get(part))
        return f"👤 {name}, {contact['phone_number']}"
    return ""


def shown(message: Mapping[str, Any]) -> str:
    """What a place or a poll says, in words for people; empty for other messages."""
    if place := message.get("venue"):
        return f"📍 {place['title']}, {place['address']} ({point(place['location'])})"
    if place := message.get("location"):
        return f"📍 {point(place)}"
    if poll := message.get("poll"):
        return "\n".join([f"📊 {poll['question']}", *(f"• {option['text']}" for option in poll["options"])])
    return ""


def point(place: Mapping[str, Any]) -> str:
    """A place's latitude and longitude, as maps take them."""
    return f"{float(place['latitude']):.5f}, {float(place['longitude']):.5f}"


def quoting(text: str, answers: str) -> str:
    """A text below the beginning of what it answers."""
    quoted = " ".join(answers.split())
    return f"> {quoted if len(quoted) <= QUOTED else quoted[: QUOTED - 1] + '…'}\n{text}"


def unquoted(text: str) -> str:
    """A text without what it quotes."""
    return text.partition("\n")[2] if text.startswith("> ") else text

"""Updates as Telegram sends them, in the form that core.telegram.org/bots/api gives; every name and number is made up."""

import itertools
from typing import Any

numbers = itertools.count(500)
ANN: dict[str, Any] = {"id": 42, "is_bot": False, "first_name": "Ann", "last_name": "Lind", "username": "annlind", "language_code": "en"}
PRIVATE: dict[str, Any] = {"id": 42, "type": "private", "first_name": "Ann", "last_name": "Lind", "username": "annlind"}
GROUP: dict[str, Any] = {"id": -1001, "type": "supergroup", "title": "Housemates"}


def message(text: str | None = None, **fields: Any) -> dict[str, Any]:
    """A message; ``kind``: message or edited_message."""
    number = next(numbers)
    kind = fields.pop("kind", "message")
    said = {
        "message_id": number + 7000,
        "from": ANN,
        "chat": PRIVATE,
        "date": 4102444800,
        **({"text": text} if text is not None else {}),
        **fields,
    }
    if text and text.startswith("/"):
        said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {"update_id": number, kind: said}


def edited(update: dict[str, Any], text: str) -> dict[str, Any]:
    """The edit of a message; also what comes when only a reaction to it or its preview changed, with the same ``text``."""
    return {"update_id": next(numbers), "edited_message": {**update["message"], "edit_date": update["message"]["date"] + 5, "text": text}}


def press(data: str, chat: dict[str, Any] = PRIVATE, label: str | None = None) -> dict[str, Any]:
    """A pressed button, with its ``label`` where Telegram still tells what stood on it."""
    number = next(numbers)
    below = {"message_id": number + 6000, "from": {"id": 123456789, "is_bot": True, "first_name": "Harbour Lane"}, "chat": chat, "date": 1}
    if label is not None:
        below["reply_markup"] = {"inline_keyboard": [[{"text": label, "callback_data": data}]]}
    return {"update_id": number, "callback_query": {"id": f"q{number}", "from": ANN, "message": below, "chat_instance": "1", "data": data}}


PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 67, "file_size": 1200},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 210000},
]
DOCUMENT = {"file_id": "doc", "file_unique_id": "d", "file_name": "invoice.pdf", "mime_type": "application/pdf", "file_size": 90000}
OTHERS: list[dict[str, Any]] = [
    {"update_id": 1, "channel_post": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel", "title": "News"}, "text": "hello"}},
    {"update_id": 2, "inline_query": {"id": "1", "from": ANN, "query": "x", "offset": ""}},
    {
        "update_id": 4,
        "message_reaction": {"chat": PRIVATE, "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": [], "user": ANN},
    },
    {
        "update_id": 5,
        "my_chat_member": {
            "chat": PRIVATE,
            "from": ANN,
            "date": 1,
            "old_chat_member": {"user": ANN, "status": "member"},
            "new_chat_member": {"user": ANN, "status": "left"},
        },
    },
    {"update_id": 6, "something_new_in_2031": {"a": [1, 2]}},
    {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": GROUP, "from": ANN, "new_chat_members": [ANN]}},
    {
        "update_id": 8,
        "message": {"message_id": 1, "date": 1, "chat": PRIVATE, "from": {"id": 5, "is_bot": True, "first_name": "B"}, "text": "hi"},
    },
    {"update_id": 9},
]

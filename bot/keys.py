"""Inbox keys, which identify an event of a conversation, so that an event delivered twice is stored once."""

from typing import Literal

Kind = Literal["message", "rating", "close", "desk", "opened", "timer"]


def key(conversation_id: str, kind: Kind, id: str = "") -> str:
    """The key of an event, whose ``id`` is unique within its kind; a conversation's id contains no colon.

    Each kind has a prefix. A message whose id does not begin with a colon needs none, as its key cannot be mistaken for a prefixed one;
    existing databases hold such keys.
    """
    if kind == "message" and not id.startswith(":"):
        return f"{conversation_id}:{id}"
    return f"{conversation_id}::{kind}:{id}" if id else f"{conversation_id}::{kind}"

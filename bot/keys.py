"""Inbox keys: what tells an event of a conversation from every other, so that one that is delivered twice is kept once."""

from typing import Literal

Kind = Literal["message", "rating", "close", "desk", "opened", "timer"]


def key(conversation_id: str, kind: Kind, id: str = "") -> str:
    """The key of an event of one kind; ids are told apart within their kind only. A conversation's id has no colon.

    Every kind has a prefix of its own. A message's is left out where its id cannot be mistaken for one, that is without a colon in front:
    so were all keys that databases hold already.
    """
    if kind == "message" and not id.startswith(":"):
        return f"{conversation_id}:{id}"
    return f"{conversation_id}::{kind}:{id}" if id else f"{conversation_id}::{kind}"

"""Zendesk's tickets with their comments (developer.zendesk.com, ticketing API: tickets, ticket comments).

The API gives comments apart from tickets: put those of a ticket into its ``comments``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import DataError
from training.dialogues import Dialogue, Outcome, Speaker
from training.importers import messages, records
from training.importers.markup import plain
from training.importers.messages import Message

INSIDE = ("tickets", "ticket")
BODIES = ("plain_body", "body", "html_body")
OUTCOMES: dict[str, Outcome] = {
    **dict.fromkeys(("solved", "closed"), "resolved"),
    **dict.fromkeys(("new", "open", "pending", "hold"), "unresolved"),
}
RATINGS = {"good": 5, "bad": 1, "offered": None, "unoffered": None}
"""Zendesk asks for good or bad alone: they are the ends of the scale."""
CALL = "VoiceComment"
"""The ``type`` of a comment that records a call: numbers and times that nobody wrote."""


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """One dialogue a ticket, one a line or in the list ``tickets``."""
    return records.dialogues(path, INSIDE, dialogue)


def dialogue(record: dict[str, Any]) -> Dialogue:
    """A ticket's public comments; ValueError says what is wrong with it."""
    if record.get("id") is None or record.get("requester_id") is None:
        raise ValueError("a ticket without id" if record.get("id") is None else "has no requester_id, which tells the customer")
    if not isinstance(listed := record.get("comments"), list):
        raise ValueError("has no list of comments: export tickets together with their comments")
    customer = str(record["requester_id"])
    said = [found for number, one in enumerate(listed, start=1) if (found := message(one, number, customer)) is not None]
    via = record.get("via")
    return messages.dialogue(
        f"zendesk-{record['id']}",
        said,
        channel=(via.get("channel") if isinstance(via, dict) else record.get("channel")) or "web",
        outcome=OUTCOMES.get(str(record.get("status"))),
        rating=rating(record.get("satisfaction_rating")),
        intents=record.get("tags") or (),
    )


def message(one: Any, number: int, customer: str) -> Message | None:
    """What was said in a comment; None for what is not public, not written, or empty."""
    if not isinstance(one, dict):
        raise ValueError(f"comment {number} is not a JSON object")
    if one.get("public", True) is not True or one.get("type") == CALL:
        return None
    if one.get("author_id") is None:
        raise ValueError(f"comment {number} has no author_id")
    text = next((text for name in BODIES if (text := body(one.get(name), number))), "")
    speaker: Speaker = "customer" if str(one["author_id"]) == customer else "agent"
    return Message(speaker, text, messages.moment(one.get("created_at"))) if text else None


def body(value: Any, number: int) -> str:
    """The plain text of one of a comment's bodies."""
    if not isinstance(value, str | None):
        raise ValueError(f"a body of comment {number} is not a text")
    return plain(value or "")


def rating(given: Any) -> int | None:
    """The customer's rating on our scale; None where none was given; ValueError where it is none of Zendesk's."""
    if given is None:
        return None
    score = given.get("score") if isinstance(given, dict) else given
    if score is not None and str(score) not in RATINGS:
        raise ValueError(f"the satisfaction_rating is {score!r}: use one of {', '.join(RATINGS)}")
    return RATINGS[score] if score is not None else None

"""JSON Lines: dialogues in the one format, or chats as other tools export them (OpenAI's ``messages``, ShareGPT's ``conversations``)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from bot.errors import DataError
from training.dialogues import Dialogue, Turn, explained, lines
from training.importers.speakers import speaker

LISTS = ("turns", "messages", "conversations", "conversation", "dialogue", "utterances")
SPEAKERS = ("speaker", "role", "from", "author", "sender")
TEXTS = ("text", "content", "value", "message", "utterance")
KEPT = frozenset(Dialogue.model_fields) - {"id", "turns"}
INSTRUCTIONS = "system"
"""The speaker of a chat's instructions, which nobody said to anybody."""


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """One dialogue a line; one without ``id`` gets the file's name and its row."""
    ids: dict[str, int] = {}
    for row, line in lines(path):
        try:
            record = orjson.loads(line)
            found = dialogue(record, f"{path.name.partition('.')[0]}-{row}")
        except ValidationError as error:
            yield DataError(path, row, explained(error))
        except ValueError as error:
            yield DataError(path, row, str(error))
        else:
            if ids.setdefault(found.id, row) == row:
                yield found
            else:
                yield DataError(path, row, f"the id {found.id!r} was used in row {ids[found.id]}")


def dialogue(record: Any, name: str) -> Dialogue:
    """A dialogue from any of the forms; ValueError says what is missing."""
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if (listed := next((record[key] for key in LISTS if isinstance(record.get(key), list)), None)) is None:
        raise ValueError(f"has no list of messages: one of {', '.join(LISTS)}")
    turns = [said for said in (turn(one) for one in listed) if said is not None]
    about = {key: value for key, value in record.items() if key in KEPT}
    return Dialogue.model_validate({**about, "id": str(record.get("id") or name), "turns": turns})


def turn(record: Any) -> Turn | None:
    """One message; None for instructions and empty ones; ValueError where the speaker is unknown or the text is none."""
    if not isinstance(record, dict):
        raise ValueError("a message is not a JSON object")
    who = str(next((record[key] for key in SPEAKERS if record.get(key)), ""))
    text = next((record[key] for key in TEXTS if record.get(key) is not None), "")
    if not isinstance(text, str):
        raise ValueError("a message's text is not a text")
    if who == INSTRUCTIONS or not text.strip():
        return None
    if (side := speaker(who)) is None:
        raise ValueError(f"the speaker {who!r} is neither customer nor agent")
    about = {key: record[key] for key in ("seconds", "intents", "satisfaction") if key in record}
    return Turn.model_validate({**about, "speaker": side, "text": text})

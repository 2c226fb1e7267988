"""Reads the customer messages that intents are found in, from past dialogues or from any list of texts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from bot.errors import DataError
from bot.inference.script import language_of
from bot.inference.text import LONGEST, tidy
from training import dialogues
from training.dialogues import Dialogue
from training.discovery.smalltalk import unfit
from training.importers import rows
from training.languages import language

TABLES = (".csv", ".tsv", ".txt")
TELLING = 200
"""How many texts are used to detect the language of a list."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as written in the source; ``language`` and ``group``, its dialogue or writer, are "" if unknown."""

    text: str
    language: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """A normalised text, equal for messages that differ only in case and form."""
        return tidy(self.text).casefold()


@dataclass(slots=True)
class Requests:
    """The requests of a source, how many messages are no requests, by reason, and the rows that cannot be used."""

    messages: list[Message] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    bad: list[DataError] = field(default_factory=list)

    def take(self, message: Message, opens: bool) -> bool:
        """Keep a message and return True, or count why it is no request."""
        why = unfit(message.text[:LONGEST], opens)
        if why is None:
            self.messages.append(message)
        else:
            self.left_out[why] += 1
        return why is None


def read(source: Path) -> Requests:
    """The requests of a history.jsonl, or of a CSV or JSON Lines file with a ``text`` in each row; DataError if it is neither."""
    name = source.name.removesuffix(".gz").lower()
    if name.endswith(TABLES):
        return of_texts(of_table(source))
    first = next((line for _, line in dialogues.lines(source)), b"")
    return of_texts(of_lines(source)) if holds_a_text(first) else of_history(source)


def of_history(source: Path) -> Requests:
    """The customers' requests in past dialogues, at the beginning and later."""
    found = Requests()
    for one in dialogues.read(source):
        if isinstance(one, DataError):
            found.bad.append(one)
        else:
            add(one, found)
    return found


def add(dialogue: Dialogue, found: Requests) -> None:
    """Add the requests of one dialogue."""
    opens = True
    for turn in dialogue.turns:
        if turn.speaker == "customer":
            taken = found.take(Message(turn.text, language_of(turn.text, (dialogue.language,)) or dialogue.language, dialogue.id), opens)
            opens = opens and not taken


def of_texts(texts: Iterator[Message | DataError]) -> Requests:
    """The requests in a list of independent texts; a text of unknown language gets the language of the whole list."""
    found = Requests()
    for one in texts:
        if isinstance(one, DataError):
            found.bad.append(one)
        else:
            found.take(one, opens=True)
    unknown = [one.text for one in found.messages if not one.language and not language_of(one.text, ())]
    usual = (language(unknown[:TELLING]) if unknown else None) or ""
    found.messages = [Message(one.text, one.language or language_of(one.text, ()) or usual, one.group) for one in found.messages]
    return found


def of_table(source: Path) -> Iterator[Message | DataError]:
    """The texts of a CSV; labels are ignored."""
    for one in rows.read(source, ("text",)):
        if isinstance(one, DataError):
            yield one
        elif not one[1]["text"].strip():
            yield DataError(source, one[0], "has no text")
        else:
            yield Message(one[1]["text"], one[1].get("language", "").strip().lower(), one[1].get("group", "").strip())


def of_lines(source: Path) -> Iterator[Message | DataError]:
    """The texts of JSON Lines."""
    for row, line in dialogues.lines(source):
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield DataError(source, row, f"not JSON: {error}")
            continue
        text = record.get("text") if isinstance(record, dict) else None
        if isinstance(text, str) and text.strip():
            yield Message(text, str(record.get("language") or "").lower(), str(record.get("group") or ""))
        else:
            yield DataError(source, row, "has no text")


def holds_a_text(line: bytes) -> bool:
    """Whether a line of JSON is a single text, not a dialogue."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(record, dict) and "text" in record and "turns" not in record

"""The format of past dialogues: one JSON object a line, validated on reading and writing."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import DataError

Speaker = Literal["customer", "agent"]
Outcome = Literal["resolved", "unresolved", "escalated", "abandoned"]
Rating = Annotated[int, Field(ge=1, le=5)]


class Mark(BaseModel):
    """Words of a message that hold the value of a slot, by the characters where they begin and end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    slot: str = Field(pattern=r"^\w+$")


class Turn(BaseModel):
    """One message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speaker: Speaker
    text: str
    seconds: float | None = Field(default=None, ge=0, description="since the dialogue began")
    intents: tuple[str, ...] = Field(default=(), description="what this customer message wants, where somebody labelled it")
    slots: tuple[Mark, ...] = Field(default=(), description="words of this customer message that somebody marked, in their order")
    satisfaction: dict[str, Rating] | None = Field(default=None, description="1 to 5 by each person who judged this customer turn")


class Dialogue(BaseModel):
    """One past dialogue between a customer and an agent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    language: str = Field(default="en", pattern=r"^[a-z]{2}(-[A-Za-z]+)*$")
    channel: str = "web"
    started_at: datetime | None = None
    outcome: Outcome | None = None
    rating: Rating | None = Field(default=None, description="what the customer gave at the end")
    satisfaction: dict[str, Rating] | None = Field(default=None, description="1 to 5 by each person who judged the dialogue as a whole")
    intents: tuple[str, ...] = Field(default=(), description="all that the customer wanted in the dialogue")
    turns: tuple[Turn, ...] = Field(min_length=1)


def rewritten(turn: Turn, text: str) -> Turn:
    """A turn with another text, and without slot marks if the text changed, because their offsets are no longer valid."""
    return turn if text == turn.text else turn.model_copy(update={"text": text, "slots": ()})


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """Stream the dialogues of a JSONL file (optionally ``.gz``); a bad row is yielded as the error that says what is wrong."""
    ids: set[str] = set()
    for row, line in lines(path):
        try:
            dialogue = Dialogue.model_validate_json(line)
        except ValidationError as error:
            yield DataError(path, row, explained(error))
            continue
        if dialogue.id in ids:
            yield DataError(path, row, f"the id {dialogue.id!r} was used before: give each dialogue an id of its own")
            continue
        ids.add(dialogue.id)
        yield dialogue


def usable(read: Iterable[Dialogue | DataError], bad: list[DataError]) -> Iterator[Dialogue]:
    """The dialogues alone; errors are appended to ``bad``."""
    for one in read:
        if isinstance(one, DataError):
            bad.append(one)
        else:
            yield one


def write(path: Path, dialogues: Iterable[Dialogue]) -> int:
    """Write a stream of dialogues and return their number. The file is renamed into place at the end; DataError if it is a folder."""
    if path.is_dir():
        raise DataError(path, None, f"is a folder: name a file, e.g. {path / 'history.jsonl'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    count = 0
    try:
        with gzip.open(unfinished, "wb") if path.suffix == ".gz" else unfinished.open("wb") as file:
            for dialogue in dialogues:
                file.write(dialogue.model_dump_json(exclude_defaults=True).encode() + b"\n")
                count += 1
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def schema() -> dict[str, Any]:
    """The JSON Schema of one line."""
    return Dialogue.model_json_schema()


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The row number, from 1, and bytes of every line that is not blank; DataError if the file cannot be read."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for row, line in enumerate(file, start=1):
                if line.strip():
                    yield row, line
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: BaseException) -> DataError:
    """Why a file cannot be read, in words, without the number that the system has for it."""
    return DataError(path, None, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def explained(error: ValidationError) -> str:
    """The first mistakes of a row, each with its field."""
    if [one["type"] for one in error.errors() if one["loc"][:1] == ("turns",)] == ["too_short"]:
        return "nothing is said in it"
    mistakes = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" if one["loc"] else one["msg"] for one in error.errors()[:3]]
    more = error.error_count() - len(mistakes)
    return "; ".join(mistakes) + (f"; and {more} more" if more else "")

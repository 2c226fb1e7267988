"""Any CSV of past dialogues: one message a row (dialogue, speaker, text), or one question with its answer a row."""

from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from bot.errors import DataError
from training.dialogues import Dialogue, Turn, explained
from training.importers import messages, rows
from training.importers.speakers import speaker

NAMES: dict[str, tuple[str, ...]] = {
    "dialogue": (
        "dialogue",
        "dialogue_id",
        "dialog_id",
        "conversation",
        "conversation_id",
        "conversationid",
        "ticket",
        "ticket_id",
        "session_id",
        "id",
    ),
    "speaker": ("speaker", "role", "from", "author", "sender"),
    "text": ("text", "message", "utterance", "body", "content"),
    "question": ("question", "customer", "instruction", "query"),
    "answer": ("answer", "agent", "response", "reply"),
    "intent": ("intent", "intents", "label"),
    "language": ("language", "lang"),
    "rating": ("rating", "csat"),
}
"""The columns that are understood, with their alternative names; of several in one file the first counts."""

USUAL = "conversation_id"
"""The name of the column with the dialogue that messages recommend."""

SPOKEN = ("speaker", "text")
ASKED = ("question", "answer")


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """The dialogues of a CSV; rows of one dialogue follow each other. DataError if no column says which dialogue a message belongs to."""
    check_header(path)
    by_number: dict[str, int] = {}
    for (identity, single), members in groupby(rows.read(path), key=belongs):
        group = list(members)
        if single and isinstance(group[0], DataError):
            yield from (one for one in group if isinstance(one, DataError))
            continue
        found = [one for one in group if not isinstance(one, DataError)]
        yield from parsed(path, identity or f"{path.stem}-{found[0][0]}", found, by_number)


def check_header(path: Path) -> None:
    """DataError if there is a message a row and no column says which dialogue it belongs to."""
    header = rows.header_of(path)
    found = columns(header)
    if found.keys() >= {*SPOKEN} and "dialogue" not in found:
        accepted = ", ".join(name for name in NAMES["dialogue"] if name != USUAL)
        wanted = f"no column says which dialogue a message belongs to: name that column {USUAL} (or one of {accepted})"
        raise DataError(path, 1, f"{wanted}; the columns are {', '.join(header)}")


def columns(header: Collection[str]) -> dict[str, str]:
    """The columns of a header that are read, by what they mean."""
    found = {meaning: next((name for name in names if name in header), "") for meaning, names in NAMES.items()}
    passed_over = ASKED if all(found[meaning] for meaning in SPOKEN) else SPOKEN
    return {meaning: name for meaning, name in found.items() if name and meaning not in passed_over}


def unread(path: Path) -> list[str]:
    """The columns of a CSV that nothing is taken from."""
    header = rows.header_of(path)
    read = columns(header).values()
    return [name for name in header if name and name not in read]


def named(cells: dict[str, str], wanted: str) -> str | None:
    """The cell of a column under any of its names; None if there is no such column."""
    return next((cells[name].strip() for name in NAMES[wanted] if name in cells), None)


def belongs(one: rows.Row | DataError) -> tuple[str, bool]:
    """The dialogue that a row is part of; bad rows, and questions with their answers, stand alone."""
    if isinstance(one, DataError):
        return "", True
    line, cells = one
    identity = named(cells, "dialogue")
    return (identity, False) if identity and named(cells, "speaker") is not None else (f"\x00{line}", False)


def parsed(path: Path, identity: str, group: list[rows.Row], seen: dict[str, int]) -> Iterator[Dialogue | DataError]:
    """The dialogue of these rows, and what is wrong with those that cannot be used."""
    turns: list[Turn] = []
    for line, cells in group:
        said = turns_of(cells)
        if isinstance(said, str):
            yield DataError(path, line, said)
        else:
            turns += said
    if not turns:
        return
    line, cells = group[0]
    if identity.startswith("\x00"):
        identity = named(cells, "dialogue") or f"{path.stem}-{line}"
    if seen.setdefault(identity, line) != line:
        yield DataError(path, line, f"dialogue {identity!r} began in row {seen[identity]} already: sort the rows by dialogue")
        return
    intents = tuple(dict.fromkeys(intent for turn in turns for intent in turn.intents))
    rating = named(cells, "rating") or None
    spoken = named(cells, "language") or messages.language(" ".join(turn.text for turn in turns))
    try:
        yield Dialogue.model_validate({"id": identity, "language": spoken, "rating": rating, "intents": intents, "turns": turns})
    except ValidationError as error:
        yield DataError(path, line, explained(error))


def turns_of(cells: dict[str, str]) -> list[Turn] | str:
    """The turns of one row, or what it lacks."""
    intents = tuple(name.strip() for name in (named(cells, "intent") or "").split(";") if name.strip())
    who, text = named(cells, "speaker"), named(cells, "text")
    if who is not None and text is not None:
        side = speaker(who)
        if side is None:
            return f"the speaker {who!r} is neither customer nor agent: write customer or agent"
        return [Turn(speaker=side, text=text, intents=intents if side == "customer" else ())] if text else "has no text"
    question, answer = named(cells, "question"), named(cells, "answer")
    if question is None or answer is None:
        return "needs the columns speaker and text, or question and answer"
    if not question or not answer:
        return "has no question" if not question else "has no answer"
    return [Turn(speaker="customer", text=question, intents=intents), Turn(speaker="agent", text=answer)]

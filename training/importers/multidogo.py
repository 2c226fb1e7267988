"""MultiDoGO: customer messages with intents and slots, without the agents' side (Peskov et al. 2019, D19-1460; CDLA-Permissive 1.0)."""

from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

from bot.errors import DataError
from training.dialogues import Dialogue, Mark, Turn
from training.importers import rows

COLUMNS = ("conversationid", "utterance", "intent")
OUT_OF_SCOPE = {"outofdomain": "oos"}


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """One dialogue a conversation of a ``.tsv``, or of every ``.tsv`` in a folder; several intents stand there joined by ``<div>``."""
    if path.is_dir():
        yield from chain.from_iterable(read(part) for part in sorted(path.rglob("*.tsv")))
        return
    for (_, bad), members in groupby(rows.read(path, COLUMNS, "\t"), key=conversation):
        if bad:
            yield from (one for one in members if isinstance(one, DataError))
            continue
        turns: list[Turn] = []
        cells: dict[str, str] = {}
        for one in members:
            assert not isinstance(one, DataError)
            line, cells = one
            if (said := turn(cells)) is not None:
                turns.append(said)
            else:
                yield DataError(path, line, "has no text" if not cells["utterance"].strip() else "has no intent")
        if turns:
            yield dialogue(cells["conversationid"], turns)


def conversation(one: rows.Row | DataError) -> tuple[str, bool]:
    """What rows are grouped by: the conversation, or being bad."""
    return ("", True) if isinstance(one, DataError) else (one[1]["conversationid"], False)


def turn(cells: dict[str, str]) -> Turn | None:
    """One customer message with its intents and slots; None where text or intent is missing."""
    text = " ".join(cells["utterance"].split())
    labels = (label.strip() for label in cells["intent"].split("<div>"))
    intents = tuple(dict.fromkeys(OUT_OF_SCOPE.get(label, label) for label in labels if label))
    marks = slots(cells["utterance"], cells.get("slot-labels", ""))
    return Turn(speaker="customer", text=text, intents=intents, slots=marks) if text and intents else None


def slots(utterance: str, labels: str) -> tuple[Mark, ...]:
    """Neighbouring words with the same label as one mark; none where words and labels, parted by single blanks, do not agree in number."""
    words, names = utterance.split(" "), labels.split(" ")
    if len(words) != len(names):
        return ()
    marks: list[Mark] = []
    at, before = 0, "O"
    for word, name in ((" ".join(word.split()), name) for word, name in zip(words, names, strict=True)):
        if not word:
            continue
        if name != "O":
            start = marks.pop().start if name == before else at
            marks.append(Mark(start=start, end=at + len(word), slot=name))
        at, before = at + len(word) + 1, name
    return tuple(marks)


def dialogue(identity: str, turns: list[Turn]) -> Dialogue:
    """A conversation of which only the customer's side is known."""
    wanted = dict.fromkeys(intent for said in turns for intent in said.intents if intent != "oos")
    return Dialogue(id=f"multidogo-{identity}", intents=tuple(wanted), turns=tuple(turns))

"""MultiDoGO: customer messages with intents (Peskov et al. 2019, EMNLP, D19-1460; CDLA-Permissive 1.0); the agents' side is not in it."""

from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

from bot.errors import DataError
from training.dialogues import Dialogue, Turn
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
    """One customer message with its intents; None where text or intent is missing."""
    text = " ".join(cells["utterance"].split())
    labels = (label.strip() for label in cells["intent"].split("<div>"))
    intents = tuple(dict.fromkeys(OUT_OF_SCOPE.get(label, label) for label in labels if label))
    return Turn(speaker="customer", text=text, intents=intents) if text and intents else None


def dialogue(identity: str, turns: list[Turn]) -> Dialogue:
    """A conversation of which only the customer's side is known."""
    wanted = dict.fromkeys(intent for said in turns for intent in said.intents if intent != "oos")
    return Dialogue(id=f"multidogo-{identity}", intents=tuple(wanted), turns=tuple(turns))

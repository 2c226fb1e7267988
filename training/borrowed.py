"""Extra training rows from a pack: the questions of knowledge articles, and the first messages of past dialogues with one intent."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.errors import DataError
from bot.inference.text import tidy
from retrieval.chunks import Chunk
from training.data import Row
from training.dialogues import Dialogue, read

SHORTEST = 2
"""Fewest characters of a text that is used."""


def borrowed(chunks: Sequence[Chunk], dialogues: Iterable[Dialogue], known: Sequence[str]) -> list[Row]:
    """Rows without sentiment and group, each text once, for the ``known`` intents."""
    found = {row.text.casefold(): row for row in (*questions(chunks), *openings(dialogues))}
    return [row for row in found.values() if set(row.intents) <= set(known) and len(row.text) >= SHORTEST]


def questions(chunks: Sequence[Chunk]) -> Iterator[Row]:
    """Titles and questions of articles for a single intent."""
    for chunk in chunks:
        if chunk.kind == "knowledge" and len(chunk.intents) == 1:
            for text in dict.fromkeys((chunk.title, chunk.question)):
                yield Row(tidy(text), chunk.intents, chunk.language)


def openings(dialogues: Iterable[Dialogue]) -> Iterator[Row]:
    """The labelled messages of a dialogue; without any, the customer's first message if the dialogue has a single intent."""
    for dialogue in dialogues:
        customer = [turn for turn in dialogue.turns if turn.speaker == "customer"]
        if any(turn.intents for turn in customer):
            yield from (Row(tidy(turn.text), turn.intents, dialogue.language) for turn in customer if turn.intents)
        elif customer and len(dialogue.intents) == 1:
            yield Row(tidy(customer[0].text), dialogue.intents, dialogue.language)


def past(pack_dir: Path) -> list[Dialogue]:
    """The pack's past dialogues; rows that cannot be read are skipped, because `frontdesk check` names them."""
    path = pack_dir / "history.jsonl"
    return [found for found in read(path) if not isinstance(found, DataError)] if path.exists() else []

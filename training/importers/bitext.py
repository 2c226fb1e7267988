"""Bitext's customer support questions and answers, written from templates (CDLA-Sharing 1.0): a seed for a bot, never a benchmark."""

from collections.abc import Iterator
from pathlib import Path

from bot.errors import DataError
from training.dialogues import Dialogue, Turn
from training.importers import rows

COLUMNS = ("instruction", "intent", "response")


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """A dialogue of question and answer for each row; ``{{Placeholders}}`` are kept."""
    for one in rows.read(path, COLUMNS):
        if isinstance(one, DataError):
            yield one
            continue
        line, cells = one
        question, intent, answer = (cells[name].strip() for name in COLUMNS)
        if not question or not intent or not answer:
            yield DataError(path, line, f"has no {'instruction' if not question else 'intent' if not intent else 'response'}")
            continue
        asked = Turn(speaker="customer", text=question, intents=(intent,))
        yield Dialogue(id=f"bitext-{line}", intents=(intent,), turns=(asked, Turn(speaker="agent", text=answer)))

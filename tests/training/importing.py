"""Past dialogues of another format, written down and read as an import reads them."""

from pathlib import Path

from bot.errors import DataError
from training.dialogues import Dialogue
from training.importers import FORMATS


def write(path: Path, content: str | bytes) -> Path:
    """The file, in a folder that is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def imported(format: str, path: Path) -> tuple[list[Dialogue], list[DataError]]:
    """The dialogues, and what is wrong with the rest."""
    read = list(FORMATS[format].read(path))
    return [one for one in read if isinstance(one, Dialogue)], [one for one in read if isinstance(one, DataError)]


def said(dialogue: Dialogue) -> list[tuple[str, str]]:
    """Who said what."""
    return [(turn.speaker, turn.text) for turn in dialogue.turns]

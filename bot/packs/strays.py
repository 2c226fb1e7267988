"""Finds files that nothing reads: with a wrong ending, in a wrong folder, or in a language that the pack does not have."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import PackError
from bot.packs.document import nearest
from bot.packs.parts import Parts

ROOT = ("pack.yaml", "rules.yaml")
FOLDERS = ("flows", "replies", "cases")
ARTICLES = (".txt", ".markdown", ".html", ".htm", ".docx", ".pdf")
"""Endings of files that people probably meant as articles."""


def check_strays(folder: Path, parts: Parts) -> Iterator[PackError]:
    """Every file that its author probably expects to be read."""
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in ROOT:
            yield PackError(path, None, "", f"is not read; put it into {', '.join(f'{name}/' for name in FOLDERS)}, or delete it")
    for path in sorted(path for name in (".", *FOLDERS) for path in (folder / name).glob("*.yml")):
        yield PackError(path, None, "", f"is not read; rename it to {path.stem}.yaml")
    for path in sorted((folder / "flows").glob("*.yaml")):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
            plain = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
            yield PackError(path, None, "", f"no intent can name it; call it by small letters, digits and underscores, e.g. {plain}.yaml")
    for path in sorted((folder / "replies").glob("*.yaml")):
        if parts.languages and parts.lacks("languages", path.stem):
            message = f"is not read: '{path.stem}' is no language of this pack{nearest(path.stem, parts.languages)}"
            yield PackError(path, None, "", message)
    for path in sorted(path for path in (folder / "knowledge").rglob("*") if path.suffix.lower() in ARTICLES):
        yield PackError(path, None, "", "is not read; save the article as a .md file with front matter")

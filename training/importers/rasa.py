"""Rasa's NLU training data, version 3.x, in YAML (rasa.com/docs/rasa/training-data-format): intents with example messages.

Synonyms, regular expressions and lookup tables are passed over, and so are stories, rules and domains in the same file or folder.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from bot.errors import DataError, PackError
from bot.packs.document import Document, Place, read_yaml
from training.dialogues import Dialogue, Turn
from training.importers.messages import language

SUFFIXES = frozenset({".yml", ".yaml"})
PASSED_OVER = frozenset({"synonym", "regex", "lookup"})
OUT_OF_SCOPE = {"out_of_scope": "oos"}
ANNOTATED = re.compile(r"\[(?P<text>[^\]]+)\](?:\([^)]+\)|(?P<one>\{[^}]+\})|\[(?P<several>\{.*?\})\])")
"""``[Paris](city)``, ``[Paris]{"entity": "city", ...}``, or several of these for one text: ``[Paris][{...}, {...}]``."""
UNCLOSED = ("](", "]{", "][{")

Example = tuple[int | None, str]


def read(path: Path) -> Iterator[Dialogue | DataError]:
    """A dialogue for each labelled message in a file, or in all ``.yml`` and ``.yaml`` files of a folder."""
    if not path.exists():
        raise DataError(path, None, "cannot be read: there is no such file or folder")
    parts = sorted(part for part in path.rglob("*") if part.suffix in SUFFIXES) if path.is_dir() else [path]
    for part in parts:
        name = part.relative_to(path).as_posix() if path.is_dir() else part.name
        number = 0
        for one in of_file(part):
            if isinstance(one, DataError):
                yield one
                continue
            number += 1
            yield dialogue(f"rasa-{name}-{number}", *one)


def dialogue(identity: str, text: str, intent: str) -> Dialogue:
    """The dialogue of a single message."""
    turn = Turn(speaker="customer", text=text, intents=(intent,))
    return Dialogue(id=identity, language=language(text), intents=() if intent in OUT_OF_SCOPE.values() else (intent,), turns=(turn,))


def of_file(path: Path) -> Iterator[tuple[str, str] | DataError]:
    """Text and intent of each example."""
    mistakes: list[PackError] = []
    document = read_yaml(path, mistakes)
    yield from (DataError(path, one.line, f"{one.field}: {one.message}" if one.field else one.message) for one in mistakes)
    if document is None or document.data.get("nlu") is None:
        return
    if not isinstance(document.data["nlu"], list):
        yield DataError(path, document.line(("nlu",)), "nlu must be a list: lines of `- intent: name`")
        return
    for number, item in enumerate(document.data["nlu"]):
        yield from of_item(document, ("nlu", number), item)


def of_item(document: Document, place: Place, item: Any) -> Iterator[tuple[str, str] | DataError]:
    """Text and intent of the examples of one intent."""
    if not isinstance(item, dict) or "intent" not in item:
        if not isinstance(item, dict) or not PASSED_OVER & item.keys():
            yield DataError(document.path, document.line(place), f"is none of intent, {', '.join(sorted(PASSED_OVER))}")
        return
    intent = item["intent"]
    if not isinstance(intent, str) or not intent.strip():
        yield DataError(document.path, document.line((*place, "intent")), f"the intent's name is {intent!r}: write a text, in quotes")
        return
    intent = OUT_OF_SCOPE.get(intent.strip(), intent.strip())
    for one in examples(document, (*place, "examples"), item.get("examples")):
        if isinstance(one, DataError):
            yield one
            continue
        line, annotated = one
        try:
            yield plain(annotated), intent
        except ValueError as error:
            yield DataError(document.path, line, str(error))


def examples(document: Document, place: Place, written: Any) -> Iterator[Example | DataError]:
    """The examples of an intent with their lines; they are lines of ``- text``, or a list of ``text`` with metadata."""
    if isinstance(written, str) and written.strip():
        for row, text in enumerate(written.split("\n"), start=(document.line(place) or 0) + 1):
            if text.startswith("-"):
                yield row, text[1:]
            elif text.strip():
                yield DataError(document.path, row, f"an example begins with `- `, at the same depth as the others: {text.strip()[:60]!r}")
    elif isinstance(written, list) and written:
        for number, one in enumerate(written):
            line = document.line((*place, number, "text"))
            if isinstance(one, dict) and isinstance(one.get("text"), str):
                yield line, one["text"]
            else:
                yield DataError(document.path, line, "an example in a list needs a `text:`; or write `examples: |` above lines of `- text`")
    else:
        yield DataError(document.path, document.line(place), "the intent has no examples: write `examples: |` above lines of `- text`")


def plain(annotated: str) -> str:
    """An example on one line and without annotations; ValueError if it is empty or an annotation is wrong."""
    text = " ".join(ANNOTATED.sub(without_annotation, annotated).split())
    if not text:
        raise ValueError("an example without text")
    if any(mark in text for mark in UNCLOSED):
        raise ValueError(f"an annotation is not closed: {text[:60]!r}")
    return text


def without_annotation(found: re.Match[str]) -> str:
    """The annotated text; ValueError if its annotation is not JSON that names an entity."""
    said = found["one"] or found["several"]
    if said is not None:
        try:
            entities = orjson.loads(f"[{said}]")
        except orjson.JSONDecodeError as error:
            raise ValueError(f"the annotation {said} is not JSON: {error}") from error
        if not all(isinstance(entity.get("entity"), str) for entity in entities):
            raise ValueError(f'the annotation {said} names no entity: write {{"entity": "name"}}')
    return found["text"]

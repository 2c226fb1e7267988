"""Checks a pack's data: utterances.csv, history.jsonl and knowledge/; equal mistakes are reported once, with their number."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PackError
from bot.packs.document import BYTES, LOADER, NOT_UTF_8, nearest, read_text
from bot.packs.parts import Parts
from bot.packs.strays import check_strays
from bot.packs.utterances import check_utterances

SPEAKERS = ("customer", "agent")


def check_data(folder: Path, parts: Parts) -> Iterator[PackError]:
    """Every mistake in the pack's data, missing data, and files that nothing reads."""
    yield from check_strays(folder, parts)
    yield from check_utterances(folder / "utterances.csv", parts)
    history, knowledge = folder / "history.jsonl", folder / "knowledge"
    answered = answered_by_search(parts)
    if history.exists():
        yield from check_history(history)
    elif answered and "knowledge" not in parts.pack.answers:
        yield PackError(history, None, "", f"is missing, and answers come from it, e.g. for '{answered[0]}'")
    if knowledge.exists():
        yield from check_knowledge(knowledge, parts)
    elif answered and "answer" not in parts.pack.answers:
        yield PackError(knowledge, None, "", f"is missing, and answers come from it, e.g. for '{answered[0]}'")


def answered_by_search(parts: Parts) -> list[str]:
    """The intents that are certainly answered from knowledge or past answers."""
    if parts.valid.touched("answers") or ("answers",) in parts.valid.removed:
        return []
    alone = {name: intent for name, intent in parts.pack.intents.items() if not (intent.flow or intent.reply or intent.human)}
    return [name for name in alone if not parts.valid.touched("intents", name)]


def check_history(path: Path) -> Iterator[PackError]:
    """Every row is a dialogue: a JSON object with turns, each with speaker and text."""
    text = read_text(path, "surrogateescape")
    if isinstance(text, PackError):
        yield text
        return
    ids: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if BYTES.search(line):
            yield PackError(path, number, "", NOT_UTF_8)
            continue
        try:
            dialogue = json.loads(line)
        except ValueError as error:
            yield PackError(path, number, "", f"not JSON: {error}")
            continue
        for place, message in check_dialogue(dialogue):
            yield PackError(path, number, place, message)
        name = str(dialogue.get("id", "")) if isinstance(dialogue, dict) else ""
        if name and ids.setdefault(name, number) != number:
            yield PackError(path, number, "id", f"'{name}' stands on line {ids[name]} too; give each dialogue an id of its own")


def check_dialogue(dialogue: Any) -> Iterator[tuple[str, str]]:
    """The mistakes of one dialogue: field and message."""
    if not isinstance(dialogue, dict):
        yield "", "must be a JSON object"
        return
    rating, turns = dialogue.get("rating"), dialogue.get("turns")
    if rating is not None and (not isinstance(rating, int | float) or not 1 <= rating <= 5):
        yield "rating", f"is {rating!r}; write a number from 1 to 5, or null"
    if not isinstance(turns, list) or not turns:
        yield "turns", "is missing or empty; write a list of objects with speaker and text"
        return
    for i, turn in enumerate(turns):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            yield f"turns.{i}", "must be an object with speaker and text"
        elif turn.get("speaker") not in SPEAKERS:
            yield f"turns.{i}.speaker", f"is {turn.get('speaker')!r}; write one of {', '.join(SPEAKERS)}"


def check_knowledge(folder: Path, parts: Parts) -> Iterator[PackError]:
    """Every article is UTF-8, has front matter and names intents that exist."""
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        yield PackError(folder, None, "", "holds no .md file; write articles, or let intents be served by flows and replies")
    ids: dict[tuple[str, str], Path] = {}
    for path in paths:
        problem, text = read_text(path), read_text(path, "surrogateescape")
        front = front_matter(text) if isinstance(text, str) else ""
        if isinstance(problem, PackError):
            yield problem
        elif isinstance(front, str):
            yield PackError(path, 1, "", front)
        if isinstance(front, str) or isinstance(text, PackError):
            continue
        yield from check_front(path, front, text, parts)
        name = (str(front.get("language")), str(front.get("id", path.stem)))
        if (other := ids.setdefault(name, path)) != path:
            yield PackError(path, 1, "id", f"'{name[1]}' is the id of {other.name} in {other.parent.name}/ too; choose another")


def front_matter(text: str) -> dict[str, Any] | str:
    """The front matter of an article, or a message about what is wrong with it."""
    start = "has no front matter; begin with a line ---, then id, title, language and intents, then a line ---"
    parts = re.split(r"^---\s*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0].strip():
        return start
    try:
        front = yaml.load(parts[1], LOADER)
    except yaml.YAMLError as error:
        return f"the front matter is not YAML: {getattr(error, 'problem', None) or error}"
    return front if isinstance(front, dict) else start


def check_front(path: Path, front: Mapping[str, Any], text: str, parts: Parts) -> Iterator[PackError]:
    """The keys of an article's front matter."""

    def line(key: str) -> int:
        return next((n for n, row in enumerate(text.split("\n"), start=1) if row.startswith(f"{key}:")), 1)

    for key in ("id", "title", "language"):
        if not isinstance(front.get(key), str) or not front[key].strip():
            yield PackError(path, line(key), key, "is missing; write a text")
    language, intents = front.get("language"), front.get("intents") or []
    if isinstance(language, str) and language.strip() and parts.lacks("languages", language):
        message = f"'{language}' is no language of this pack; write one of {', '.join(parts.languages)}"
        yield PackError(path, line("language"), "language", message)
    if not isinstance(intents, list):
        yield PackError(path, line("intents"), "intents", "must be a list, e.g. [one, two]")
    for intent in map(str, intents) if isinstance(intents, list) else ():
        if parts.lacks("intents", intent):
            yield PackError(path, line("intents"), "intents", f"there is no intent '{intent}'{nearest(intent, parts.pack.intents)}")

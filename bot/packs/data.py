"""Checks a pack's data: utterances.csv, history.jsonl and knowledge/; equal mistakes are reported once, with their number."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PackError
from bot.packs import cells
from bot.packs.document import LOADER, likeliest, nearest, read_text
from bot.packs.parts import Parts
from bot.packs.strays import check_strays

OUT_OF_SCOPE = "oos"
SENTIMENTS = ("negative", "neutral", "positive")
SPEAKERS = ("customer", "agent")
MARKED = re.compile(r"\[[^\[\]]+\]\((\w+)\)")
BYTES = re.compile("[\udc80-\udcff]")
"""Surrogates that invalid UTF-8 is decoded to, so that the rows around it can be read."""
NOT_UTF_8 = "not UTF-8; save the file with the encoding UTF-8"


@dataclass(slots=True)
class Tally:
    """Counts equal mistakes and remembers the line of the first."""

    path: Path
    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, line: int, column: str, message: str) -> None:
        """Count a mistake."""
        self.found.setdefault((column, message), []).append(line)

    def mistakes(self) -> Iterator[PackError]:
        """One error a kind of mistake."""
        for (column, message), lines in self.found.items():
            again = f" ({len(lines)} rows, this is the first)" if len(lines) > 1 else ""
            yield PackError(self.path, lines[0], column, message + again)


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


def check_utterances(path: Path, parts: Parts) -> Iterator[PackError]:
    """Rows name intents, languages and slots that exist; every intent has examples."""
    text = read_text(path, "surrogateescape")
    if isinstance(text, PackError):
        yield text
        return
    rows = cells.read(io.StringIO(text, newline=""))
    _, header = next(rows, (1, []))
    if BYTES.search(text.partition("\n")[0]):
        yield PackError(path, 1, "header", NOT_UTF_8)
        return
    columns = header if isinstance(header, list) else []
    needed = ["text", "intent", *(["language"] if len(parts.languages) > 1 else [])]
    absent = [column for column in needed if column not in columns]
    if absent:
        yield PackError(path, 1, "header", f"has no column {', '.join(absent)}; write text,intent,language,sentiment,group")
    if {"text", "intent"}.intersection(absent):
        return
    tally, spoken = Tally(path), set[str]()
    seen = check_rows(rows, columns, parts, tally, spoken)
    yield from tally.mistakes()
    for language in parts.languages if "language" in columns else ():
        if language not in spoken:
            message = f"no example is in '{language}'; add some for each intent, or take it out of languages in pack.yaml"
            yield PackError(path, None, "language", message)
    for name in parts.pack.intents if "intents" not in parts.unread else ():
        if name not in seen:
            message = f"the intent has no example in {path.name}; add some, or delete the intent"
            yield parts.document.mistake(("intents", name), f"intents.{name}", message)


def check_rows(rows: Iterable[tuple[int, list[str] | str]], columns: list[str], parts: Parts, tally: Tally, spoken: set[str]) -> set[str]:
    """The intents that have examples, including those that a row with a mistake may mean.

    Mistakes are added to ``tally``, the languages of the examples to ``spoken``.
    """
    seen = set[str]()
    for line, row in rows:
        if isinstance(row, str):
            tally.add(line, "", row)
            seen |= set(parts.pack.intents)
            spoken |= set(parts.languages)
        elif row and (problem := unfit(row, columns)):
            tally.add(line, "", problem)
            seen |= {part.strip() for cell in row for part in cell.split(";")}
            spoken |= set(row)
        elif row:
            named = dict(zip(columns, row, strict=True))
            spoken.add(named.get("language", ""))
            for intent in map(str.strip, named["intent"].split(";")):
                seen.add(intent if intent in parts.pack.intents else likeliest(intent, parts.pack.intents) or intent)
            for column, message in check_row(named, parts):
                tally.add(line, column, message)
    return seen


def unfit(row: list[str], columns: list[str]) -> str | None:
    """Why the cells of a row do not fit the header's columns; None if they do."""
    if any(BYTES.search(cell) for cell in row):
        return NOT_UTF_8
    if len(row) > len(columns):
        return "has more fields than the header; put a text with commas in quotes"
    return "has fewer fields than the header; write a comma for each that is empty" if len(row) < len(columns) else None


def check_row(row: Mapping[str, str], parts: Parts) -> Iterator[tuple[str, str]]:
    """The mistakes of one utterance: column and message."""
    text, language, sentiment = row["text"], row.get("language"), row.get("sentiment")
    if not text.strip():
        yield "text", "is empty"
    if not row["intent"].strip():
        yield "intent", f"is empty; write an intent, or {OUT_OF_SCOPE} for what no intent fits"
    for intent in filter(None, map(str.strip, row["intent"].split(";"))):
        if intent != OUT_OF_SCOPE and parts.lacks("intents", intent):
            yield "intent", f"there is no intent '{intent}'{nearest(intent, [*parts.pack.intents, OUT_OF_SCOPE])}"
    if language is not None and parts.lacks("languages", language):
        yield "language", f"'{language}' is no language of this pack; write one of {', '.join(parts.languages)}"
    if sentiment and sentiment not in SENTIMENTS:
        yield "sentiment", f"'{sentiment}' is none; write one of {', '.join(SENTIMENTS)}"
    for slot in MARKED.findall(text):
        if parts.lacks("kinds", slot):
            yield "text", f"marks a slot '{slot}' that does not exist{nearest(slot, parts.kinds)}"


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

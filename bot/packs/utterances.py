"""Checks a pack's utterances.csv, and the groups of its rows that pack.yaml keeps out of the training."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import PackError
from bot.inference.text import tidy
from bot.packs import cells
from bot.packs.document import BYTES, NOT_UTF_8, likeliest, nearest, read_text
from bot.packs.parts import Parts

OUT_OF_SCOPE = "oos"
SENTIMENTS = ("negative", "neutral", "positive")
MARKED = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")
HELD_OUT = ("test_groups", "calibration_groups")

SHOWN = 20
"""The most texts with several intents that are listed."""

LONG = 60
"""The most characters shown of a text."""


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


@dataclass(slots=True)
class Named:
    """What the rows name, including what a row with a mistake may mean; ``torn`` if a row cannot be read and may name anything."""

    intents: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """One row: its text as a training reads it, and what it is an example of."""

    line: int
    text: str
    intents: frozenset[str]


def check_utterances(path: Path, parts: Parts) -> Iterator[PackError]:
    """Rows name intents, languages and slots that exist; every intent has examples; groups that are held out have rows."""
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
    if absent and cells.parted_otherwise(columns):
        yield PackError(path, 1, "header", cells.NO_COMMAS)
    elif absent:
        yield PackError(path, 1, "header", f"has no column {', '.join(absent)}; write text,intent,language,sentiment,group")
    if {"text", "intent"}.intersection(absent):
        return
    tally = Tally(path)
    named = check_rows(rows, columns, parts, tally)
    yield from tally.mistakes()
    yield from check_examples(path, named, parts, "language" in columns)
    yield from check_groups(path, named, parts, "group" in columns)


def check_examples(path: Path, named: Named, parts: Parts, by_language: bool) -> Iterator[PackError]:
    """Every language and every intent has an example."""
    for language in parts.languages if by_language and not named.torn else ():
        if language not in named.languages:
            message = f"no example is in '{language}'; add some for each intent, or take it out of languages in pack.yaml"
            yield PackError(path, None, "language", message)
    for name in parts.pack.intents if "intents" not in parts.unread and not named.torn else ():
        if name not in named.intents:
            message = f"the intent has no example in {path.name}; add some, or delete the intent"
            yield parts.document.mistake(("intents", name), f"intents.{name}", message)


def check_groups(path: Path, named: Named, parts: Parts, given: bool) -> Iterator[PackError]:
    """Groups that are kept for testing or calibrating are some of those in the table, and leave others to learn from."""
    held = [(key, i, name) for key in HELD_OUT for i, name in enumerate(getattr(parts.pack.training, key))]
    known = named.groups - {""}
    for key, i, name in held:
        if name not in known and not named.torn:
            why = nearest(name, known) if given else "; it has no column group, which says who wrote a row"
            message = f"no row of {path.name} is of the group '{name}'{why}"
            yield parts.document.mistake(("training", key, i), f"training.{key}", message)
    if named.groups and not named.torn and named.groups <= {name for _, _, name in held}:
        message = f"every row of {path.name} is of one of these groups, so that nothing is left to learn from; take some out"
        yield parts.document.mistake(("training",), "training", message)


def check_rows(rows: Iterable[tuple[int, list[str] | str]], columns: list[str], parts: Parts, tally: Tally) -> Named:
    """What the rows name; mistakes are added to ``tally``."""
    found = Named()
    for line, row in rows:
        if isinstance(row, str):
            tally.add(line, "", row)
            found.torn = True
        elif row and (problem := unfit(row, columns)):
            tally.add(line, "", problem)
            found.intents |= {part.strip() for cell in row for part in cell.split(";")}
            found.languages |= set(row)
            found.groups |= set(map(str.strip, row))
        elif row:
            named = dict(zip(columns, row, strict=True))
            found.languages.add(named.get("language", ""))
            found.groups.add(named.get("group", "").strip())
            for intent in map(str.strip, named["intent"].split(";")):
                found.intents.add(intent if intent in parts.pack.intents else likeliest(intent, parts.pack.intents) or intent)
            for column, message in check_row(named, parts):
                tally.add(line, column, message)
    return found


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
    for _, slot in MARKED.findall(text):
        if parts.lacks("kinds", slot):
            yield "text", f"marks a slot '{slot}' that does not exist{nearest(slot, parts.kinds)}"


def contradictions(path: Path) -> Iterator[PackError]:
    """Texts that have different intents in different rows of a table without mistakes, which a training settles by majority."""
    text = read_text(path)
    rows = cells.read(io.StringIO(text, newline="")) if isinstance(text, str) else iter(())
    _, columns = next(rows, (1, []))
    same: dict[str, list[Example]] = defaultdict(list)
    for line, row in rows:
        if row:
            named = dict(zip(columns, row, strict=True))
            one = Example(line, tidy(MARKED.sub(r"\1", named["text"])), wanted(named["intent"]))
            same[one.text.casefold()].append(one)
    found = [several for several in same.values() if len({one.intents for one in several}) > 1]
    for several in found[:SHOWN]:
        yield PackError(path, several[0].line, "intent", contradicted(several))
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        message = f"{more} more text{'s stand' if more > 1 else ' stands'} under different intents, this is the first of them"
        yield PackError(path, found[SHOWN][0].line, "intent", message)


def wanted(cell: str) -> frozenset[str]:
    """The intents that a cell names; ``oos`` beside others says nothing."""
    names = frozenset(filter(None, map(tidy, cell.split(";"))))
    return names - {OUT_OF_SCOPE} or names


def contradicted(several: list[Example]) -> str:
    """What the rows of one text say: the first row of each different choice of intents."""
    first = {one.intents: one.line for one in reversed(several)}
    choices = [f"{';'.join(sorted(intents))} on line {line}" for intents, line in sorted(first.items(), key=lambda item: item[1])]
    text = several[0].text
    shown = text if len(text) <= LONG else f"{text[:LONG]}…"
    return f"“{shown}” is {' and '.join(choices)}; decide for one: a training takes what most rows say, and leaves the text out on a tie"

"""Adds rows that a person has looked at to a pack's utterances.csv; a row that does not fit is named, and the others are added."""

import csv
import io
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue.domain import Domain
from bot.errors import DataError
from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS
from bot.inference.text import tidy
from training.data import SLOT, intents_of, load, unmarked
from training.discover import FORMULA
from training.importers import rows


@dataclass(slots=True)
class Added:
    """How many rows were added to each intent, how many were left out, by reason, and the rows that do not fit."""

    intents: Counter[str] = field(default_factory=Counter)
    number: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    bad: list[DataError] = field(default_factory=list)


def add(source: Path, target: Path, domain: Domain) -> Added:
    """Add the rows of ``source`` to ``target``, the utterances of the pack ``domain``; DataError where a file cannot be read."""
    table, done, new = load(target), Added(), list[dict[str, str]]()
    there = {same(row.text): (row.line, row.intents) for row in table.rows}
    for line, named in usable(source, done):
        named["text"] = text = words(named["text"])
        key, intents = same(unmarked(text)[0]), intents_of(named["intent"])
        if not intents:
            done.left_out["without an intent"] += 1
        elif key in there and set(there[key][1]) == set(intents):
            done.left_out["that are there already"] += 1
        elif problem := unfit(named, intents, domain, there.get(key), target):
            done.bad.append(DataError(source, line, problem))
        else:
            there[key] = (0, intents)
            new.append(named)
            done.intents.update(intents)
    if new:
        append(target, new)
    done.number = len(new)
    return done


def usable(source: Path, done: Added) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that can be read, each with its line; those that cannot be are noted."""
    for one in rows.read(source, ("text", "intent")):
        if isinstance(one, DataError):
            done.bad.append(one)
        else:
            yield one


def unfit(named: Mapping[str, str], intents: Sequence[str], domain: Domain, other: tuple[int, Sequence[str]] | None, target: Path) -> str:
    """Why a row cannot be added; empty if it can."""
    text, language, sentiment = named["text"], named.get("language", ""), named.get("sentiment", "")
    if other is not None:
        where = f"line {other[0]} of {target.name}" if other[0] else "another row"
        return f"{where} says {';'.join(other[1])} of the same text, and this row {';'.join(intents)}: correct one of them"
    if not tidy(unmarked(text)[0]):
        return "has no text"
    if unknown := [name for name in intents if name not in domain.intents and name != OUT_OF_SCOPE]:
        return f"the pack has no intent {', '.join(unknown)}: add it to pack.yaml first, or write {OUT_OF_SCOPE}"
    if len(domain.languages) > 1 and language not in domain.languages:
        return f"the language is {language or 'missing'}: write one of {', '.join(domain.languages)}"
    if sentiment and sentiment not in SENTIMENTS:
        return f"{sentiment!r} is no sentiment: write one of {', '.join(SENTIMENTS)}, or nothing"
    marks = [mark[2] for mark in SLOT.finditer(text)]
    unknown = [slot for slot in marks if slot not in domain.slots]
    return f"marks a slot {', '.join(unknown)} that the pack does not have" if unknown else ""


def words(text: str) -> str:
    """The customer's words without the quote that keeps a spreadsheet from running them as a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA) else text


def same(text: str) -> str:
    """The form in which texts are compared."""
    return tidy(text).casefold()


def append(target: Path, new: Sequence[Mapping[str, str]]) -> None:
    """Write the rows behind those that are there, in the columns that the file has; the file is replaced as a whole."""
    before, header, more = target.read_bytes(), rows.header_of(target), io.StringIO(newline="")
    csv.writer(more, lineterminator="\n").writerows([named.get(column, "") for column in header] for named in new)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.write_bytes(before + (b"" if before.endswith(b"\n") else b"\n") + more.getvalue().encode())
    shutil.copymode(target, beside)
    beside.replace(target)

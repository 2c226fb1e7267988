"""Adds rows that a person has looked at to a pack's utterances.csv; a row that does not fit is named, and the others are added."""

import csv
import hashlib
import io
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue.domain import Domain
from bot.errors import DataError
from bot.inference.artifact import OUT_OF_SCOPE, SENTIMENTS
from bot.inference.atomic import locked
from bot.inference.text import tidy
from training.data import FEEDBACK, SLOT, intents_of, load, unmarked
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
    target = target.resolve()
    if "group" not in rows.header_of(target):
        raise DataError(target, 1, "has no column group, by which corrections are kept from calibrating: add one, its cells may be empty")
    done, lock = Added(), locked(target.parent, wait=True)
    try:
        new = chosen(source, target, domain, done)
        if new:
            append(target, new)
    finally:
        if lock is not None:
            os.close(lock)
    done.number = len(new)
    return done


def chosen(source: Path, target: Path, domain: Domain, done: Added) -> list[dict[str, str]]:
    """The rows to be added; the others are noted."""
    there = {same(row.text): (f"line {row.line} of {target.name}", row.intents) for row in load(target).rows}
    read = [(line, named | {"text": words(named["text"])}) for line, named in usable(source, done)]
    said: dict[str, set[frozenset[str]]] = defaultdict(set)
    for _, named in read:
        said[same(unmarked(named["text"])[0])].add(frozenset(intents_of(named["intent"])))
    new: list[dict[str, str]] = []
    for line, named in read:
        key, intents = same(unmarked(named["text"])[0]), intents_of(named["intent"])
        if not intents:
            done.left_out["without an intent"] += 1
        elif key in there and set(there[key][1]) == set(intents):
            done.left_out["that are there already"] += 1
        elif problem := unfit(named, intents, domain, there.get(key) or (("another row", ()) if len(said[key]) > 1 else None)):
            done.bad.append(DataError(source, line, problem))
        else:
            there[key] = ("another row", intents)
            group = named.get("group", "").strip() or FEEDBACK + hashlib.sha256(key.encode()).hexdigest()[:10]
            new.append(named | {"group": group})
            done.intents.update(intents)
    return new


def usable(source: Path, done: Added) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that can be read, each with its line; those that cannot be are noted."""
    for one in rows.read(source, ("text", "intent")):
        if isinstance(one, DataError):
            done.bad.append(one)
        else:
            yield one


def unfit(named: Mapping[str, str], intents: Sequence[str], domain: Domain, other: tuple[str, Sequence[str]] | None) -> str:
    """Why a row cannot be added; empty if it can. ``other``: where the same text stands with other intents."""
    text, language, sentiment = named["text"], named.get("language", ""), named.get("sentiment", "")
    if other is not None:
        says = f"says {';'.join(other[1])}" if other[1] else "says something else"
        return f"{other[0]} {says} of the same text, and this row {';'.join(intents)}: correct one of them"
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
    """Write the rows behind those that are there, in the columns and the encoding that the file has; the file is replaced as a whole."""
    before, header, more = target.read_bytes(), rows.header_of(target), io.StringIO(newline="")
    csv.writer(more, lineterminator="\n").writerows([named.get(column, "") for column in header] for named in new)
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(before[:2], "utf-8")
    text = before.decode(encoding)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.write_bytes(f"{text}{'' if text.endswith(chr(10)) else chr(10)}{more.getvalue()}".encode(encoding))
    shutil.copymode(target, beside)
    beside.replace(target)

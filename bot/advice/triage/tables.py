"""Reads the CSV files that clinicians maintain for a triage model: conditions with levels, flags, and exclusive symptoms."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.advice.triage import model, symptoms
from bot.advice.triage.engine import Engine
from bot.advice.triage.levels import LEVELS, Flag, Level
from bot.advice.triage.symptoms import Names
from bot.errors import DataError

Texts = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with its plain names, the level that ``source`` asks for, and the age up to which children have it, if any."""

    id: str
    names: Texts
    level: Level
    source: str
    under_months: float | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A triage engine with plain names for its symptoms, conditions and flags."""

    engine: Engine
    names: Names
    conditions: Mapping[str, Condition]
    flags: Mapping[str, Texts]

    def symptom(self, id: str, language: str) -> str:
        """A symptom's plain name."""
        one = self.names.by_id.get(id)
        return id if one is None else (one.zh if language == "zh" else one.en)[0]

    def question(self, id: str, language: str) -> str:
        """The question about a symptom; its plain name with a question mark if there is none in the table."""
        one = self.names.by_id.get(id)
        asked = "" if one is None else one.ask_zh if language == "zh" else one.ask_en
        return asked or f"{self.symptom(id, language)}{'？' if language == 'zh' else '?'}"


def opened(folder: Path) -> Desk:
    """The desk of a folder with ``model.npz``, ``symptoms.csv``, ``conditions.csv``, ``flags.csv`` and ``exclusive.csv``.

    Raises ArtifactError for the model, DataError for a table; a symptom or condition that one file names and the others do not know too.
    """
    fitted = model.load(folder / "model.npz")
    names = symptoms.read(folder / "symptoms.csv")
    conditions = {one.id: one for one in read_conditions(folder / "conditions.csv")}
    if missing := sorted(set(fitted.symptoms) - names.by_id.keys()):
        raise DataError(folder / "symptoms.csv", None, f"lacks {', '.join(missing)}, which the model knows")
    if missing := sorted(set(fitted.conditions) - conditions.keys()):
        raise DataError(folder / "conditions.csv", None, f"lacks {', '.join(missing)}, which the model knows")
    flags = list(read_flags(folder / "flags.csv", names))
    levels = {name: conditions[name].level for name in fitted.conditions}
    pairs = tuple(read_exclusive(folder / "exclusive.csv", names))
    young = {one.id: one.under_months for one in conditions.values() if one.under_months is not None}
    engine = Engine(fitted, levels, tuple(flag for flag, _ in flags), pairs, frozenset(names.by_id), young)
    return Desk(engine, names, conditions, {flag.name: texts for flag, texts in flags})


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with their line numbers and stripped cells; DataError if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                yield (
                    number,
                    {name: (value or "").strip() for name, value in row.items() if isinstance(name, str) and isinstance(value, str)},
                )
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, None, f"cannot be read: {error}") from error


def level_of(path: Path, number: int, text: str) -> Level:
    """One of the four levels; DataError for another word."""
    if text not in LEVELS:
        raise DataError(path, number, f"the level is {text!r}: write one of {', '.join(LEVELS)}")
    return text


def months(path: Path, number: int, row: Mapping[str, str]) -> float | None:
    """The cell ``under_months``, None if it is empty; DataError if it is no number."""
    try:
        return float(row["under_months"]) if row.get("under_months") else None
    except ValueError:
        raise DataError(path, number, f"under_months is {row['under_months']!r}: write a number") from None


def read_conditions(path: Path) -> Iterator[Condition]:
    """Conditions from ``condition,en,zh,level,under_months,source``; none without a source."""
    for number, row in rows(path):
        if not all(row.get(name) for name in ("condition", "en", "zh", "source")):
            raise DataError(path, number, "a condition needs a name in both languages and the source of its level")
        level = level_of(path, number, row.get("level", ""))
        yield Condition(row["condition"], {"en": row["en"], "zh": row["zh"]}, level, row["source"], months(path, number, row))


def read_flags(path: Path, names: Names) -> Iterator[tuple[Flag, Texts]]:
    """Flags from ``name,en,zh,symptoms,under_months,level,source``, several symptoms with ``|``; none without a source."""
    for number, row in rows(path):
        together = frozenset(part.strip() for part in row.get("symptoms", "").split("|") if part.strip())
        if unknown := sorted(together - names.by_id.keys()):
            raise DataError(path, number, f"{unknown[0]!r} is no id of symptoms.csv")
        if not together or not all(row.get(name) for name in ("name", "en", "zh", "source")):
            raise DataError(path, number, "a flag needs a name, words in both languages, symptoms and a source")
        flag = Flag(row["name"], together, months(path, number, row), level_of(path, number, row.get("level", "")), row["source"])
        yield flag, {"en": row["en"], "zh": row["zh"]}


def read_exclusive(path: Path, names: Names) -> Iterator[frozenset[str]]:
    """Pairs of symptoms that cannot both be present, from ``one,other``."""
    for number, row in rows(path):
        pair = frozenset((row.get("one", ""), row.get("other", "")))
        if len(pair) != 2 or not pair <= names.by_id.keys():
            raise DataError(path, number, "two different ids of symptoms.csv are needed")
        yield pair

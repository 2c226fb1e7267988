"""Reads past triage cases, with symptoms stated unasked, symptoms found by asking, and the condition, from JSON lists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.advice.triage.model import ABSENT, FOUND, OPEN, STATED, UNSURE, States
from bot.errors import DataError

CODES = {"1": FOUND, "0": ABSENT, "2": UNSURE, "true": FOUND, "false": ABSENT}


@dataclass(frozen=True, slots=True)
class Record:
    """One case: symptoms ``stated`` unasked and ``found`` by asking, with the model's codes, and the condition."""

    stated: Mapping[str, int]
    found: Mapping[str, int]
    condition: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as arrays over one list of symptoms and one of conditions.

    ``stated`` (n, S) and ``recorded`` (n, S) hold states of the model; ``recorded`` is ``OPEN`` where nothing is recorded or where it was
    stated. ``labels`` (n,): places of the conditions, -1 where a condition is none of them.
    """

    symptoms: tuple[str, ...]
    conditions: tuple[str, ...]
    stated: States
    recorded: States
    labels: npt.NDArray[np.int64]

    def part(self, places: npt.NDArray[np.int64]) -> "Cases":
        """Some of the cases."""
        return Cases(self.symptoms, self.conditions, self.stated[places], self.recorded[places], self.labels[places])

    def replies(self) -> npt.NDArray[np.int64]:
        """Each case's answer about each symptom, as indices into ``ANSWERS``; not known if nothing is recorded."""
        return np.where(self.recorded == FOUND, 0, np.where(self.recorded == ABSENT, 1, 2)).astype(np.int64)


def read(path: Path) -> tuple[list[Record], list[DataError]]:
    """The cases of a JSON list with ``exp_sxs``, ``imp_sxs`` and ``label``, and the rows that cannot be used; DataError if none can."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, None, f"cannot be read: {error}") from error
    except ValueError as error:
        raise DataError(path, None, f"is not JSON: {error}") from error
    if not isinstance(rows, list):
        raise DataError(path, None, "is not a list of cases")
    good: list[Record] = []
    bad: list[DataError] = []
    for number, row in enumerate(rows, 1):
        try:
            good.append(record(row))
        except ValueError as error:
            bad.append(DataError(path, number, str(error)))
    if not good:
        raise DataError(path, None, f"has no case that can be used: {bad[0].message if bad else 'it is empty'}")
    return good, bad


def record(row: object) -> Record:
    """One case; ValueError says what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError("a case is an object with exp_sxs, imp_sxs and label")
    condition = row.get("label", row.get("disease_tag"))
    if not isinstance(condition, str) or not condition.strip():
        raise ValueError("label is missing: name the condition")
    return Record(states(row.get("exp_sxs", {}), "exp_sxs"), states(row.get("imp_sxs", {}), "imp_sxs"), condition.strip())


def states(given: object, name: str) -> dict[str, int]:
    """Symptoms with their codes; ValueError for any value but 0, 1 and 2."""
    if not isinstance(given, dict):
        raise ValueError(f"{name} is not an object of symptoms")
    found: dict[str, int] = {}
    for symptom, value in given.items():
        code = CODES.get(str(value).strip().lower())
        if code is None:
            raise ValueError(f"{name}: {symptom} is {value!r}: write 1 (yes), 0 (no) or 2 (not known)")
        found[symptom.strip()] = code
    return found


def gathered(records: Sequence[Record], symptoms: Sequence[str] | None = None, conditions: Sequence[str] | None = None) -> Cases:
    """Cases as arrays, over the symptoms and conditions that occur, or over given ones: other symptoms are then left out."""
    names = tuple(symptoms) if symptoms is not None else tuple(sorted({name for one in records for name in (*one.stated, *one.found)}))
    kinds = tuple(conditions) if conditions is not None else tuple(sorted({one.condition for one in records}))
    places = {name: place for place, name in enumerate(names)}
    stated, recorded = (np.full((len(records), len(names)), OPEN, dtype=np.int8) for _ in range(2))
    for row, one in enumerate(records):
        for symptom, code in one.found.items():
            if symptom in places:
                recorded[row, places[symptom]] = code
        for symptom, code in one.stated.items():
            if symptom in places:
                stated[row, places[symptom]] = STATED if code == FOUND else code
                recorded[row, places[symptom]] = OPEN
    index = {name: place for place, name in enumerate(kinds)}
    labels = np.array([index.get(one.condition, -1) for one in records], dtype=np.int64)
    return Cases(names, kinds, stated, recorded, labels)

"""The machines of this works, and the series of those that are watched cycle by cycle."""

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.advice.investing import tables
from bot.advice.maintenance import life as lives
from bot.advice.maintenance import model as models
from bot.advice.maintenance.life import Life
from bot.advice.maintenance.model import Model
from bot.advice.maintenance.trees import Array
from bot.errors import DataError

DATA = Path(__file__).parent / "data"
AGES = {"MW-31": (160, 0.18), "MW-32": (142, 0.72), "MW-33": (188, 0.93)}
"""Of the turbines that stand for a fleet until a works puts its own series in: cycles so far, and the share of their life that is gone."""

UNIT = r"\s*(?:n\s?m\b|rpm\b(?!\s*\d)|min|sec|hours?|days?|weeks?|months?|years?|degrees?|k\b|[°%℃天周个小分转牛度次台年月])"
CODE = re.compile(
    rf"(?:\b(?:mw|(?:machine|mill)(?:\s+(?:no\.?|number))?|turbine(?=\W*3))|机器|机台|铣床)[\s:：#-]*(?P<named>\d\d?)(?!\d|{UNIT})"
    r"|(?<!\d)(?P<numbered>\d\d?)号(?:机(?!组)|铣床|设备)",
    re.IGNORECASE,
)
"""A machine's code as people write it, as the slot ``machine`` reads it too: MW-07, mw7, machine 7, 7号机."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of the list; ``grade``: of what it usually makes."""

    code: str
    kind: str
    english: str
    chinese: str
    grade: str | None

    def name(self, language: str) -> str:
        """As people call it."""
        return f"{self.code}（{self.chinese}）" if language == "zh" else f"{self.code}, {self.english}"


@cache
def machines() -> dict[str, Machine]:
    """The list by code."""
    with (DATA / "machines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: Machine(row["code"], row["kind"], row["english"], row["chinese"], row["grade"] or None) for row in rows}


def codes(text: str) -> list[tuple[str, int, int]]:
    """The code of each machine that a message names, and where its name begins and ends."""
    return [(f"MW-{(found['named'] or found['numbered']).zfill(2)}", *found.span()) for found in CODE.finditer(text)]


@cache
def faults() -> Model:
    """The model of faults, read once."""
    return models.load(DATA / "faults.npz")


@cache
def turbines() -> Life:
    """The model of remaining life, read once."""
    return lives.load(DATA / "life.npz")


def series(code: str, folder: Path) -> Array | None:
    """The series of a machine: from ``folder/series/CODE.csv`` where the works has put one, else that of the fleet here; None without one.

    A file has the model's columns by name; columns that it lacks count as missing readings.
    """
    path = folder / "series" / f"{code}.csv"
    if path.is_file():
        table = tables.read(path)
        places = [tables.column(table.header, (name,)) for name in turbines().columns]
        if all(place is None for place in places):
            raise DataError(path, 1, f"has none of the columns {', '.join(turbines().columns)}")
        rows = [table.numbers([place])[:, 0] if place is not None else np.full(len(table.rows), np.nan) for place in places]
        return np.stack(rows, axis=1)
    return stand_in(code) if code in AGES else None


def stand_in(code: str) -> Array:
    """A series made from how the turbines of the training data are when new and how they are when they fail, the same at every call."""
    usual = {name: np.array(values) for name, values in json.loads((DATA / "fleet.json").read_text(encoding="utf-8")).items()}
    cycles, gone = AGES[code]
    worn = (np.linspace(0, gone, cycles) ** 3)[:, None]
    chance = np.random.default_rng(list(code.encode()))
    made: Array = usual["new"] + worn * (usual["failing"] - usual["new"]) + chance.normal(size=(cycles, len(usual["new"]))) * usual["noise"]
    return made

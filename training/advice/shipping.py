"""Fits the engines that the maintenance pack ships.

`python -m training.advice.shipping ai4i2020.csv train_FD001.txt domains/maintenance/data`; `frontdesk train maintenance --data` fits one.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from bot.advice.maintenance import life as lives_format
from bot.advice.maintenance import model as models
from bot.advice.maintenance.life import Life
from bot.advice.maintenance.model import Model
from bot.errors import DataError
from training.advice import lives, machines, maintenance, series
from training.advice.series import Names, Series

FAULTS, LIFE = "faults.npz", "life.npz"
NEW, FAILING = 20, 5
"""How many of a machine's first and last cycles are averaged."""


def write(failures: Path, runs: Path, folder: Path, seed: int = 7) -> None:
    """Fit both engines and write them into ``folder``."""
    write_faults(failures, folder, "Machine failure", seed)
    write_life(runs, folder, seed)


def write_faults(source: Path, folder: Path, target: str, seed: int) -> Model:
    """Fit the risk of failure and write ``faults.npz``."""
    faults = maintenance.fit(machines.read(source, machines.Asked(target)), seed=seed)
    (folder / FAULTS).write_bytes(models.dumped(faults))
    return faults


def write_life(source: Path, folder: Path, seed: int) -> Life:
    """Fit remaining life and write ``life.npz`` and ``fleet.json``."""
    data = series.read(source, Names())
    life = lives.fit(data, seed=seed)
    (folder / LIFE).write_bytes(lives_format.dumped(life))
    (folder / "fleet.json").write_text(json.dumps(usual(data), indent=1) + "\n", encoding="utf-8")
    return life


def refit(source: Path, folder: Path, seed: int) -> str:
    """Refit the engine that the data is for, and say what was made: series are for ``life.npz``, other rows for ``faults.npz``.

    DataError if the pack asks for readings that the data does not have.
    """
    if series.told_of(source, Names()):
        return f"{folder / LIFE}: version {write_life(source, folder, seed).version}."
    before = models.load(folder / FAULTS)
    found = machines.read(source, machines.Asked(before.target))
    if set(found.readings) != set(before.names):
        raise DataError(source, 1, f"has the readings {', '.join(found.readings)}: this pack asks for {', '.join(before.names)}")
    return f"{folder / FAULTS}: version {write_faults(source, folder, before.target, seed).version}."


def usual(data: Series) -> dict[str, list[float]]:
    """The means of readings over all machines when new and when failing, and their variation from cycle to cycle."""
    jumps = np.concatenate([np.diff(one, axis=0) for one in data.values]).std(axis=0) / np.sqrt(2)
    found = {
        "new": np.concatenate([one[:NEW] for one in data.values]).mean(axis=0),
        "failing": np.concatenate([one[-FAILING:] for one in data.values]).mean(axis=0),
        "noise": jumps,
    }
    return {name: [float(f"{value:.6g}") for value in values] for name, values in found.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("failures", "runs", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(options.failures, options.runs, options.folder, options.seed)

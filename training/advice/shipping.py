"""Fits the engines that the maintenance pack ships.

`python -m training.advice.shipping ai4i2020.csv train_FD001.txt domains/maintenance/data`
"""

import argparse
import json
from pathlib import Path

import numpy as np

from bot.advice.maintenance import life as lives_format
from bot.advice.maintenance import model as models
from bot.advice.maintenance.life import Life
from bot.advice.maintenance.model import Model
from training.advice import lives, machines, maintenance, series
from training.advice.series import Names, Series

NEW, FAILING = 20, 5
"""First and last cycles of a machine of which means are taken."""


def write(failures: Path, runs: Path, folder: Path, seed: int = 7) -> tuple[Model, Life]:
    """Fit both engines and write ``faults.npz``, ``life.npz`` and ``fleet.json`` into ``folder``."""
    faults = maintenance.fit(machines.read(failures, machines.Asked("Machine failure")), seed=seed)
    data = series.read(runs, Names())
    life = lives.fit(data, seed=seed)
    (folder / "faults.npz").write_bytes(models.dumped(faults))
    (folder / "life.npz").write_bytes(lives_format.dumped(life))
    (folder / "fleet.json").write_text(json.dumps(usual(data), indent=1) + "\n", encoding="utf-8")
    return faults, life


def usual(data: Series) -> dict[str, list[float]]:
    """Means over all machines when they are new and when they fail, and how far readings jump from cycle to cycle."""
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

"""Fits the triage engine that a pack ships: `python -m training.advice.fitting cases.json domains/triage/data`."""

import argparse
from pathlib import Path

from bot.advice.triage import model as models
from bot.advice.triage import symptoms
from bot.advice.triage.model import Model
from training.advice import cases, triage
from training.advice.triage import Settings

SHIPPED = Settings(silent=0.5)
"""In half of the cases, symptoms that are not recorded are answered with no, because families say no where records say nothing."""


def write(source: Path, folder: Path, seed: int = 7) -> Model:
    """Fit on the cases of ``source`` and write ``folder/model.npz``; symptoms that symptoms.csv bars are not asked about."""
    good, _ = cases.read(source)
    barred = [one.id for one in symptoms.read(folder / "symptoms.csv").symptoms if not one.askable]
    model = triage.fit(cases.gathered(good), SHIPPED, seed, barred)
    (folder / "model.npz").write_bytes(models.dumped(model))
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(options.source, options.folder, options.seed)

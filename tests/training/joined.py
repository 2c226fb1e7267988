"""A training that several processes share, run by test_processes.py: `python -m tests.training.joined BASE WORK OUT [unlearns]`."""

import sys
from dataclasses import replace
from pathlib import Path

import torch

from tests.training.test_encoder import LABELS, RECIPE, texts
from tests.training.test_watching import UNLEARNS, many
from training import base as bases
from training import processes
from training.encoder import fit, leading, predict
from training.targets import examples


def main(base_dir: Path, work: Path, out: Path, unlearns: Path | None = None) -> None:
    """The first process writes what came of it; any that writes beside it leaves a file of its own."""
    torch.set_num_threads(1)
    with leading() as leads:
        if not leads:
            return
        base = bases.load(str(base_dir))
        rows, recipe = (many(), replace(UNLEARNS, patience=1)) if unlearns else (texts(45), RECIPE)
        network = fit(base, examples(rows, LABELS), recipe, 1, work)
        read = predict(network, base.tokenizer, [row.text for row in texts(45)])
        course = [loss for loss, _ in network.course]
        torch.save({"processes": processes.count(), "course": course, "intents": read.intents, "weights": dict(network.trained())}, out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""Trains the model of one language group on its rows and says how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from bot.inference import mixed, ngram, transformer
from bot.inference.artifact import SENTIMENTS, Calibration, GroupRecord
from bot.inference.ngram import Ngram
from bot.inference.scores import Outputs
from training import encoder, teacher
from training import ngram as fitting
from training.base import Base
from training.calibrate import Bools, Held, calibrate, held, tuning_part
from training.data import Row
from training.encoder import Examples, Tick
from training.export import export
from training.measure import Metrics, measured
from training.mixing import weighed
from training.network import Network
from training.recipe import Recipe
from training.splits import Split


class Model(Protocol):
    """Reads one text."""

    def outputs(self, text: str) -> Outputs: ...


@dataclass(frozen=True, slots=True)
class Task:
    """One group's training: its rows in parts, the labels in the order of the logits, passages it shall find, and where its files go."""

    split: Split
    labels: tuple[str, ...]
    passages: tuple[str, ...]
    folder: Path
    seed: int


def latin(task: Task, base: Base, recipe: Recipe, work: Path, tick: Tick) -> GroupRecord:
    """Adapt the base encoder, export it, and calibrate and measure what will be served; float32 is measured beside it."""
    learnt = examples(task.split.train, task.labels)
    taught = teacher.mixed(learnt, teacher.opinions(learnt.texts, base.record.name), recipe.teacher)
    network = encoder.fit(base, taught, recipe, task.seed, work, tick)
    export(network, base.tokenizer, task.folder)
    model: Model = transformer.load(task.folder)
    words = beside(model, task)
    if words is not None:
        words.save(task.folder)
        model = mixed.load(task.folder)
    record = record_of(model, mixed.KIND if words else transformer.KIND, task)
    return record.model_copy(update={"metrics": {**record.metrics, **in_float32(network, base, task, words, record.calibration)}})


def beside(model: Model, task: Task) -> Ngram | None:
    """The word n-grams of the same rows, weighed against the encoder on the rows that tune; None where they add nothing."""
    tuning = read(model, task.split.calibration, task.labels)
    return weighed(words_of(task, embeds=False), tuning.part(tuning_part(tuning, task.labels, task.seed)))


def other(task: Task) -> GroupRecord:
    """Fit the n-gram encoder, save it, and calibrate and measure it."""
    task.folder.mkdir(parents=True)
    words_of(task, embeds=True).save(task.folder)
    return record_of(ngram.load(task.folder), ngram.KIND, task)


def words_of(task: Task, *, embeds: bool) -> Ngram:
    """N-grams fitted to the rows to learn from."""
    number = {label: place for place, label in enumerate(task.labels)}
    rows = task.split.train
    data = fitting.Labelled(
        [row.text for row in rows],
        [[number[name] for name in row.intents] for row in rows],
        [SENTIMENTS.index(row.sentiment) if row.sentiment else None for row in rows],
    )
    return fitting.fit(data, task.passages if embeds else (), len(task.labels), task.seed, embeds=embeds)


def examples(rows: Sequence[Row], labels: tuple[str, ...]) -> Examples:
    """Rows as targets: several right intents share the probability, an unknown sentiment counts for nothing."""
    intents, sentiment, weight = torch.zeros(len(rows), len(labels)), torch.full((len(rows), 3), 1 / 3), torch.zeros(len(rows))
    for place, row in enumerate(rows):
        for name in row.intents:
            intents[place, labels.index(name)] = 1 / len(row.intents)
        if row.sentiment:
            sentiment[place] = torch.eye(3)[SENTIMENTS.index(row.sentiment)]
            weight[place] = 1.0
    return Examples(tuple(row.text for row in rows), intents, sentiment, weight)


def read(model: Model, rows: Sequence[Row], labels: tuple[str, ...]) -> Held:
    """Rows as the served model sees them, beside what is right."""
    return held([row.text for row in rows], [model.outputs(row.text) for row in rows], *truth(rows, labels))


def truth(rows: Sequence[Row], labels: tuple[str, ...]) -> tuple[Bools, npt.NDArray[np.int64]]:
    """Which intents are right for each row (n, c), and its sentiment as a number (n,), -1 where it is not known."""
    right = np.array([[label in row.intents for label in labels] for row in rows], dtype=bool).reshape(len(rows), len(labels))
    return right, np.array([SENTIMENTS.index(row.sentiment) if row.sentiment else -1 for row in rows], dtype=np.int64)


def record_of(model: Model, kind: str, task: Task) -> GroupRecord:
    """Calibrate a served model on the calibration part, and measure it there and, once, on the test part."""
    split, labels = task.split, task.labels
    calibration_rows = read(model, split.calibration, labels)
    calibration = calibrate(calibration_rows, labels, task.seed)
    metrics: Metrics = {f"calibration_{name}": value for name, value in measured(calibration_rows, labels, calibration).items()}
    if split.test:
        metrics |= {f"test_{name}": value for name, value in measured(read(model, split.test, labels), labels, calibration).items()}
    return GroupRecord(
        kind=kind,
        labels=labels,
        dimensions=len(model.outputs("").vector),
        calibration=calibration,
        rows={"train": len(split.train), "calibration": len(split.calibration), "test": len(split.test)},
        metrics=metrics,
    )


def in_float32(network: Network, base: Base, task: Task, words: Ngram | None, calibration: Calibration) -> Metrics:
    """Accuracy before the weights became int8, on the same rows and at the same thresholds."""
    found: Metrics = {}
    for part in ("calibration", "test"):
        rows: tuple[Row, ...] = getattr(task.split, part)
        if rows:
            logits = encoder.predict(network, base.tokenizer, [row.text for row in rows]).intents.numpy()
            if words is not None:
                logits = logits + np.stack([words.logits(row.text)[0] for row in rows])
            right, moods = truth(rows, task.labels)
            seen = Held([row.text for row in rows], logits, np.zeros((len(rows), 3), dtype=np.float32), right, moods)
            found[f"{part}_accuracy_float32"] = measured(seen, task.labels, calibration)["accuracy"]
    return found

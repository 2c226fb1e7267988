"""Trains the model of one language group on its rows and says how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.inference import mixed, ngram, transformer
from bot.inference.artifact import Calibration, GroupRecord
from bot.inference.ngram import Ngram
from bot.inference.scores import Outputs
from bot.inference.tags import spans_of
from training import base as bases
from training import encoder, teacher
from training import ngram as fitting
from training.base import Base
from training.calibrate import Held, calibrate, held, tuning_part
from training.crossing import Reads, crossed
from training.data import Row
from training.encoder import Tick
from training.export import export
from training.measure import Metrics, measured
from training.mixing import Said, factors, moved, said, scaled
from training.network import Network
from training.recipe import Recipe
from training.spans import Tagged, spans_measured, threshold
from training.splits import Split
from training.targets import examples, labelled, slots_of, truth


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
    rows, fits = task.split.train, len(task.split.folds) + 1
    network = adapted(task, rows, base, recipe, work, partly(tick, 0, fits))
    export(network, base.tokenizer, task.folder)
    words = fitting.fit(labelled(rows, task.labels), (), len(task.labels), task.seed, embeds=False)
    model: Model = transformer.load(task.folder)
    if task.split.folds:

        def learn(others: Sequence[Row], fold: int) -> Reads:
            return in_turn(task, others, base, recipe, work, partly(tick, fold + 1, fits))

        seen, told = crossed(task.split, task.labels, learn)
    else:
        seen = read(model, task.split.calibration, task.labels)
        told = said(words, seen)
    counting = factors(seen, told, tuning_part(seen, task.labels, task.seed))
    kind, beside = transformer.KIND, None
    if any(counting):
        beside = scaled(words, *counting)
        beside.save(task.folder)
        kind, model = mixed.KIND, mixed.load(task.folder)
    record = record_of(model, kind, task, slots_of(rows), moved(seen, told, *counting) if task.split.folds else None)
    return record.model_copy(update={"metrics": {**record.metrics, **in_float32(network, base, task, beside, record.calibration)}})


def adapted(task: Task, rows: Sequence[Row], base: Base, recipe: Recipe, work: Path, tick: Tick) -> Network:
    """The base encoder adapted to rows, with the teacher's opinion of how they sound."""
    learnt = examples(rows, task.labels)
    taught = teacher.mixed(learnt, teacher.opinions(learnt.texts, base.record.name), recipe.teacher)
    return encoder.fit(base, taught, recipe, task.seed, work, tick)


def in_turn(task: Task, rows: Sequence[Row], base: Base, recipe: Recipe, work: Path, tick: Tick) -> Reads:
    """A model of some rows, for reading the others: as what is served, in float32."""
    network = adapted(task, rows, bases.load(base.record.name), recipe, work, tick)
    words = fitting.fit(labelled(rows, task.labels), (), len(task.labels), task.seed, embeds=False)

    def reads(texts: Sequence[str]) -> tuple[Said, Ngram | None]:
        seen = encoder.predict(network, base.tokenizer, texts)
        return Said(seen.intents.numpy(), seen.sentiment.numpy()), words

    return reads


def partly(tick: Tick, fit: int, of: int) -> Tick:
    """Progress of one of several trainings of about the same length, as a share of all."""
    return lambda done, total: tick(fit * total + done, of * total)


def other(task: Task) -> GroupRecord:
    """Fit the n-gram encoder, save it, and calibrate and measure it."""
    task.folder.mkdir(parents=True)
    fitting.fit(labelled(task.split.train, task.labels), task.passages, len(task.labels), task.seed).save(task.folder)
    seen = crossed(task.split, task.labels, lambda others, _: words_in_turn(task, others))[0] if task.split.folds else None
    return record_of(ngram.load(task.folder), ngram.KIND, task, held_out=seen)


def words_in_turn(task: Task, rows: Sequence[Row]) -> Reads:
    """N-grams of some rows, for reading the others."""
    words = fitting.fit(labelled(rows, task.labels), (), len(task.labels), task.seed, embeds=False)

    def reads(texts: Sequence[str]) -> tuple[Said, Ngram | None]:
        logits = [words.logits(text) for text in texts]
        return Said(np.array([one[0] for one in logits]), np.array([one[1] for one in logits])), None

    return reads


def read(model: Model, rows: Sequence[Row], labels: tuple[str, ...]) -> Held:
    """Rows as the served model sees them, beside what is right."""
    return held([row.text for row in rows], [model.outputs(row.text) for row in rows], *truth(rows, labels))


def record_of(model: Model, kind: str, task: Task, slots: tuple[str, ...] = (), held_out: Held | None = None) -> GroupRecord:
    """Calibrate a served model on the calibration part, or on rows ``held_out`` in turn; measure it there and, once, on the test part."""
    split, labels = task.split, task.labels
    calibration_rows = held_out or read(model, split.calibration, labels)
    calibration = calibrate(calibration_rows, labels, task.seed)
    tagging = tagged(model, split.calibration, slots)
    calibration = calibration.model_copy(update={"span": threshold(tagging)})
    metrics: Metrics = {f"calibration_{name}": value for name, value in measured(calibration_rows, labels, calibration).items()}
    metrics |= {f"calibration_{name}": value for name, value in spans_measured(tagging, calibration.span).items()}
    if split.test:
        metrics |= {f"test_{name}": value for name, value in measured(read(model, split.test, labels), labels, calibration).items()}
        tagging = tagged(model, split.test, slots)
        metrics |= {f"test_{name}": value for name, value in spans_measured(tagging, calibration.span).items()}
    return GroupRecord(
        kind=kind,
        labels=labels,
        slots=slots,
        folds=len(split.folds),
        dimensions=len(model.outputs("").vector),
        calibration=calibration,
        rows={"train": len(split.train), "calibration": len(calibration_rows.texts), "test": len(split.test)},
        metrics=metrics,
    )


def tagged(model: Model, rows: Sequence[Row], slots: tuple[str, ...]) -> list[Tagged]:
    """The marked spans of rows that somebody looked at for slots, beside those that the model tags."""
    looked_at = [row for row in rows if row.spans is not None] if slots else []
    return [Tagged(row.spans or (), spans_of(words, slots) if (words := model.outputs(row.text).words) else ()) for row in looked_at]


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

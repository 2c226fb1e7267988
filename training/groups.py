"""Trains, calibrates and measures the model of one language group."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from bot.inference import mixed, ngram, prototypes, transformer
from bot.inference.artifact import OUT_OF_SCOPE, Calibration, GroupRecord, UnlabelledRecord
from bot.inference.ngram import Ngram
from bot.inference.prototypes import Model, Vectors
from training import base as bases
from training import curves, encoder, recall, selftraining, soup, teacher
from training import ngram as fitting
from training.base import Base
from training.calibrate import HeldOut, calibrate, held, tuning_part
from training.crossing import Reads, Seen, crossed
from training.data import Row
from training.discovery import vectors
from training.drawing import rank
from training.examples import Examples
from training.export import export
from training.measure import Metrics, measured
from training.mixing import factors, moved, ngram_logits, scaled
from training.network import Network
from training.passes import Tick
from training.recipe import Recipe
from training.selftraining import NOTHING, Lesson, School, Study
from training.spans import Tagged, spans_measured, threshold
from training.splits import Split
from training.tagging import tagged, tagged_exactly
from training.targets import examples, labelled, slots_of, truth
from training.unlabelled import Unlabelled

PLACED = 30
"""The most rows of an intent that its prototype, a mean embedding, is computed from."""


@dataclass(frozen=True, slots=True)
class Task:
    """The training of one group: its rows, the labels in the order of the logits, the passages to be found, and the folder to write to.

    ``pieces``: the texts whose vectors find passages, see ``Chunk.sides`` and ``retrieval.sentences``.
    ``unlabelled``: messages to learn from besides the rows; None if none were given.
    """

    split: Split
    labels: tuple[str, ...]
    passages: tuple[str, ...]
    folder: Path
    seed: int
    unlabelled: Unlabelled | None = None
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitted:
    """An encoder adapted to rows, its prototype of each intent (``places``), and n-grams fitted to the same rows."""

    network: Network
    base: Base
    places: Vectors
    words: Ngram
    slots: tuple[str, ...]

    def seen(self, texts: Sequence[str]) -> Seen:
        """The outputs of the network for texts, in float32."""
        read = encoder.predict(self.network, self.base.tokenizer, texts)
        return Seen(read.intents.numpy(), read.sentiment.numpy(), prototypes.near(read.vector.numpy(), self.places))

    def reads(self, texts: Sequence[str]) -> tuple[Seen, Ngram | None]:
        """The same, with the n-gram model that stands beside it."""
        return self.seen(texts), self.words

    def tagged(self, rows: Sequence[Row]) -> list[Tagged]:
        """The tags it gives to rows, with the marks that are right."""
        return tagged_exactly(self.network, self.base.tokenizer, rows, self.slots)


@dataclass(frozen=True, slots=True)
class CalibrationSet:
    """Rows read and tagged by models that did not learn from them."""

    rows: HeldOut
    tagging: Sequence[Tagged] = ()


class Learner:
    """Adapts the base encoder to rows of one group, and reports the progress of all its trainings as one."""

    def __init__(self, task: Task, base: Base, recipe: Recipe, work: Path, tick: Tick) -> None:
        rows, given = task.split.train, task.unlabelled.texts if task.unlabelled is not None else ()
        self.task, self.base, self.work, self.tick = task, base, work, tick
        self.recipe = recipe.suited(len(rows), len(task.labels))
        self.few = recall.few(len(rows), len(task.labels))
        self.members = recipe.members if self.few else 1
        self.fits, self.number = fits_of(task, self.members), count()
        self.sounds = teacher.heard(tuple(dict.fromkeys([*(row.text for row in rows), *given])), base.record.name)

    def whole(self, lesson: Lesson) -> Fitted:
        """The model of all rows: few are learnt several times over, and what was learnt is averaged."""
        return self.learn(self.task.split.train, lesson, self.members)

    def learn(self, some: Sequence[Row], lesson: Lesson = NOTHING, members: int = 1) -> Fitted:
        """A model of some rows, the mean of ``members`` trainings."""
        task = self.task
        learnt = selftraining.joined(examples(some, task.labels), lesson)
        taught = teacher.mixed(learnt, self.sounds(learnt.texts), self.recipe.teacher)
        as_long = replace(self.recipe, epochs=selftraining.EPOCHS, least_epochs=selftraining.EPOCHS) if lesson.texts else self.recipe
        networks = [self.trained(taught, as_long, task.seed + member) for member in range(members)]
        network = networks[0] if members == 1 else soup.averaged(networks, self.fresh(), self.recipe.rank, taught.texts)
        if self.few:  # in all models alike, because those of the folds calibrate the whole one
            recall.fit(network, self.base, taught, task.pieces, task.seed, len(task.split.train))
        return fitted(task, some, lesson, self.base, network)

    def trained(self, taught: Examples, recipe: Recipe, seed: int) -> Network:
        """One training."""
        return encoder.fit(self.fresh(), taught, recipe, seed, self.work, partly(self.tick, next(self.number), self.fits))

    def fresh(self) -> Base:
        """The base encoder loaded anew, since a training changes the one it is given."""
        return bases.load(self.base.record.name)


def latin(task: Task, base: Base, recipe: Recipe, work: Path, tick: Tick) -> GroupRecord:
    """Adapt the base encoder, export it, and calibrate and measure the exported model; the float32 accuracy is measured for comparison."""
    learner = Learner(task, base, recipe, work, tick)
    study = studied(task, base, learner.learn)
    alone = study.models and not task.split.folds and learner.members == 1
    whole = study.models[0] if alone else learner.whole(study.lesson)
    model = exported(whole, task)
    tagging: list[Tagged] = []
    if task.split.folds:

        def held_out(others: Sequence[Row], fold: int) -> Reads:
            fit = study.models[fold] if study.models else learner.learn(others)
            tagging.extend(fit.tagged(sorted(task.split.folds[fold], key=lambda row: row.line)))
            return fit.reads

        seen, told = crossed(task.split, task.labels, held_out)
    else:
        seen = read(model, task.split.calibration, task.labels)
        told = ngram_logits(whole.words, seen)
    counting = factors(seen, told, tuning_part(seen, task.labels, task.seed))
    kind, beside = transformer.KIND, None
    if any(counting):
        beside = scaled(whole.words, *counting)
        beside.save(task.folder)
        kind, model = mixed.KIND, prototypes.placed(mixed.load(task.folder), task.folder)
    in_turn = CalibrationSet(moved(seen, told, *counting), tagging) if task.split.folds else None
    record = record_of(model, kind, task, slots_of(task.split.train), in_turn, whole.network.course)
    exact = in_float32(whole.seen, task, beside, record.calibration)
    return record.model_copy(update={"metrics": {**record.metrics, **exact}, "unlabelled": study.record})


def exported(whole: Fitted, task: Task) -> Model:
    """Export a model of all rows and load it as serving does, without its n-grams."""
    rows = task.split.train
    if whole.network.recall is None:  # only the served model searches, so those of the folds need no such head
        recall.fit(whole.network, whole.base, examples(rows, task.labels), task.pieces, task.seed)
    export(whole.network, whole.base.tokenizer, task.folder, [row.text for row in rows])
    prototypes.save(whole.places, task.folder)
    return prototypes.placed(transformer.load(task.folder), task.folder)


def studied(task: Task, base: Base, learn: Callable[[Sequence[Row], Lesson], Fitted]) -> Study[Fitted]:
    """Self-training on the unlabelled messages; no models if there are none to learn from."""
    given = task.unlabelled
    if given is None or not given.texts:
        return Study((), NOTHING, None if given is None else UnlabelledRecord(left_out=given.left_out))
    texts = list(dict.fromkeys([*(row.text for row in (*task.split.train, *task.split.calibration)), *given.texts]))
    places = dict(zip(texts, vectors.encoded(texts, base, task.seed), strict=True))
    return selftraining.study(School(task.split, task.labels, given, places, learn, task.seed))


def fits_of(task: Task, members: int) -> int:
    """The most models that are trained: one for each fold, twice with unlabelled messages, and ``members`` of all rows.

    Without folds the models that unlabelled messages are tried with learn from all rows, so one of them may be the only member.
    """
    tried = len(task.split.folds) or 1
    if task.unlabelled is not None and task.unlabelled.texts:
        return 2 * tried + (members if task.split.folds or members > 1 else 0)
    return len(task.split.folds) + members


def fitted(task: Task, rows: Sequence[Row], lesson: Lesson, base: Base, network: Network) -> Fitted:
    """A trained network with its prototypes, and n-grams fitted to the same rows and lesson."""
    words = fitting.fit(selftraining.worded(labelled(rows, task.labels), lesson), (), len(task.labels), task.seed, embeds=False)
    places = prototypes_of(task, rows, lambda texts: encoder.predict(network, base.tokenizer, texts).vector.numpy())
    return Fitted(network, base, places, words, slots_of(rows))


def prototypes_of(task: Task, rows: Sequence[Row], vectors: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """The mean embedding of each intent except ``oos``, over at most ``PLACED`` of its rows."""
    taken: Counter[tuple[str, ...]] = Counter()
    some = []
    for row in sorted(rows, key=lambda row: rank(row.text, task.seed)):
        taken[row.intents] += 1
        if taken[row.intents] <= PLACED and row.intents != (OUT_OF_SCOPE,):
            some.append(row)
    right, _ = truth(some, task.labels)
    return prototypes.means(vectors([row.text for row in some]), right) if some else np.zeros((0, 1), dtype=np.float32)


def partly(tick: Tick, fit: int, of: int) -> Tick:
    """Report the progress of one of several trainings of about the same length as part of all."""
    return lambda done, total: tick(fit * total + done, of * total)


def other(task: Task) -> GroupRecord:
    """Fit the n-gram encoder, save it, and calibrate and measure it."""
    task.folder.mkdir(parents=True)
    words, places = words_placed(task, task.split.train)
    words.save(task.folder)
    prototypes.save(places, task.folder)
    in_turn = (
        CalibrationSet(crossed(task.split, task.labels, lambda others, _: words_in_turn(task, others))[0]) if task.split.folds else None
    )
    return record_of(prototypes.placed(ngram.load(task.folder), task.folder), ngram.KIND, task, held_out=in_turn)


def words_placed(task: Task, rows: Sequence[Row]) -> tuple[Ngram, Vectors]:
    """N-grams fitted to rows, and their prototypes of the intents."""
    words = fitting.fit(labelled(rows, task.labels), task.passages, len(task.labels), task.seed)
    return words, prototypes_of(task, rows, lambda texts: np.array([words.outputs(text).vector for text in texts]))


def words_in_turn(task: Task, rows: Sequence[Row]) -> Reads:
    """N-grams fitted to some rows, to read the others with."""
    words, places = words_placed(task, rows)

    def reads(texts: Sequence[str]) -> tuple[Seen, Ngram | None]:
        seen = [words.outputs(text) for text in texts]
        near = prototypes.near(np.array([one.vector for one in seen]), places)
        return Seen(np.array([one.intents for one in seen]), np.array([one.sentiment for one in seen]), near), None

    return reads


def read(model: Model, rows: Sequence[Row], labels: tuple[str, ...]) -> HeldOut:
    """The outputs of the served model for rows, with the right answers."""
    return held([row.text for row in rows], [model.outputs(row.text) for row in rows], *truth(rows, labels))


def record_of(
    model: Model,
    kind: str,
    task: Task,
    slots: tuple[str, ...] = (),
    held_out: CalibrationSet | None = None,
    course: curves.Course = (),
) -> GroupRecord:
    """Calibrate a served model on the calibration part, or on ``held_out`` rows; measure it there and, once, on the test part."""
    split, labels = task.split, task.labels
    held_out = held_out or CalibrationSet(read(model, split.calibration, labels), tagged(model, split.calibration, slots))
    calibration_rows, tagging = held_out.rows, held_out.tagging
    calibration = calibrate(calibration_rows, labels, task.seed)
    calibration = calibration.model_copy(update={"span": threshold(tagging)})
    curves.draw(task.folder / curves.FILE, curves.Shown(calibration_rows, labels, calibration, course))
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
        rows={
            "train": len(split.train),
            "calibration": len(calibration_rows.texts),
            "test": len(split.test),
            **({"left_out": split.left_out} if split.left_out else {}),
        },
        metrics=metrics,
    )


def in_float32(reads: Callable[[Sequence[str]], Seen], task: Task, words: Ngram | None, calibration: Calibration) -> Metrics:
    """The accuracy before quantisation to int8, on the same rows and at the same thresholds."""
    found: Metrics = {}
    for part in ("calibration", "test"):
        rows: tuple[Row, ...] = getattr(task.split, part)
        if rows:
            texts = [row.text for row in rows]
            seen = reads(texts)
            held = HeldOut(texts, seen.intents, seen.sentiment, *truth(rows, task.labels), seen.near)
            held = moved(held, ngram_logits(words, held), 1.0, 1.0) if words else held
            found[f"{part}_accuracy_float32"] = measured(held, task.labels, calibration)["accuracy"]
    return found

"""Self-training: a first model's predictions on unlabelled messages teach a second model, which is kept if it reads held-out rows better
(Lee, Pseudo-Label, 2013; Xie et al., Noisy Student, 2020).

The predictions are smoothed over messages that are near each other in the space of the base encoder. Its errors differ from those of the
adapted encoder, so the two together are better than either. Held-out rows are smoothed among the unlabelled messages, so they show which
predictions to believe. Those rows also choose between the two models; if the thresholds are then certified on them, the certificate is a
little optimistic.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import torch

from bot.inference.artifact import OUT_OF_SCOPE, UnlabelledRecord
from bot.inference.ngram import Ngram
from bot.inference.scores import out_of_scope, softmax
from training.calibrate import Bools, Floats, HeldOut, calibrate, temperature
from training.crossing import Seen
from training.data import Row
from training.examples import Examples
from training.mixing import moved, ngram_logits
from training.ngram import Labelled
from training.splits import Split
from training.spreading import spread
from training.targets import truth
from training.unlabelled import Unlabelled

RIGHT = 0.9
"""A prediction is believed from the probability above which this share of the held-out rows is right."""

TELLING = 20
"""The fewest held-out rows that this share may be computed from."""

FAIR = 3.0
"""The most messages an intent may get, as a multiple of an even share."""

EPOCHS = 4
"""Passes over rows and messages together, at any effort."""

SLIGHT = 0.02
"""A probability below this is taken as 0."""


class Fits(Protocol):
    """A trained model: ``reads`` returns its outputs for texts, and the n-gram model that stands beside it."""

    def reads(self, texts: Sequence[str]) -> tuple[Seen, Ngram | None]: ...


M = TypeVar("M", bound=Fits)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts to learn from, with soft labels: the probability of each intent for each text (n, c)."""

    texts: tuple[str, ...] = ()
    intents: Floats = field(default_factory=lambda: np.zeros((0, 0)))


NOTHING = Lesson()


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reading of unlabelled texts: probabilities (n, c), which are out of scope (n,), and the probability from which to believe it."""

    chances: Floats
    outside: Bools
    sure: float


@dataclass(frozen=True, slots=True)
class Study(Generic[M]):
    """The models that are kept (one for each fold, or one of all rows), the lesson for a model of all rows, and the outcome."""

    models: tuple[M, ...]
    lesson: Lesson
    record: UnlabelledRecord | None


@dataclass(frozen=True, slots=True)
class School(Generic[M]):
    """The inputs of a study; ``places`` are the base encoder's vectors by text, and ``learn`` trains a model on rows and a lesson."""

    split: Split
    labels: tuple[str, ...]
    unlabelled: Unlabelled
    places: Mapping[str, npt.NDArray[np.float32]]
    learn: Callable[[Sequence[Row], Lesson], M]
    seed: int

    def parts(self) -> list[tuple[list[Row], list[Row]]]:
        """For each model, the rows to learn from and the rows held out; no held-out text is learnt, as is true of unlabelled messages."""
        train, kept = self.split.train, [sorted(fold, key=lambda row: (row.line, row.text)) for fold in self.split.folds]
        if not kept:
            learnt = {row.text.casefold() for row in train}
            return [(list(train), [row for row in self.split.calibration if row.text.casefold() not in learnt])]
        return [([row for row in train if row not in fold], rows) for fold, rows in zip(self.split.folds, kept, strict=True)]


def study(school: School[M]) -> Study[M]:
    """Teach second models the first ones' predictions, and keep whichever read held-out rows better; the first ones on a tie."""
    parts = school.parts()
    first = [school.learn(rows, NOTHING) for rows, _ in parts]
    if not all(held for _, held in parts):
        return Study(tuple(first), NOTHING, UnlabelledRecord(left_out=unjudged(school.unlabelled)))
    opinions = [opinion(school, model, *part) for model, part in zip(first, parts, strict=True)]
    lessons = [lesson(school, [one])[0] for one in opinions]
    left_out = lesson(school, opinions)[1]
    before = right(school, first, parts)
    if not all(one.texts for one in lessons):
        return Study(tuple(first), NOTHING, UnlabelledRecord(left_out=left_out, without=before))
    second = [school.learn(rows, one) for (rows, _), one in zip(parts, lessons, strict=True)]
    after = right(school, second, parts)
    if after is None or before is None or after <= before:
        return Study(tuple(first), NOTHING, UnlabelledRecord(left_out=left_out, without=before, beside=after))
    whole = lessons[0]
    if school.split.folds:  # a model of all rows is still to be trained, and the second models predict better than the first
        whole, left_out = lesson(school, [opinion(school, model, *part) for model, part in zip(second, parts, strict=True)])
    if not whole.texts:  # the model that serves would be taught nothing, unlike those that were judged
        return Study(tuple(first), NOTHING, UnlabelledRecord(left_out=left_out, without=before, beside=after))
    return Study(tuple(second), whole, UnlabelledRecord(used=len(whole.texts), left_out=left_out, without=before, beside=after))


def unjudged(given: Unlabelled) -> dict[str, int]:
    """Why each message is left out if there is no held-out row to judge the teacher by."""
    return {**given.left_out, "as no labelled row was left to judge by": len(given.texts)}


def opinion(school: School[M], model: M, known: Sequence[Row], held: Sequence[Row]) -> Opinion:
    """What a model trained on ``known`` rows predicts for the messages, with temperature and thresholds from rows ``held`` out of it."""
    seen = seen_by(model, [row.text for row in held], school, held)
    among = seen_by(model, school.unlabelled.texts, school, ())
    labelled = truth(known, school.labels)[0]
    begin = np.concatenate([labelled / labelled.sum(1, keepdims=True), softmax(seen.intents), softmax(among.intents)])
    texts = [*(row.text for row in known), *seen.texts, *among.texts]
    logits = np.log(spread(begin, np.array([school.places[text] for text in texts])) + 1e-9)[len(known) :].astype(np.float32)
    chances = softmax(logits / temperature(logits[: len(held)], seen.right))
    calibration = calibrate(seen, school.labels, school.seed)
    away = [out_of_scope(one.intents, one.near, school.labels, calibration) >= calibration.limits.out_of_scope for one in (seen, among)]
    outside = np.concatenate(away) | (chances.argmax(1) == outside_of(school.labels))
    judged, first = np.flatnonzero(~outside[: len(held)]), chances[: len(held)]
    least = sure(first[judged].max(1), seen.right[judged, first[judged].argmax(1)])
    return Opinion(chances[len(held) :], outside[len(held) :], least)


def outside_of(labels: tuple[str, ...]) -> int:
    """The column of ``oos``; -1 without one."""
    return labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else -1


def seen_by(model: M, texts: Sequence[str], school: School[M], rows: Sequence[Row]) -> HeldOut:
    """A model's outputs, n-grams included, for texts; with the right answers if their ``rows`` are given."""
    seen, words = model.reads(texts)
    correct, moods = truth(rows, school.labels) if rows else (np.zeros(seen.intents.shape, dtype=bool), np.full(len(texts), -1))
    held = HeldOut(texts, seen.intents, seen.sentiment, correct, moods, seen.near)
    return held if words is None else moved(held, ngram_logits(words, held), 1.0, 1.0)


def sure(chance: Floats, correct: Bools) -> float:
    """The lowest probability above which ``RIGHT`` of the rows are right; 2, which none reaches, if there is none."""
    order = np.argsort(-chance, kind="stable")
    shares = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((shares >= RIGHT) & (np.arange(len(order)) >= TELLING - 1))
    return float(chance[order[good[-1]]]) if len(good) else 2.0


def lesson(school: School[M], opinions: Sequence[Opinion]) -> tuple[Lesson, dict[str, int]]:
    """The messages that the mean of all opinions is sure of, with a cap on each intent; and why the others are left out."""
    chances = np.mean([one.chances for one in opinions], axis=0)
    away = np.mean([one.outside for one in opinions], axis=0) > 1 / 2
    best = chances.argmax(1)
    away |= best == outside_of(school.labels)
    doubtful = ~away & (chances.max(1) < np.mean([one.sure for one in opinions]))
    believed = np.flatnonzero(~away & ~doubtful)
    taken = evenly(believed, chances, len(school.labels))
    left_out = Counter(school.unlabelled.left_out)
    left_out["that seem out of scope"], left_out["that it was not sure of"] = int(away.sum()), int(doubtful.sum())
    left_out["of intents that had many"] = len(believed) - len(taken)
    likely = np.where(chances[taken] >= SLIGHT, chances[taken], 0.0)
    texts = tuple(school.unlabelled.texts[place] for place in taken)
    return Lesson(texts, likely / likely.sum(1, keepdims=True)), dict(+left_out)


def evenly(rows: npt.NDArray[np.int64], chances: Floats, intents: int) -> list[int]:
    """The surest rows of each intent, at most ``FAIR`` times its even share, in ascending order."""
    most, given, taken = max(1.0, FAIR * len(rows) / intents), Counter[int](), []
    for row in rows[np.argsort(-chances[rows].max(1), kind="stable")].tolist():
        intent = int(chances[row].argmax())
        given[intent] += 1
        if given[intent] <= most:
            taken.append(row)
    return sorted(taken)


def right(school: School[M], models: Sequence[M], parts: Sequence[tuple[Sequence[Row], Sequence[Row]]]) -> float | None:
    """Accuracy on the held-out rows, each read by the model that has not learnt it; None without any."""
    read = [seen_by(model, [row.text for row in held], school, held) for model, (_, held) in zip(models, parts, strict=True) if held]
    hits = np.concatenate([one.right[np.arange(len(one.texts)), one.intents.argmax(1)] for one in read]) if read else np.zeros(0)
    return round(float(hits.mean()), 4) if len(hits) else None


def joined(examples: Examples, taught: Lesson) -> Examples:
    """Examples plus the texts of a lesson, which have neither a sentiment nor slot marks."""
    count = len(taught.texts)
    if not count:
        return examples
    return replace(
        examples,
        texts=examples.texts + taught.texts,
        intents=torch.cat([examples.intents, torch.tensor(taught.intents, dtype=torch.float32)]),
        sentiment=torch.cat([examples.sentiment, torch.full((count, 3), 1 / 3)]),
        sentiment_weight=torch.cat([examples.sentiment_weight, torch.zeros(count)]),
        spans=examples.spans + (None,) * count,
    )


def worded(rows: Labelled, taught: Lesson) -> Labelled:
    """Rows for the n-grams plus the texts of a lesson, each with its likeliest intent."""
    names = taught.intents.argmax(1).tolist() if taught.texts else []
    return Labelled([*rows.texts, *taught.texts], [*rows.intents, *([name] for name in names)], [*rows.sentiment, *(None for _ in names)])

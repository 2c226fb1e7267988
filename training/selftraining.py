"""Self-training: what a first model makes of unlabelled messages teaches a second one, which is kept where held-out rows say that it is no
worse (Lee, Pseudo-Label, 2013; Xie et al., Noisy Student, 2020).

The first model's guesses are spread over messages that the base encoder, as it is, puts near each other: it errs elsewhere than the adapted
one, so the two together are better than either. The held-out rows stand among the unlabelled ones and say how much to believe.
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
from training.calibrate import Bools, Floats, Held, calibrate, temperature
from training.crossing import Seen
from training.data import Row
from training.examples import Examples
from training.mixing import moved, said
from training.ngram import Labelled
from training.splits import Split
from training.spreading import spread
from training.targets import truth
from training.unlabelled import Unlabelled

RIGHT = 0.9
"""Share of held-out rows that is right above the chance from which on a message is believed."""

TELLING = 20
"""Held-out rows that such a share is counted of, at least."""

FAIR = 3.0
"""How many times its even share of the messages an intent may get."""

EPOCHS = 4
"""Passes over rows and messages together, at any effort: what a lesson adds is more texts."""

SLIGHT = 0.02
"""A chance that is taken for none."""


class Fits(Protocol):
    """A model that is done: what it makes of texts, and the n-grams that stand beside it."""

    def reads(self, texts: Sequence[str]) -> tuple[Seen, Ngram | None]: ...


M = TypeVar("M", bound=Fits)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts that a model is taught, and how likely each intent is for each of them (n, c)."""

    texts: tuple[str, ...] = ()
    intents: Floats = field(default_factory=lambda: np.zeros((0, 0)))


NOTHING = Lesson()


@dataclass(frozen=True, slots=True)
class Opinion:
    """Of unlabelled texts: chances (n, c), which no intent fits (n,), and the chance from which on ``RIGHT`` are right."""

    chances: Floats
    outside: Bools
    sure: float


@dataclass(frozen=True, slots=True)
class Study(Generic[M]):
    """The models that are kept, one a fold, or the one of all rows; what one of all rows is to be taught; and what it came to."""

    models: tuple[M, ...]
    lesson: Lesson
    record: UnlabelledRecord | None


@dataclass(frozen=True, slots=True)
class School(Generic[M]):
    """Everything that a study needs: rows in parts, labels, unlabelled messages, where the base encoder puts every text, how to learn."""

    split: Split
    labels: tuple[str, ...]
    unlabelled: Unlabelled
    places: Mapping[str, npt.NDArray[np.float32]]
    learn: Callable[[Sequence[Row], Lesson], M]
    seed: int

    def parts(self) -> list[tuple[list[Row], list[Row]]]:
        """Rows to learn from, each beside rows that are held out of it: as unlabelled messages are, none of a text that is learnt."""
        train, kept = self.split.train, [sorted(fold, key=lambda row: (row.line, row.text)) for fold in self.split.folds]
        if not kept:
            learnt = {row.text.casefold() for row in train}
            return [(list(train), [row for row in self.split.calibration if row.text.casefold() not in learnt])]
        return [([row for row in train if row not in fold], rows) for fold, rows in zip(self.split.folds, kept, strict=True)]


def study(school: School[M]) -> Study[M]:
    """Teach second models what the first ones make of the messages, and keep those that read held-out rows better; the first on a tie."""
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
    if school.split.folds:  # all rows are still to be learnt from: the second models know better than the first what goes with them
        whole, left_out = lesson(school, [opinion(school, model, *part) for model, part in zip(second, parts, strict=True)])
    if not whole.texts:  # what serves would be none of those that were judged
        return Study(tuple(first), NOTHING, UnlabelledRecord(left_out=left_out, without=before, beside=after))
    return Study(tuple(second), whole, UnlabelledRecord(used=len(whole.texts), left_out=left_out, without=before, beside=after))


def unjudged(given: Unlabelled) -> dict[str, int]:
    """Why nothing is taught where no row is held out to judge a teacher by."""
    return {**given.left_out, "as no labelled row was left to judge by": len(given.texts)}


def opinion(school: School[M], model: M, known: Sequence[Row], held: Sequence[Row]) -> Opinion:
    """What a model that learnt the ``known`` rows makes of the messages, as far as rows ``held`` out of it bear it out."""
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
    """The column of what no intent fits; -1 without one."""
    return labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else -1


def seen_by(model: M, texts: Sequence[str], school: School[M], rows: Sequence[Row]) -> Held:
    """Texts as a model with its n-grams sees them, beside what is right for their ``rows``, where those are known."""
    seen, words = model.reads(texts)
    correct, moods = truth(rows, school.labels) if rows else (np.zeros(seen.intents.shape, dtype=bool), np.full(len(texts), -1))
    held = Held(texts, seen.intents, seen.sentiment, correct, moods, seen.near)
    return held if words is None else moved(held, said(words, held), 1.0, 1.0)


def sure(chance: Floats, correct: Bools) -> float:
    """The least chance above which ``RIGHT`` of the rows are right; more than any chance where that cannot be told."""
    order = np.argsort(-chance, kind="stable")
    shares = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((shares >= RIGHT) & (np.arange(len(order)) >= TELLING - 1))
    return float(chance[order[good[-1]]]) if len(good) else 2.0


def lesson(school: School[M], opinions: Sequence[Opinion]) -> tuple[Lesson, dict[str, int]]:
    """The messages that all opinions together are sure of, no intent with much more than its share; why the others are left out."""
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
    """Rows, the surest first, without those that give an intent more than ``FAIR`` times its even share; in their order."""
    most, given, taken = max(1.0, FAIR * len(rows) / intents), Counter[int](), []
    for row in rows[np.argsort(-chances[rows].max(1), kind="stable")].tolist():
        intent = int(chances[row].argmax())
        given[intent] += 1
        if given[intent] <= most:
            taken.append(row)
    return sorted(taken)


def right(school: School[M], models: Sequence[M], parts: Sequence[tuple[Sequence[Row], Sequence[Row]]]) -> float | None:
    """The share of held-out rows whose likeliest label is right, each read by the model that has not learnt it; None without any."""
    read = [seen_by(model, [row.text for row in held], school, held) for model, (_, held) in zip(models, parts, strict=True) if held]
    hits = np.concatenate([one.right[np.arange(len(one.texts)), one.intents.argmax(1)] for one in read]) if read else np.zeros(0)
    return round(float(hits.mean()), 4) if len(hits) else None


def joined(examples: Examples, taught: Lesson) -> Examples:
    """Examples with a lesson beside them: nobody said how its texts sound, or looked for slots in them."""
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
    """Rows for the n-grams with a lesson beside them, each text with its likeliest intent."""
    names = taught.intents.argmax(1).tolist() if taught.texts else []
    return Labelled([*rows.texts, *taught.texts], [*rows.intents, *([name] for name in names)], [*rows.sentiment, *(None for _ in names)])

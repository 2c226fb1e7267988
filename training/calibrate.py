"""From logits on held-out rows to probabilities and thresholds whose error rate is certified.

The held-out rows are split once. The *tuning* part sets everything that shapes a score: temperatures, the out-of-scope score, where
testing starts. The *certifying* part only tests thresholds, so the binomial bounds are exact (Angelopoulos et al., Learn then Test, 2021,
fixed-sequence testing). Two things use all rows: the limit for a second intent, which does not enter the test, and the choice between
models in self-training, which makes the bounds a little optimistic (docs/training.md, "Few labels, much history").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, binom, norm
from sklearn.linear_model import LogisticRegression

from bot.inference.artifact import OUT_OF_SCOPE, Calibration, Limits
from bot.inference.scores import Outputs, evidence, out_of_scope, softmax
from training.drawing import rank

ALPHA = DELTA = 0.05
GRID = tuple(round(0.98 - 0.02 * step, 2) for step in range(42))
"""Thresholds that may become ``accept``, fixed before any data is seen, strictest first."""

TUNING = 3
"""One row in this many is for tuning, the others certify."""

GIVEN_UP = 0.03
"""The largest share of in-scope rows, answered rightly before, that the out-of-scope threshold may turn away."""

FEW, UNSEEN = 0.005, 0.002
"""The same with too few out-of-scope rows to choose a threshold by, and with no such label at all: then few such messages are expected.

The final loss is about twice as much, because few rows say little about the tail.
"""

LEARN, CHOOSE, ENOUGH = 20, 5, 8
"""Fewest out-of-scope rows to learn the score's weights, and to choose its threshold; fewest rows with two intents to choose ``second``."""

SECOND = 0.3
"""The limit for a further intent if too few rows have several to choose it by."""

COMMON = 0.05
"""From this share of rows with several intents, the limit is chosen to find all intents, not just second ones."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A model's outputs for held-out rows: logits (n, c) and (n, 3); which intents are right (n, c), and sentiments (n,), -1 if unknown.

    ``near`` (n,): as in ``Outputs``; 0 for all rows if unknown.
    """

    texts: Sequence[str]
    intents: npt.NDArray[np.float32]
    sentiment: npt.NDArray[np.float32]
    right: Bools
    moods: npt.NDArray[np.int64]
    near: npt.NDArray[np.float32] | float = 0.0

    def part(self, chosen: Bools) -> "HeldOut":
        """The chosen rows only."""
        texts = [text for text, keep in zip(self.texts, chosen, strict=True) if keep]
        near = self.near if isinstance(self.near, float) else self.near[chosen]
        return HeldOut(texts, self.intents[chosen], self.sentiment[chosen], self.right[chosen], self.moods[chosen], near)


def held(texts: Sequence[str], outputs: Sequence[Outputs], right: Bools, moods: npt.NDArray[np.int64]) -> HeldOut:
    """A model's outputs for rows, with the right answers."""
    intents = np.array([o.intents for o in outputs], dtype=np.float32).reshape(right.shape)
    sentiment = np.array([o.sentiment for o in outputs], dtype=np.float32).reshape(len(right), 3)
    return HeldOut(texts, intents, sentiment, right, moods, np.array([o.near for o in outputs], dtype=np.float32))


def calibrate(rows: HeldOut, labels: tuple[str, ...], seed: int) -> Calibration:
    """Temperatures, out-of-scope score and thresholds; without rows, nothing is scaled and nothing is certified."""
    if not rows.texts:
        return Calibration(limits=Limits(accept=0.5, out_of_scope=1.0, second=SECOND, alpha=1.0, certified=False))
    tuning = tuning_part(rows, labels, seed)
    tune, certify = rows.part(tuning), rows.part(~tuning)
    draft = Calibration(
        temperature=temperature(tune.intents, tune.right),
        sentiment_temperature=temperature(tune.sentiment[tune.moods >= 0], np.eye(3, dtype=bool)[tune.moods[tune.moods >= 0]]),
        limits=Limits(accept=1.0, out_of_scope=1.0, second=SECOND, alpha=1.0, certified=False),
    )
    draft = draft.model_copy(update=outside_score(tune, labels, draft))
    limits = draft.limits.model_copy(
        update={"out_of_scope": outside_limit(tune, labels, draft), "second": second_limit(rows, labels, draft)}
    )
    draft = draft.model_copy(update={"limits": limits})
    accept = certified(judged(tune, labels, draft), judged(certify, labels, draft))
    return draft.model_copy(update={"limits": limits.model_copy(update=accept)})


def tuning_part(rows: HeldOut, labels: tuple[str, ...], seed: int) -> Bools:
    """Which rows are for tuning: a third of the in-scope ones and a third of the others, in a pseudo-random order."""
    outside = is_outside(rows, labels)
    chosen = np.zeros(len(rows.texts), dtype=bool)
    for kind in (outside, ~outside):
        order = sorted(np.flatnonzero(kind), key=lambda row: rank(rows.texts[int(row)], seed))
        chosen[order[::TUNING]] = True
    return chosen


def is_outside(rows: HeldOut, labels: tuple[str, ...]) -> Bools:
    """Which rows are labelled out of scope."""
    return rows.right[:, labels.index(OUT_OF_SCOPE)] if OUT_OF_SCOPE in labels else np.zeros(len(rows.texts), dtype=bool)


def temperature(logits: npt.NDArray[np.float32], right: Bools) -> float:
    """The divisor of the logits with the least negative log-likelihood (Guo et al., 2017); several right labels share theirs equally."""
    if not len(logits):
        return 1.0
    share = right / right.sum(1, keepdims=True)
    candidates = np.geomspace(0.05, 5.0, 93)
    losses = [-(share * np.log(softmax(logits / t) + 1e-9)).sum() + 0.5 * np.log(t) ** 2 for t in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 4)


def outside_score(tune: HeldOut, labels: tuple[str, ...], draft: Calibration) -> dict[str, float]:
    """Weights of the out-of-scope score: learnt if there are enough out-of-scope rows, otherwise equal for all signs.

    Equal weights get a bias that puts the score 0.5 where the allowed share of right answers is lost. If no row is answered rightly, or
    all rows look alike, there are no weights.
    """
    seen, outside = evidence(tune.intents, tune.near, labels, draft.temperature), is_outside(tune, labels)
    right = answered_right(tune, labels)
    if not right.any() or outside.all():
        return {}
    centre, spread = seen[~outside].mean(0), seen[~outside].std(0)
    if not (spread > 1e-6).any():
        return {}
    spread = np.where(spread > 1e-6, spread, np.inf)
    scaled = (seen - centre) / spread
    if outside.sum() >= LEARN:
        learnt = LogisticRegression(class_weight="balanced").fit(scaled, outside)
        weights, start = learnt.coef_[0], float(learnt.intercept_[0])
    else:
        weights = np.ones(scaled.shape[1])
        usual = scaled[right] @ weights
        lost = FEW if OUT_OF_SCOPE in labels else UNSEEN
        start = -max(float(np.quantile(usual, 1.0 - lost)), float(usual.mean() + norm.ppf(1.0 - lost) * usual.std()))
    per_unit = weights / spread
    names = ("class_weight", "energy_weight", "distance_weight")
    return {**dict(zip(names, map(float, per_unit), strict=True)), "bias": start - float(per_unit @ centre)}


def outside_limit(tune: HeldOut, labels: tuple[str, ...], draft: Calibration) -> float:
    """The threshold of the out-of-scope score with the largest gain: recall of out-of-scope rows minus the share of right answers lost.

    Without weights all scores are equal: then nothing is turned away, or everything if the pack has no other intent.
    """
    outside, right = is_outside(tune, labels), answered_right(tune, labels)
    if not (draft.class_weight or draft.energy_weight or draft.distance_weight):
        return 0.0 if set(labels) == {OUT_OF_SCOPE} else 1.0
    if outside.sum() < CHOOSE or not right.any():
        return 0.5
    score = out_of_scope(tune.intents, tune.near, labels, draft)
    grid = np.round(np.arange(0.02, 0.99, 0.02), 2)
    lost = np.array([(score[right] >= t).sum() / (~outside).sum() for t in grid])
    recall = np.array([(score[outside] >= t).mean() for t in grid])
    gain = np.where(lost <= GIVEN_UP, recall - lost, -1.0 - lost)
    return float(np.median(grid[gain == gain.max()]).round(2))


def answered_right(rows: HeldOut, labels: tuple[str, ...]) -> Bools:
    """Which rows have a right likeliest intent."""
    return np.asarray(rows.right[np.arange(len(rows.texts)), best(rows, labels)], dtype=bool)


def best(rows: HeldOut, labels: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The likeliest intent of each row, never ``oos``."""
    logits = rows.intents.copy()
    if OUT_OF_SCOPE in labels:
        logits[:, labels.index(OUT_OF_SCOPE)] = -np.inf
    return np.asarray(logits.argmax(1), dtype=np.int64)


def second_limit(rows: HeldOut, labels: tuple[str, ...], draft: Calibration) -> float:
    """The probability from which a further intent counts, by the F1 of second intents, or of all intents if many rows have several.

    ``SECOND`` if too few rows have two intents; the strictest limit if every limit finds more false second intents than right ones.
    """
    two = rows.right.sum(1) > 1
    if two.sum() < ENOUGH:
        return SECOND
    chances = softmax(rows.intents / draft.temperature)
    if OUT_OF_SCOPE in labels:
        chances[:, labels.index(OUT_OF_SCOPE)] = 0.0
    grid = np.round(np.arange(0.05, 0.46, 0.05), 2)
    measure = every_f1 if two.mean() >= COMMON else second_f1
    found = [measure(chances, rows.right, limit) for limit in grid]
    return float(grid[int(np.argmax(found))] if max(found) > 0 else grid[-1])


def second_f1(chances: Floats, right: Bools, limit: float) -> float:
    """F1 of second intents at a limit; 0 if at least half of those it finds are false, so that a single request is not made two."""
    second, every, two = np.argsort(-chances, axis=1)[:, 1], np.arange(len(chances)), right.sum(1) > 1
    named = chances[every, second] >= limit
    hits = int((named & right[every, second] & two).sum())
    return 2 * hits / (int(named.sum()) + int(two.sum())) if 2 * hits > named.sum() else 0.0


def every_f1(chances: Floats, right: Bools, limit: float) -> float:
    """Macro-F1 over the intents that occur, at a limit; the likeliest intent always counts."""
    named = chances >= np.minimum(limit, chances.max(1, keepdims=True))
    hits, both = (named & right).sum(0), named.sum(0) + right.sum(0)
    occurs = right.any(0)
    return float(np.mean(2 * hits[occurs] / both[occurs]))


@dataclass(frozen=True, slots=True)
class Judged:
    """How rows would be answered: the probability of the best intent, -1 if the row is turned away, and whether the intent is wrong."""

    chance: Floats
    wrong: Bools

    def at(self, threshold: float) -> tuple[int, int]:
        """How many rows are answered at a threshold, and how many of those wrongly."""
        answered = self.chance >= threshold
        return int(answered.sum()), int((answered & self.wrong).sum())


def judged(rows: HeldOut, labels: tuple[str, ...], calibration: Calibration) -> Judged:
    """How rows would be answered, with scores rounded to four places as serving does."""
    chosen, every = best(rows, labels), np.arange(len(rows.texts))
    chance = np.round(softmax(rows.intents / calibration.temperature)[every, chosen], 4)
    turned_away = np.round(out_of_scope(rows.intents, rows.near, labels, calibration), 4) >= calibration.limits.out_of_scope
    return Judged(np.where(turned_away, -1.0, chance), ~rows.right[every, chosen])


def certified(tune: Judged, certify: Judged) -> dict[str, float | int | bool]:
    """The lowest threshold that keeps the error rate among the answered at or below ALPHA with probability 1 - DELTA.

    Testing starts at the most promising threshold of the tuning part and goes down until one fails. If the first one fails, it is kept,
    uncertified, with the smallest alpha that the same rows certify for it.
    """
    start = promising(tune, len(certify.chance))
    last: float | None = None
    for threshold in GRID[GRID.index(start) :]:
        answered, wrong = certify.at(threshold)
        if float(binom.cdf(wrong, answered, ALPHA)) > DELTA:
            break
        last = threshold
    accept = start if last is None else last
    answered, wrong = certify.at(accept)
    alpha = ALPHA if last is not None else min(1.0, float(np.ceil(upper(wrong, answered) * 1000) / 1000))
    return {"accept": accept, "alpha": alpha, "certified": last is not None, "accepted_rows": answered, "accepted_errors": wrong}


def promising(tune: Judged, certify_rows: int) -> float:
    """The threshold whose test on the certifying rows is most likely to pass, judged by the tuning rows."""

    def p_value(threshold: float) -> float:
        answered, wrong = tune.at(threshold)
        expected = round(certify_rows * answered / max(1, len(tune.chance)))
        rate = (wrong + 0.5) / (answered + 1.0)
        return float(binom.cdf(round(rate * expected), expected, ALPHA))

    return min(GRID, key=p_value)


def upper(wrong: int, answered: int) -> float:
    """The Clopper-Pearson upper bound: the true error rate exceeds it with probability DELTA at most."""
    return 1.0 if wrong >= answered else float(beta.ppf(1.0 - DELTA, wrong + 1, answered - wrong))

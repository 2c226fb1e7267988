"""Computes the metrics in the manifest at the artifact's own thresholds, with the definitions of ``evaluation.understanding``."""

import numpy as np
from sklearn.metrics import f1_score

from bot.inference.artifact import OUT_OF_SCOPE, Calibration
from bot.inference.scores import out_of_scope, softmax
from training.calibrate import Bools, Floats, HeldOut, answered_right, best, is_outside, judged

Metrics = dict[str, float | None]


def measured(rows: HeldOut, labels: tuple[str, ...], calibration: Calibration) -> Metrics:
    """Accuracy and its parts, calibration error, coverage and selective error; a share of no rows is None.

    ``majority``: the accuracy of always guessing the most frequent label.
    """
    if not rows.texts:
        return {}
    outside, right = is_outside(rows, labels), answered_right(rows, labels)
    flagged = out_of_scope(rows.intents, rows.near, labels, calibration) >= calibration.limits.out_of_scope
    answered, wrong = judged(rows, labels, calibration).at(calibration.limits.accept)
    chances = softmax(rows.intents / calibration.temperature)
    return {
        "accuracy": mean(np.where(flagged, outside, right)),
        "majority": mean(rows.right[:, rows.right.sum(0).argmax()]),
        "macro_f1": macro_f1(rows, labels, flagged),
        "in_scope_accuracy": mean((right & ~flagged)[~outside]),
        "oos_recall": mean(flagged[outside]),
        "ece": calibration_error(chances[np.arange(len(right)), best(rows, labels)][~flagged], right[~flagged]),
        "coverage": round(answered / len(right), 4),
        "selective_error": round(wrong / answered, 4) if answered else None,
        "sentiment_macro_f1": sentiment_f1(rows),
    }


def mean(flags: Bools) -> float | None:
    """The share that is true; None without flags."""
    return round(float(flags.mean()), 4) if len(flags) else None


def macro_f1(rows: HeldOut, labels: tuple[str, ...], flagged: Bools) -> float:
    """F1 averaged over the labels that occur; of several right labels the guessed one counts as the right one."""
    names = np.array([*labels, OUT_OF_SCOPE], dtype=object)
    guessed, first = names[np.where(flagged, len(labels), best(rows, labels))], names[rows.right.argmax(1)]
    hit = rows.right[np.arange(len(flagged)), best(rows, labels)] & ~flagged
    truth = np.where(hit, guessed, first)
    return round(float(f1_score(truth, guessed, average="macro", labels=sorted(set(truth)), zero_division=0)), 4)


def sentiment_f1(rows: HeldOut) -> float | None:
    """Macro-F1 over the three sentiments of rows whose sentiment is known; None if there are none."""
    known = rows.moods >= 0
    if not known.any():
        return None
    return round(float(f1_score(rows.moods[known], rows.sentiment[known].argmax(1), average="macro", labels=[0, 1, 2], zero_division=0)), 4)


def calibration_error(sure: Floats, right: Bools, bins: int = 15) -> float | None:
    """Expected calibration error of the likeliest intent over bins of equal width (Naeini et al., 2015)."""
    if not len(sure):
        return None
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(right[place == b].mean() - sure[place == b].mean()) * (place == b).mean() for b in np.unique(place)]
    return round(float(sum(gaps)), 4)

"""Summarises a history: customers' ratings, outcomes, and the agreement of the people who judged single turns."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from bot.errors import DataError
from training import dialogues
from training.dialogues import Dialogue

Report = dict[str, int | float | None]


def evaluate(path: Path) -> Report:
    """The figures of a history file; bad rows count as ``unreadable``, a figure without data is None. DataError without dialogues."""
    rows = list(dialogues.read(path))
    good = [row for row in rows if isinstance(row, Dialogue)]
    if not good:
        raise DataError(path, None, "no dialogue in it can be read")
    ratings = [d.rating for d in good if d.rating is not None]
    return {
        "dialogues": len(good),
        "unreadable": len(rows) - len(good),
        "rated": len(ratings) / len(good),
        "mean_rating": sum(ratings) / len(ratings) if ratings else None,
        "dissatisfied": sum(rating < 3 for rating in ratings) / len(ratings) if ratings else None,
        "resolved": sum(d.outcome == "resolved" for d in good) / len(good),
        **agreement(good),
    }


def agreement(several: Iterable[Dialogue]) -> Report:
    """The agreement of two judges on turns that both judged: share of equal ratings, and quadratically weighted kappa (Cohen, 1968).

    With more than two judges, all pairs count alike.
    """
    judged = [turn.satisfaction for dialogue in several for turn in dialogue.turns if turn.satisfaction and len(turn.satisfaction) > 1]
    pairs = [(one[a], one[b]) for one in judged for a, b in combinations(sorted(one), 2)]
    if not pairs:
        return {"judged_turns": 0, "exact_agreement": None, "weighted_kappa": None}
    first, second = zip(*pairs, strict=True)
    return {
        "judged_turns": len(judged),
        "exact_agreement": sum(a == b for a, b in pairs) / len(pairs),
        "weighted_kappa": kappa(first, second),
    }


def kappa(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Quadratically weighted kappa on the scale 1 to 5; None if all ratings are equal, because kappa is then undefined."""
    if len({*first, *second}) < 2:
        return None
    return float(cohen_kappa_score(first, second, labels=[1, 2, 3, 4, 5], weights="quadratic"))

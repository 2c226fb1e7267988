"""How a scorecard treats groups of people: approval rates, true positive rates, calibration and AUC by groups that it does not know."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from evaluation.advice.ranking import Array, Labels, area, wilson
from training.advice.applications import Words, as_numbers

AGES = ((25, "up to 25"), (35, "26 to 35"), (50, "36 to 50"), (200, "over 50"))
"""Age bands, as upper ends with labels."""

MANY = 8
"""A number with more different values than this is reported in bands."""

ENOUGH = 30
"""The fewest rows for which a group counts in the ratios."""

Group = dict[str, object]


def told(name: str, column: Words, approved: npt.NDArray[np.bool_], chances: Array, bad: Labels) -> dict[str, object]:
    """The figures of each group in a column, and the ratios of the lowest to the highest rate among groups that are large enough.

    A group has the rates ``approval`` and ``approval_of_good`` (the true positive rate) and the share of ``bad`` loans, each with its 95 %
    interval; ``expected_bad``, the mean prediction, which equals ``bad`` if the group is calibrated; and its ``auc``. The four-fifths rule
    asks for an ``approval_ratio`` of .8.
    """
    groups: dict[str, Group] = {}
    rates, rights = [], []
    for label, rows in banded(name, column):
        good = rows & (bad == 0)
        groups[label] = {
            "rows": int(rows.sum()),
            "approval": wilson(int((approved & rows).sum()), int(rows.sum())),
            "approval_of_good": wilson(int((approved & good).sum()), int(good.sum())),
            "expected_bad": round(float(chances[rows].mean()), 4),
            "bad": wilson(int(bad[rows].sum()), int(rows.sum())),
            "auc": round(area(chances[rows], bad[rows]).value, 4) if 0 < bad[rows].sum() < rows.sum() else None,
        }
        if rows.sum() >= ENOUGH and good.any():
            rates.append(float(approved[rows].mean()))
            rights.append(float(approved[good].mean()))
    return {"groups": groups, "approval_ratio": ratio(rates), "approval_of_good_ratio": ratio(rights)}


def ratio(rates: list[float]) -> float | None:
    """The lowest rate over the highest; None for fewer than two groups or if nobody was approved."""
    return round(min(rates) / max(rates), 4) if len(rates) > 1 and max(rates) > 0 else None


def banded(name: str, column: Words) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """The label and the rows (n,) of each group: ages in bands, other numbers of many values by quartile, all else by value."""
    numbers = as_numbers(column)
    if numbers is None or len(np.unique(numbers[~np.isnan(numbers)])) <= MANY:
        for value in sorted({str(value) for value in column if value is not None}):
            yield value, np.array([one is not None and str(one) == value for one in column])
    else:
        ages = "age" in name.lower() or "年龄" in name
        ends = AGES if ages else tuple((float(end), f"up to {end:g}") for end in np.unique(np.nanquantile(numbers, [0.25, 0.5, 0.75, 1.0])))
        start = -np.inf
        for end, label in ends:
            rows = (numbers > start) & (numbers <= end)
            start = end
            if rows.any():
                yield label, rows
    if (missing := np.array([value is None for value in column])).any():
        yield "not said", missing

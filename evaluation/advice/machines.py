"""Evaluates machine faults on unseen data: F1, Matthews' correlation and causes, beside plain boosting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, matthews_corrcoef, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.advice.maintenance.trees import Array
from bot.errors import DataError
from evaluation.advice.rates import calibration_error
from training.advice import maintenance
from training.advice.machines import Labels, Machines
from training.advice.maintenance import Settings

DRAWS = 1000
Flags = npt.NDArray[np.bool_]
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tested:
    """What was said of n machines: risks, whether a failure was expected, by which threshold and by plain boosting; causes and modes."""

    failed: Labels
    risks: Array
    expected: Flags
    plain: Flags
    half: Flags
    causes: Sequence[str | None]
    modes: dict[str, Labels]
    about: Report


def tested(train: Machines, test: Machines, settings: Settings, seed: int) -> Tested:
    """Fit on one part and predict the other; plain boosting uses the readings alone, at its own threshold and at 0.5."""
    model = maintenance.fit(train, settings, seed)
    risks, causes = maintenance.risks(model, test)
    bare = maintenance.fit(replace(train, modes={}), replace(settings, derive=False), seed)
    plain, _ = maintenance.risks(bare, test)
    about: Report = {
        "threshold": round(model.threshold, 3),
        "derived": [f"{one.kind} of {model.names[one.first]} and {model.names[one.second]}" for one in model.derived],
    }
    return Tested(test.failed, risks, risks >= model.threshold, plain >= bare.threshold, plain >= 0.5, causes, dict(test.modes), about)


def evaluate(train: Machines, test: Machines | None, settings: Settings, folds: int, seed: int) -> Report:
    """The report of a test part, or of a cross-validation; DataError if there are fewer failures than folds."""
    if test is not None:
        parts = [tested(train, test, settings, seed)]
    else:
        few = min(int(train.failed.sum()), int((1 - train.failed).sum()))
        if few < 2 * folds:
            raise DataError(train.path, None, f"has {few} rows of the rarer outcome: too few for {folds} folds")
        splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(train.values, train.failed)
        parts = [tested(train.part(one), train.part(other), settings, seed) for one, other in splits]
    return {
        "kind": "failures",
        **measured(parts, seed),
        "folds": folds if test is None else None,
        "seed": seed,
        "inputs": [*train.readings, *train.kinds],
        "modes": list(train.modes),
        "left_out": dict(train.left_out),
        "rows_without_target": train.dropped + (test.dropped if test else 0),
        "missing_readings": int(np.isnan(train.values).sum() + (np.isnan(test.values).sum() if test else 0)),
        "fits": [part.about for part in parts],
    }


def measured(parts: Sequence[Tested], seed: int) -> Report:
    """The figures over all tested machines, with 95 % bootstrap intervals."""
    failed, risks = (np.concatenate([getattr(part, name) for part in parts]) for name in ("failed", "risks"))
    expected, plain, half = (np.concatenate([getattr(part, name) for part in parts]) for name in ("expected", "plain", "half"))
    both = bool(0 < failed.sum() < len(failed))
    hits = int((expected & (failed == 1)).sum())
    return {
        "rows": len(failed),
        "failures": int(failed.sum()),
        **with_interval("f1", f1, failed, expected, seed),
        **with_interval("mcc", mcc, failed, expected, seed),
        "precision": round(hits / max(1, int(expected.sum())), 4),
        "recall": round(hits / max(1, int(failed.sum())), 4),
        "auc": round(float(roc_auc_score(failed, risks)), 4) if both else None,
        "average_precision": round(float(average_precision_score(failed, risks)), 4) if both else None,
        "brier": round(float(brier_score_loss(failed, risks)), 5),
        "ece": calibration_error(risks, failed == 1),
        "baseline_f1": round(f1(failed, plain), 4),
        "baseline_mcc": round(mcc(failed, plain), 4),
        "baseline_half_f1": round(f1(failed, half), 4),
        "baseline_half_mcc": round(mcc(failed, half), 4),
        **gain(failed, expected, plain, seed),
        **causes(parts),
    }


def f1(failed: Labels, expected: Flags) -> float:
    """F1 of the failures; 0 where none was expected."""
    return float(f1_score(failed, expected, zero_division=0))


def mcc(failed: Labels, expected: Flags) -> float:
    """Matthews' correlation; 0 where one outcome is missing."""
    return float(matthews_corrcoef(failed, expected))


def with_interval(name: str, figure: Callable[[Labels, Flags], float], failed: Labels, expected: Flags, seed: int) -> Report:
    """A figure with its 95 % bootstrap interval over machines."""
    chance = np.random.default_rng(seed)
    drawn = [figure(failed[rows], expected[rows]) for rows in (chance.integers(0, len(failed), len(failed)) for _ in range(DRAWS))]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {name: round(figure(failed, expected), 4), f"{name}_low": round(float(low), 4), f"{name}_high": round(float(high), 4)}


def gain(failed: Labels, expected: Flags, plain: Flags, seed: int) -> Report:
    """The difference of F1 to plain boosting, with a paired bootstrap over machines."""
    chance = np.random.default_rng(seed)
    draws = (chance.integers(0, len(failed), len(failed)) for _ in range(DRAWS))
    low, high = np.quantile([f1(failed[rows], expected[rows]) - f1(failed[rows], plain[rows]) for rows in draws], [0.025, 0.975])
    return {
        "f1_gain": round(f1(failed, expected) - f1(failed, plain), 4),
        "f1_gain_low": round(float(low), 4),
        "f1_gain_high": round(float(high), 4),
    }


def causes(parts: Sequence[Tested]) -> Report:
    """The share of foreseen failures whose cause was named, and the share of these causes that is right; empty without modes."""
    found = named = right = 0
    for part in parts:
        if not part.modes:
            return {}
        for row in np.flatnonzero(part.expected & (part.failed == 1)):
            cause = part.causes[int(row)]
            found += 1
            named += cause is not None
            right += cause is not None and bool(part.modes[cause][row])
    return {"causes_named": round(named / max(1, found), 4), "causes_right": round(right / max(1, named), 4), "causes_of": found}

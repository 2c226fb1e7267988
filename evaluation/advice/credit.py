"""Evaluates the scorecard on any applications: ranking and cost beside other models, reasons of refusals, effects on groups."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from bot.advice.credit.decision import assess
from bot.advice.credit.scorecard import Scorecard
from bot.errors import DataError
from evaluation.advice import credit_peers, fairness
from evaluation.advice.credit_peers import Chances, Peer
from evaluation.advice.ranking import area, difference
from training.advice import credit
from training.advice.applications import Applications, Asked, one, read
from training.advice.credit import Settings

SCORECARD = "scorecard"
DRAWS = 1000
BINS = 10
Report = dict[str, object]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is measured. ``cost``: of accepting what is not repaid, over that of refusing what would be; ``text``: also train the text
    classifier, which takes minutes a fold."""

    folds: int = 10
    cost: float = 5.0
    text: bool = False
    seed: int = 7


@dataclass(slots=True)
class Read:
    """The predictions of models for applications they have not learnt from."""

    rows: Applications
    chances: dict[str, Chances]
    approved: Flags
    reasons: Counter[str] = field(default_factory=Counter)
    without_reason: int = 0
    cutoffs: list[int] = field(default_factory=list)


def evaluate(train: Path, test: Path | None, asked: Asked, options: Options) -> Report:
    """Metrics on the test file, or by cross-validation on the training file without one; DataError.

    ``auc`` with DeLong's interval, ``cost`` a row at the scorecard's own cutoff with a bootstrap interval, ``brier``, ``ece`` are the
    scorecard's. ``models``: all of them on the same rows; the others refuse from the probability 1 / (1 + cost) on, which is best where
    they are calibrated. ``leaving_out``: what the AUC would gain by the protected columns. ``fairness``: by each of these.
    """
    told = read(train, asked)
    return evaluated(told, read_by(told, read(test, replace(asked, bad=told.bad_value)) if test else None, options), options)


def evaluated(told: Applications, seen: Read, options: Options) -> Report:
    """The report on out-of-sample predictions, after training on ``told`` or on folds of it."""
    bad, chances = seen.rows.bad, seen.chances
    tested = seen.rows is not told
    models = {name: measured(name, seen, options) for name in chances if not name.endswith(" with all")}
    own = models[SCORECARD]
    return {
        "rows": len(bad),
        "learnt_from": len(told.bad) if tested else None,
        "folds": None if tested else options.folds,
        "bad_value": told.bad_value,
        "bad_share": round(float(bad.mean()), 4),
        "inputs": [*told.numbers, *told.words],
        "protected": list(told.protected),
        "notes": list(told.notes),
        **{key: value for key, value in own.items() if not key.startswith("against")},
        "models": models,
        "leaving_out": leaving_out(seen),
        "refused_because": dict(seen.reasons.most_common()),
        "refused_without_reason": seen.without_reason,
        "fairness": {name: fairness.told(name, column, seen.approved, chances[SCORECARD], bad) for name, column in seen.rows.apart.items()},
    }


def read_by(told: Applications, test: Applications | None, options: Options) -> Read:
    """The out-of-sample predictions for every application."""
    rows = test or told
    seen = Read(rows, {}, np.zeros(len(rows.bad), dtype=bool))
    for learn, places in parts(told, test, options):
        part = rows.part(places)
        card = credit.fit(learn, Settings(cost=options.cost), options.seed)
        for name, found in chances(card, learn, part, options).items():
            seen.chances.setdefault(name, np.zeros(len(rows.bad)))[places] = found
        seen.approved[places] = credit.scores(card, part) >= card.cutoff
        seen.cutoffs.append(card.cutoff)
        explained(card, part, seen)
    return seen


def parts(told: Applications, test: Applications | None, options: Options) -> Iterator[tuple[Applications, npt.NDArray[np.int64]]]:
    """The training data, and the places of the rows then predicted."""
    if test is not None:
        if missing := sorted({*told.numbers, *told.words} - {*test.numbers, *test.words}):
            raise DataError("the test file", None, f"lacks {', '.join(missing)}, or has other kinds of values there")
        yield told, np.arange(len(test.bad))
        return
    if not 2 <= options.folds <= min(told.bad.sum(), len(told.bad) - told.bad.sum()):
        raise DataError("the file", None, f"cannot be parted into {options.folds} folds that hold both outcomes")
    for learn, places in StratifiedKFold(options.folds, shuffle=True, random_state=options.seed).split(told.bad, told.bad):
        yield told.part(learn), places


def chances(card: Scorecard, learn: Applications, part: Applications, options: Options) -> dict[str, Chances]:
    """The probabilities of every model; ``with all``: with the protected columns among the inputs."""
    peers: dict[str, Peer] = {**credit_peers.PEERS, **({"text": credit_peers.text} if options.text else {})}
    found = {SCORECARD: credit.chances(card, part), **{name: peer(learn, part, options.seed) for name, peer in peers.items()}}
    if learn.protected:
        whole, rest = learn.with_protected(), part.with_protected()
        other = credit.fit(whole, Settings(cost=options.cost), options.seed)
        found[f"{SCORECARD} with all"] = credit.chances(other, rest)
        found["boosting with all"] = credit_peers.boosting(whole, rest, options.seed)
    return found


def explained(card: Scorecard, part: Applications, seen: Read) -> None:
    """Count the reasons of every refusal."""
    names = [characteristic.name for characteristic in card.characteristics]
    for row in range(len(part.bad)):
        assessment = assess(card, one(part, row, names))
        if assessment.score < card.cutoff:
            seen.reasons.update(reason.name for reason in assessment.reasons)
            seen.without_reason += not assessment.reasons


def measured(name: str, seen: Read, options: Options) -> dict[str, float | int]:
    """The figures of a model."""
    found, bad = seen.chances[name], seen.rows.bad
    approved = seen.approved if name == SCORECARD else found < 1.0 / (1.0 + options.cost)
    each = np.where(approved, options.cost * bad, 1 - bad)
    rng = np.random.default_rng(options.seed)
    draws = np.array([each[rng.integers(0, len(each), len(each))].mean() for _ in range(DRAWS)])
    low, high = np.quantile(draws, [0.025, 0.975])
    told = {
        **area(found, bad).told("auc"),
        "cost": round(float(each.mean()), 4),
        "cost_low": round(float(low), 4),
        "cost_high": round(float(high), 4),
        "brier": round(float(((found - bad) ** 2).mean()), 4),
        "ece": calibration_error(found, bad),
        "approval": round(float(approved.mean()), 4),
    }
    return told if name == SCORECARD else {**told, **difference(found, seen.chances[SCORECARD], bad).told("against_scorecard")}


def calibration_error(found: Chances, bad: npt.NDArray[np.int64]) -> float:
    """The mean gap between probability and share over tenths of the rows."""
    groups = np.array_split(np.argsort(found), BINS)
    return round(float(sum(abs(found[rows].mean() - bad[rows].mean()) * len(rows) for rows in groups) / len(found)), 4)


def leaving_out(seen: Read) -> dict[str, dict[str, float]]:
    """How much better each model would rank with the protected columns."""
    found = {name.removesuffix(" with all"): name for name in seen.chances if name.endswith(" with all")}
    return {name: difference(seen.chances[whole], seen.chances[name], seen.rows.bad).told("auc_lost") for name, whole in found.items()}


def lines(report: Mapping[str, object]) -> list[str]:
    """The report for people."""
    models, groups = report["models"], report["fairness"]
    assert isinstance(models, dict) and isinstance(groups, dict)
    shown = [f"{key}: {value}" for key, value in report.items() if key not in ("models", "fairness") and value is not None]
    row = "{:>12}  {:>24}  {:>24}  {:>8}  {:>8}  {:>8}"
    shown += ["", row.format("model", "AUC (95 %)", "cost a row (95 %)", "brier", "ece", "approval")]
    for name, model in models.items():
        spans = [f"{model[key]:.3f} ({model[f'{key}_low']:.3f} to {model[f'{key}_high']:.3f})" for key in ("auc", "cost")]
        shown.append(row.format(name, *spans, *(f"{model[key]:.3f}" for key in ("brier", "ece", "approval"))))
    for name, found in groups.items():
        shown += ["", f"{name}: lowest over highest approval {found['approval_ratio']}, of good ones {found['approval_of_good_ratio']}"]
        for label, group in found["groups"].items():
            cells = [spread(group[key]) for key in ("approval", "approval_of_good", "bad")]
            shown.append(
                f"{label:>20}: {group['rows']} rows, approved {cells[0]}, of the good {cells[1]}, "
                f"not repaid {cells[2]} where {group['expected_bad']:.3f} was expected"
            )
    return shown


def spread(share: tuple[float, float, float] | None) -> str:
    """A share with its interval."""
    return "-" if share is None else f"{share[0]:.3f} ({share[1]:.3f} to {share[2]:.3f})"

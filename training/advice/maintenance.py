"""Fits the model of machine faults: boosted trees on readings and on what was derived from them, everything chosen on inner folds.

Failures follow laws in which readings are multiplied, subtracted or divided (power is torque times speed), which trees can only climb in
steps; so products, differences and ratios that gained most are tried beside the plain readings, and kept where inner folds say so.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import matthews_corrcoef
from sklearn.model_selection import StratifiedKFold

from bot.advice.maintenance import features
from bot.advice.maintenance.features import Derived, Reading
from bot.advice.maintenance.model import SURELY, Model
from bot.advice.maintenance.trees import Array
from bot.errors import DataError
from training.advice import boosting
from training.advice.boosting import Boosting
from training.advice.machines import FEWEST, UNIT, Labels, Machines

THRESHOLDS = np.linspace(0.05, 0.95, 91)
SHARES = np.linspace(0.5, 0.95, 10)
SURE = 0.95
"""The least share of named causes that is right on inner folds."""
MOST_READINGS = 9
"""The most readings that features are derived from; of more, those with the largest gain."""
MOST_DERIVED = 14


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is fitted. ``folds``: inner ones; ``derive``: whether derived features are tried at all."""

    boosting: Boosting = field(default_factory=Boosting)
    folds: int = 3
    derive: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of derived features with its results on inner folds: probabilities (n,), threshold, and Matthews' correlation there."""

    derived: tuple[Derived, ...]
    chances: Array
    threshold: float
    score: float


def fit(data: Machines, settings: Settings | None = None, seed: int = 7) -> Model:
    """Fit a model of machines; DataError if there are too few failures, or only failures."""
    settings = settings or Settings()
    few = min(int(data.failed.sum()), int((1 - data.failed).sum()))
    if few < FEWEST:
        raise DataError(data.path, None, f"{data.target}: {few} rows of the rarer outcome, at least {FEWEST} are needed")
    levels = {name: tuple(sorted({value for value in column if value})) for name, column in data.kinds.items()}
    choice = chosen(data, levels, settings, seed)
    rows = features.rows(data.values, data.kinds, levels, choice.derived)
    modes = {name: learnt(rows, flags, settings, seed) for name, flags in data.modes.items()}
    return Model(
        data.target,
        tuple(reading(name, column) for name, column in zip(data.readings, data.values.T, strict=True)),
        levels,
        choice.derived,
        boosting.forest(learnt(rows, data.failed, settings, seed)),
        {name: boosting.forest(one) for name, one in modes.items()},
        choice.threshold,
        surely(data, rows, choice, settings, seed),
        described(data, settings, seed),
    )


def chosen(data: Machines, levels: dict[str, tuple[str, ...]], settings: Settings, seed: int) -> Choice:
    """The better choice on inner folds: plain readings, or readings with derived features."""
    plain = tried(data, features.rows(data.values, data.kinds, levels, ()), (), settings, seed)
    if not settings.derive or len(data.readings) < 2:
        return plain
    derived = promising(data, levels, seed)
    other = tried(data, features.rows(data.values, data.kinds, levels, derived), derived, settings, seed)
    return other if other.score > plain.score else plain


def tried(data: Machines, rows: Array, derived: tuple[Derived, ...], settings: Settings, seed: int) -> Choice:
    """The results of features on inner folds."""
    chances = out_of_fold(rows, data.failed, settings, seed)
    threshold, score = best_threshold(chances, data.failed)
    return Choice(derived, chances, threshold, score)


def promising(data: Machines, levels: dict[str, tuple[str, ...]], seed: int) -> tuple[Derived, ...]:
    """The derived features with the largest gain in a short run with all of them, for the failure or any of its modes."""
    short = Boosting(rounds=30, step=0.2)
    count = len(data.readings)
    if count > MOST_READINGS:
        plain = boosting.gains(boosting.classifier(short, seed).fit(data.values, data.failed), count)
        kept = np.sort(np.argsort(-plain)[:MOST_READINGS])
    else:
        kept = np.arange(count)
    every = tuple(Derived(one.kind, int(kept[one.first]), int(kept[one.second])) for one in features.pairs(len(kept)))
    rows = features.rows(data.values, data.kinds, levels, every)
    gained = np.zeros(len(every))
    for flags in (data.failed, *data.modes.values()):
        found = boosting.gains(boosting.classifier(short, seed).fit(rows, flags), rows.shape[1])[-len(every) :]
        gained = np.maximum(gained, found / max(1e-12, found.max()))
    best = np.argsort(-gained, kind="stable")[:MOST_DERIVED]
    return tuple(every[place] for place in sorted(best) if gained[place] > 0)


def learnt(rows: Array, flags: Labels, settings: Settings, seed: int) -> HistGradientBoostingClassifier:
    """Trees for these flags."""
    return boosting.classifier(settings.boosting, seed).fit(rows, flags)


def out_of_fold(rows: Array, flags: Labels, settings: Settings, seed: int) -> Array:
    """The probability of each row from trees that have not seen it."""
    chances = np.zeros(len(flags))
    folds = min(settings.folds, int(flags.sum()), int((1 - flags).sum()))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(rows, flags):
        chances[test] = learnt(rows[train], flags[train], settings, seed).predict_proba(rows[test])[:, 1]
    return chances


def best_threshold(chances: Array, failed: Labels) -> tuple[float, float]:
    """The middle of the range of thresholds with the best smoothed Matthews' correlation, and that correlation."""
    scores = np.array([matthews_corrcoef(failed, chances >= threshold) for threshold in THRESHOLDS])
    smooth = np.convolve(np.pad(scores, 3, mode="edge"), np.full(7, 1 / 7), mode="valid")
    place = int(np.argmax(smooth))
    return float(THRESHOLDS[place]), float(smooth[place])


def surely(data: Machines, rows: Array, choice: Choice, settings: Settings, seed: int) -> float:
    """The smallest share from which on the likeliest mode is right often enough, among machines that were rightly expected to fail."""
    if not data.modes:
        return SURELY
    chances = np.stack([out_of_fold(rows, flags, settings, seed) for flags in data.modes.values()], axis=1)
    flags = np.stack(list(data.modes.values()), axis=1)
    expected = (choice.chances >= choice.threshold) & (data.failed == 1)
    shares = (chances / np.maximum(1e-12, chances.sum(axis=1, keepdims=True)))[expected]
    likeliest = shares.argmax(axis=1)
    right = flags[expected][np.arange(len(shares)), likeliest] == 1
    for share in SHARES:
        named = shares.max(axis=1) >= share
        if named.sum() >= FEWEST and right[named].mean() >= SURE:
            return float(share)
    return SURELY


def reading(name: str, column: Array) -> Reading:
    """What the model keeps of a reading's training values."""
    known = column[~np.isnan(column)]
    found = UNIT.match(name)
    return Reading(
        name,
        found[2] if found else "",
        float(known.min()),
        float(known.max()),
        tuple(float(value) for value in np.quantile(known, np.linspace(0, 1, 31))),
        decimals(known),
    )


def decimals(values: Array) -> int:
    """The decimal places of the values, 4 at most."""
    some = values[:500]
    return next((places for places in range(4) if np.allclose(np.round(some, places), some, atol=1e-9)), 4)


def described(data: Machines, settings: Settings, seed: int) -> dict[str, str]:
    """What a model was fitted with; ``version`` is a hash of all of it."""
    hashed = hashlib.sha256(json.dumps([data.target, data.readings, list(data.modes)], ensure_ascii=False).encode())
    for part in (data.values, data.failed, *data.modes.values()):
        hashed.update(np.ascontiguousarray(part).tobytes())
    for column in data.kinds.values():
        hashed.update(json.dumps(list(column), ensure_ascii=False).encode())
    about = {"data": hashed.hexdigest(), "rows": str(len(data.failed)), "settings": json.dumps(asdict(settings)), "seed": str(seed)}
    return {"version": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12], **about}


def risks(model: Model, data: Machines) -> tuple[Array, Sequence[str | None]]:
    """The risks (n,) of machines, and the cause of each expected failure, None if it is uncertain."""
    rows = model.rows(data.values, data.kinds)
    found = model.risks(rows)
    causes: list[str | None] = [None] * len(found)
    if model.modes:
        chances = model.chances(rows)
        shares = chances / np.maximum(1e-12, chances.sum(axis=1, keepdims=True))
        names = tuple(model.modes)
        for row in np.flatnonzero((found >= model.threshold) & (shares.max(axis=1) >= model.sure)):
            causes[row] = names[int(shares[row].argmax())]
    return found, causes

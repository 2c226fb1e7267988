"""Fits remaining life: boosted trees on windows of a series, what is left being capped, as a machine does not tell its age while it is well
(Heimes, 2008); with the range that machines left out had around what was expected."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.model_selection import KFold

from bot.advice.maintenance.life import Life
from bot.advice.maintenance.trees import Array, Forest
from bot.advice.maintenance.windows import Regimes, filled
from training.advice import boosting
from training.advice.boosting import Boosting
from training.advice.series import Series

MOST_REGIMES = 6
SAMPLE = 2000
"""How many rows the operating regimes are found from."""
SEPARATE = 1e-3
"""Regimes exist if at most this share of the settings' variance remains within them."""
BINS = 6


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is fitted. ``cap``: the most remaining cycles, infinite for no cap; ``every``: one cycle in this many is learnt from."""

    cap: float = 125.0
    boosting: Boosting = field(default_factory=lambda: Boosting(rounds=120, step=0.06, fewest=40, penalty=5.0))
    every: int = 2
    folds: int = 5


def fit(data: Series, settings: Settings | None = None, seed: int = 7) -> Life:
    """Fit a model of remaining life, with ranges from inner folds over machines."""
    settings = settings or Settings()
    expected, left = out_of_fold(data, settings, seed)
    return ranged(fitted(data, settings, seed), expected, left)


def fitted(data: Series, settings: Settings, seed: int) -> Life:
    """The model without ranges."""
    stacked = np.concatenate([filled(series) for series in data.values])
    regimes_found, sensors = regimes(data.columns, stacked, seed)
    empty: Array = np.zeros(0)
    life = Life(data.columns, sensors, regimes_found, EMPTY, min(settings.cap, longest(data)), empty, np.zeros(1), np.zeros(1), {})
    rows = np.concatenate([life.rows(series)[:: settings.every] for series in data.values])
    left = np.concatenate([np.minimum(one, settings.cap)[:: settings.every] for one in data.left])
    learnt = boosting.regressor(settings.boosting, seed).fit(rows, left)
    return replace(life, forest=boosting.forest(learnt), about=described(data, settings, seed))


NONE = np.zeros(0, dtype=np.int32)
EMPTY = Forest(NONE.astype(np.int16), NONE.astype(float), NONE, NONE, NONE.astype(bool), NONE.astype(float), NONE, 0.0)
"""A placeholder before the trees are grown."""


def longest(data: Series) -> float:
    """The longest remaining life of any machine."""
    return max(float(one.max()) for one in data.left)


def regimes(columns: Sequence[str], values: Array, seed: int) -> tuple[Regimes, tuple[int, ...]]:
    """Operating regimes, if the columns called settings form a few clusters, and the sensors that vary within them."""
    settings = tuple(place for place, name in enumerate(columns) if "setting" in name.casefold() and values[:, place].std() > 0)
    scale = values[:, list(settings)].std(axis=0) if settings else np.ones(0)
    which, centres = np.zeros(len(values), dtype=np.int64), np.zeros((1, len(settings)))
    if settings:
        which, centres = ways(values[:, list(settings)] / scale, seed)
    means = np.stack([values[which == one].mean(axis=0) for one in range(len(centres))])
    spreads = np.stack([values[which == one].std(axis=0) for one in range(len(centres))])
    moving = (spreads > 1e-9 * np.maximum(1.0, abs(means))).any(axis=0)
    sensors = tuple(place for place in range(len(columns)) if moving[place] and (len(centres) == 1 or place not in settings))
    sensors = sensors or tuple(range(len(columns)))
    deviation = np.where(spreads > 0, spreads, 1.0)[:, list(sensors)]
    return Regimes(settings, scale, centres, means[:, list(sensors)], deviation), sensors


def ways(points: Array, seed: int) -> tuple[npt.NDArray[np.int64], Array]:
    """The cluster of each row of settings, and the centres: the fewest that leave hardly any variance, or a single one."""
    some = points[:: max(1, len(points) // SAMPLE)]
    for count in range(2, min(MOST_REGIMES, len(np.unique(some, axis=0))) + 1):
        grouped = KMeans(count, n_init=3, random_state=seed).fit(some)
        if grouped.inertia_ < SEPARATE * some.var(axis=0).sum() * len(some):
            return grouped.predict(points).astype(np.int64), grouped.cluster_centers_
    return np.zeros(len(points), dtype=np.int64), np.zeros((1, points.shape[1]))


def out_of_fold(data: Series, settings: Settings, seed: int) -> tuple[Array, Array]:
    """What is expected of every cycle by trees that have not seen its machine, and what was left, both capped."""
    expected, left = [], []
    for train, test in KFold(min(settings.folds, len(data.units)), shuffle=True, random_state=seed).split(data.units):
        life = fitted(data.part(train), settings, seed)
        for place in test:
            expected.append(life.expected(life.rows(data.values[place])))
            left.append(np.minimum(data.left[place], settings.cap))
    return np.concatenate(expected), np.concatenate(left)


def ranged(life: Life, expected: Array, left: Array) -> Life:
    """The model with ranges that hold nine of ten cycles of machines left out, by bins of what is expected."""
    edges = np.unique(np.quantile(expected, np.linspace(0, 1, BINS + 1)[1:-1]))
    which = np.searchsorted(edges, expected)
    errors = left - expected
    ranges = [
        np.quantile(errors[which == place], [0.05, 0.95]) if (which == place).any() else (0.0, 0.0) for place in range(len(edges) + 1)
    ]
    low, high = np.array(ranges).T
    return replace(life, edges=edges, low=low, high=high)


def described(data: Series, settings: Settings, seed: int) -> dict[str, str]:
    """What a model was fitted with; ``version`` is a hash of all of it."""
    hashed = hashlib.sha256(json.dumps([data.columns, data.units], ensure_ascii=False).encode())
    for part in (*data.values, *data.left):
        hashed.update(np.ascontiguousarray(part).tobytes())
    about = {"data": hashed.hexdigest(), "machines": str(len(data.units)), "settings": json.dumps(asdict(settings)), "seed": str(seed)}
    return {"version": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12], **about}

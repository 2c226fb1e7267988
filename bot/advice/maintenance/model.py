"""The model of machine faults: features, boosted trees, and the risk threshold."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.advice.maintenance import features
from bot.advice.maintenance.features import Derived, Reading
from bot.advice.maintenance.trees import Array, Forest, arrays, forest_of, opened
from bot.errors import ArtifactError

FORMAT = 1
SURELY = 2.0
"""A share above 1, for models that never name a certain cause."""


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted parts; ``levels`` are the values of each kind, ``direct`` the trees for the risk, ``modes`` those for each failure mode.

    A failure is expected from the risk ``threshold`` on, and a mode is named as the cause from the share ``sure`` on. ``about`` holds data,
    settings and version.
    """

    target: str
    readings: tuple[Reading, ...]
    levels: Mapping[str, tuple[str, ...]]
    derived: tuple[Derived, ...]
    direct: Forest
    modes: Mapping[str, Forest]
    threshold: float
    sure: float
    about: Mapping[str, str]

    @property
    def version(self) -> str:
        """Identifies the data and the settings that it was fitted with."""
        return self.about.get("version", "")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the readings in the order of the columns."""
        return tuple(reading.name for reading in self.readings)

    def rows(self, readings: Array, kinds: Mapping[str, Sequence[str | None]]) -> Array:
        """The features of readings (n, k) and kinds (n each)."""
        return features.rows(readings, kinds, self.levels, self.derived)

    def chances(self, rows: Array) -> Array:
        """The probabilities (n, modes) of the failure modes for rows of features."""
        return np.stack([forest.chance(rows) for forest in self.modes.values()], axis=1) if self.modes else np.zeros((len(rows), 0))

    def risks(self, rows: Array) -> Array:
        """The probabilities (n,) of failure for rows of features."""
        return self.direct.chance(rows)


def dumped(model: Model) -> bytes:
    """The model as an npz file of plain arrays."""
    about = {
        "format": FORMAT,
        "target": model.target,
        "readings": [asdict(reading) for reading in model.readings],
        "levels": model.levels,
        "derived": [asdict(one) for one in model.derived],
        "modes": list(model.modes),
        "threshold": model.threshold,
        "sure": model.sure,
        "about": model.about,
    }
    parts = arrays("direct", model.direct)
    for place, forest in enumerate(model.modes.values()):
        parts |= arrays(f"mode{place}", forest)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, about=np.array(json.dumps(about, ensure_ascii=False)), **parts)  # type: ignore[arg-type]
    return buffer.getvalue()


def load(path: Path) -> Model:
    """A model that ``dumped`` wrote; ArtifactError for any other file, and if the parts do not fit together."""
    try:
        about, parts = opened(path, FORMAT)
        model = Model(
            about["target"],
            tuple(Reading(**{**one, "quantiles": tuple(one["quantiles"])}) for one in about["readings"]),
            {name: tuple(known) for name, known in about["levels"].items()},
            tuple(Derived(**one) for one in about["derived"]),
            forest_of("direct", parts),
            {name: forest_of(f"mode{place}", parts) for place, name in enumerate(about["modes"])},
            about["threshold"],
            about["sure"],
            about["about"],
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{path} is not a model of machine faults ({error}): fit it again") from error
    wrong = mistakes(model)
    if wrong:
        raise ArtifactError(f"{path}: {wrong}: fit it again")
    return model


def mistakes(model: Model) -> str:
    """What is wrong with the parts of a model; empty if nothing is."""
    count = len(model.readings)
    if any(not (0 <= one.first < count and 0 <= one.second < count) for one in model.derived):
        return "it derives features from readings that are not there"
    if not 0 < model.threshold < 1:
        return f"its threshold is {model.threshold}"
    width = count + sum(map(len, model.levels.values())) + len(model.derived)
    return next((wrong for forest in (model.direct, *model.modes.values()) if (wrong := forest.mistakes(width))), "")

"""Fits the scorecard that a pack ships, and writes its card: ``data/engine.json`` and ``data/ENGINE.md`` in the pack's folder."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.advice.credit.scorecard import Scorecard, dumped
from training.advice import applications as reading
from training.advice import credit, scorecard_page
from training.advice.applications import Applications, Asked
from training.advice.columns import read as described
from training.advice.credit import Settings

COLUMNS, ENGINE, CARD = "data/columns.yaml", "data/engine.json", "data/ENGINE.md"
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Cross-validated results: area under the ROC curve, cost of a row, share approved."""

    auc: float
    cost: float
    approval: float


def write(source: Path, folder: Path, seed: int = 7) -> Scorecard:
    """Fit on the applications of ``source``, whose columns ``folder/data/columns.yaml`` describes; DataError."""
    columns = described(folder / COLUMNS)
    applications = reading.read(source, Asked(columns.target, columns.bad, columns=columns))
    settings = Settings()
    found = measured(applications, settings, seed)
    about = {
        "source": columns.source,
        "licence": columns.licence,
        "cost": f"{settings.cost:g}",
        "auc": f"{found.auc:.4f}",
        "cost_a_row": f"{found.cost:.4f}",
        "approval": f"{found.approval:.4f}",
        "measured_by": f"{FOLDS}-fold cross-validation",
    }
    card = credit.fit(applications, settings, seed, about)
    (folder / ENGINE).write_text(dumped(card), encoding="utf-8")
    page = scorecard_page.written(card, sorted(columns.left_out), float(applications.bad.mean()))
    (folder / CARD).write_text(page, encoding="utf-8")
    return card


def measured(applications: Applications, settings: Settings, seed: int) -> Measured:
    """The cross-validated results of such a scorecard."""
    scores, approved = np.zeros(len(applications.bad)), np.zeros(len(applications.bad), dtype=bool)
    for learn, rest in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(scores, applications.bad):
        card = credit.fit(applications.part(learn), settings, seed)
        scores[rest] = credit.scores(card, applications.part(rest))
        approved[rest] = scores[rest] >= card.cutoff
    each = np.where(approved, settings.cost * applications.bad, 1 - applications.bad)
    return Measured(float(roc_auc_score(applications.bad, -scores)), float(each.mean()), float(approved.mean()))

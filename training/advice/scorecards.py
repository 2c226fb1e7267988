"""Fits the scorecard that a pack ships, and writes its card: ``data/engine.json`` and ``data/ENGINE.md`` in the pack's folder."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.advice.credit.scorecard import Category, Scorecard, dumped
from training.advice import applications as reading
from training.advice import credit
from training.advice.applications import Applications, Asked
from training.advice.columns import Columns
from training.advice.columns import read as described
from training.advice.credit import Settings

COLUMNS, ENGINE, CARD = "data/columns.yaml", "data/engine.json", "data/ENGINE.md"
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Over folds of which none was learnt from: area under the ROC curve, cost a row, share approved."""

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
        "measured_by": f"{FOLDS}-fold cross-validation",
    }
    card = credit.fit(applications, settings, seed, about)
    (folder / ENGINE).write_text(dumped(card), encoding="utf-8")
    (folder / CARD).write_text(written(card, columns, applications, found), encoding="utf-8")
    return card


def measured(applications: Applications, settings: Settings, seed: int) -> Measured:
    """How well such a scorecard does on rows that it has not learnt from."""
    scores, approved = np.zeros(len(applications.bad)), np.zeros(len(applications.bad), dtype=bool)
    for learn, rest in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(scores, applications.bad):
        card = credit.fit(applications.part(learn), settings, seed)
        scores[rest] = credit.scores(card, applications.part(rest))
        approved[rest] = scores[rest] >= card.cutoff
    each = np.where(approved, settings.cost * applications.bad, 1 - applications.bad)
    return Measured(float(roc_auc_score(applications.bad, -scores)), float(each.mean()), float(approved.mean()))


def written(card: Scorecard, columns: Columns, applications: Applications, found: Measured) -> str:
    """The card for people: what it was fitted to, how well it does, every point, and where it must not be used."""
    rows = []
    for one in card.characteristics:
        if isinstance(one, Category):
            told = ", ".join(f"{word.replace('_', ' ')} {points:+d}" for word, points in sorted(one.points.items(), key=lambda p: -p[1]))
        else:
            ends = [f"up to {edge:g}" for edge in one.edges] + ["more"]
            told = ", ".join(f"{end} {points:+d}" for end, points in zip(ends, one.points, strict=True))
        rows.append(f"| {one.name.replace('_', ' ')} | {told} | {one.reference:+.1f} |")
    return "\n".join(
        [
            "# The scorecard",
            "",
            f"Version {card.version}, fitted to {len(applications.bad)} applications: {columns.source}. Licence of the data: {columns.licence}.",
            f"{float(applications.bad.mean()):.0%} of them were not repaid.",
            "",
            f"By {FOLDS}-fold cross-validation: area under the ROC curve {found.auc:.3f}; cost {found.cost:.3f} an application, where accepting one that is "
            f"not repaid costs {card.about['cost']} times as much as refusing one that would be; {found.approval:.0%} reach the cutoff.",
            "",
            f"Everybody begins with {card.base} points; {card.cutoff} are needed. At 500 an application is as likely to be repaid as not, and 50 more double the odds.",
            f"Never inputs: {', '.join(name.replace('_', ' ') for name in card.protected)}. In the data and not asked for: "
            f"{', '.join(sorted(name.replace('_', ' ') for name in columns.left_out))}.",
            "",
            "| characteristic | points | mean of those who reach the cutoff |",
            "|---|---|---|",
            *rows,
            "",
            "## Limits",
            "",
            "- It pre-screens and decides nothing: a person does, and sees more than this.",
            "- Data of another time and place says little about yours. Fit it to your own: `frontdesk train PACK --data applications.csv`.",
            "- It was fitted to applications that were granted. Of those that were refused at the time nobody knows what would have become of them.",
            "- Points follow what happened in the data, and some of it is odd (no current account here scores well). They are no advice how to live.",
            "- Leaving a column out does not keep others from standing for it: look at the groups with `frontdesk evaluate advice credit`.",
            "",
        ]
    )

"""Triage on the Chinese paediatric dialogue sets (Dxy, MuZhi-4, MuZhi-10), cross-validated on their train parts, beside what was published.

`python -m benchmarks.advice_triage ../shared/data/dx --levels domains/triage/data/conditions.csv`, some minutes on one core.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
from sklearn.model_selection import StratifiedKFold

from benchmarks.page import write
from bot.advice.triage import symptoms
from bot.advice.triage.engine import Engine
from evaluation.advice import triage
from evaluation.advice.triage import Options, Report, evaluate
from training.advice import cases, interviews
from training.advice.cases import Record
from training.advice.fitting import SHIPPED
from training.advice.triage import Settings, fit

SETS = {"dxy": ("Dxy", 0.779, 8.6), "mz4": ("MuZhi-4", 0.735, 5.1), "mz10": ("MuZhi-10", 0.556, 7.0)}
"""Name, and accuracy and mean questions of HRL (Zhong et al., 2022) on the official test parts."""
HEAD = (
    "set, seed", "accuracy (95 %)", "questions", "published: HRL", "top 3", "recorded symptoms reached", "every symptom known",
    "log loss / calibration error", "naive Bayes, random questions", "most frequent", "one question",
)  # fmt: skip

SILENCES: dict[Literal["unsure", "no"], str] = {"unsure": "not recorded: not known", "no": "not recorded: no"}
NESTED_HEAD = (
    "set",
    "settings tried",
    "accuracy (95 %)",
    "the shipped settings, same folds",
    "questions",
    "log loss",
    "chosen in the folds",
)
SHIPPED_FIRST = Settings()
TRIED = (
    SHIPPED_FIRST,
    replace(SHIPPED_FIRST, prior=0.4),
    replace(SHIPPED_FIRST, prior=1.0),
    replace(SHIPPED_FIRST, tightness=4.0),
    replace(SHIPPED_FIRST, tightness=1.0),
    replace(SHIPPED_FIRST, smoothing=1.0),
    replace(SHIPPED_FIRST, extra=1.0),
    replace(SHIPPED_FIRST, prior_unsure=0.0),
)
"""Settings that inner folds choose from; the larger the set, the fewer of them, for a fit of MuZhi-10 takes ten seconds."""
NESTED = {"dxy": (8, 3), "mz4": (6, 3), "mz10": (4, 1)}
"""How many of them are tried, and on how many inner folds."""
LEVEL_HEAD = ("MuZhi-10 as the pack uses it", "accuracy", "questions", "under-triage (95 % bound)", "over-triage", "calibration error")
PICTURE = Path(__file__).parent.parent / "docs/images/triage.png"


def shown(name: str, seed: int, found: Report) -> tuple[str, ...]:
    """A row of the first table."""
    title, accuracy, questions = SETS[name]
    return (
        f"{title} ({found['rows']}), {seed}",
        f"**{found['accuracy']:.3f}** ({found['accuracy_low']:.3f} to {found['accuracy_high']:.3f})",
        f"{found['mean_questions']:.1f}",
        f"{accuracy:.3f} with {questions}",
        *(f"{found[key]:.3f}" for key in ("top3", "symptom_recall", "ceiling")),
        f"{found['log_loss']:.2f} / {found['ece']:.3f}",
        *(f"{found[key]:.3f}" for key in ("baseline_random_questions", "baseline_majority")),
        f"{found['engine_ms']:.1f} ms",
    )


def level_row(name: str, found: Report) -> tuple[str, ...]:
    """A row of the second table."""
    return (
        name,
        f"{found['accuracy']:.3f} ({found['accuracy_low']:.3f} to {found['accuracy_high']:.3f})",
        f"{found['mean_questions']:.1f}",
        f"{found['under_triage']:.3f} ({found['under_triage_bound']:.3f})",
        f"{found['over_triage']:.3f}",
        f"{found['ece']:.3f}",
    )


def as_served(data: Path, levels: Path, table: Path, seed: int) -> Iterator[tuple[str, ...]]:
    """Rows with levels: only what a family can answer is asked, their silence taken in two ways; a fifth of the cases is tested on."""
    barred = tuple(one.id for one in symptoms.read(table).symptoms if not one.askable)
    options = Options(seed=seed, levels=levels, barred=barred, learn=SHIPPED)
    records, _ = cases.read(data / "mz10/train_set.json")
    kinds = np.array([one.condition for one in records])
    known, tested = next(iter(StratifiedKFold(5, shuffle=True, random_state=seed).split(kinds, kinds)))
    for silence, name in SILENCES.items():
        asked = replace(options, silence=silence)
        found = triage.tested([records[i] for i in known], [records[i] for i in tested], triage.read_levels(levels), asked)
        yield level_row(name, triage.measured([found]))


def nested(name: str, path: Path, seed: int) -> tuple[str, ...]:
    """A row of the nested cross-validation: in each of five folds the settings are chosen by log loss on inner folds of the other four."""
    records, _ = cases.read(path)
    kinds, (tried, inner) = np.array([one.condition for one in records]), NESTED[name]
    chosen: list[Settings] = []
    found, fixed = [], []
    for learn, rest in StratifiedKFold(5, shuffle=True, random_state=seed).split(kinds, kinds):
        known, tested = [records[i] for i in learn], [records[i] for i in rest]
        best = min(TRIED[:tried], key=lambda settings: inner_loss(known, settings, inner, seed))
        chosen.append(best)
        options = Options(seed=seed)
        fixed.append(triage.tested(known, tested, {}, options))
        found.append(fixed[-1] if best == SHIPPED_FIRST else triage.tested(known, tested, {}, replace(options, learn=best)))
    report, plain = triage.measured(found), triage.measured(fixed)
    accuracies = (f"{one['accuracy']:.3f} ({one['accuracy_low']:.3f} to {one['accuracy_high']:.3f})" for one in (report, plain))
    questions, loss = f"{report['mean_questions']:.1f}", f"{report['log_loss']:.2f}"
    return (f"{SETS[name][0]} ({report['rows']})", str(tried), *accuracies, questions, loss, "; ".join(map(difference, chosen)))


def difference(settings: Settings) -> str:
    """What settings have otherwise than the shipped ones."""
    shipped = asdict(SHIPPED_FIRST)
    return ", ".join(f"{key} {value:g}" for key, value in asdict(settings).items() if value != shipped[key]) or "shipped"


def inner_loss(records: Sequence[Record], settings: Settings, folds: int, seed: int) -> float:
    """The log loss when interviews end, on the first so many of four folds that are not learnt from."""
    kinds = np.array([one.condition for one in records])
    losses = []
    for learn, rest in islice(StratifiedKFold(4, shuffle=True, random_state=seed + 100).split(kinds, kinds), folds):
        model = fit(cases.gathered([records[i] for i in learn]), settings, seed)
        asked = cases.gathered([records[i] for i in rest], model.symptoms, model.conditions)
        talk = interviews.held(model, asked.stated, asked.replies(), Engine.most)
        right = model.posterior(talk.ends(talk.lengths(Engine.least_change)))[np.arange(len(rest)), asked.labels]
        losses.append(float(-np.log(right.clip(1e-6)).mean()))
    return float(np.mean(losses))


def draw(found: dict[str, Report]) -> None:
    """Questions asked against accuracy, with where the engine stops and what was published."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 4.5), layout="constrained")
    for (name, report), colour in zip(found.items(), ("#1b6ca8", "#2d8a4e", "#b5541c"), strict=False):
        title, accuracy, questions = SETS[name]
        curve = report["curve"]
        axes.plot(range(len(curve)), curve, color=colour, label=f"{title}: everybody asked so often")
        axes.plot(report["mean_questions"], report["accuracy"], "o", color=colour, label="where the engine stops, on average")
        axes.axhline(report["ceiling"], color=colour, linewidth=0.8, linestyle=":")
        axes.plot(questions, accuracy, "x", color=colour, markersize=9, label="published (HRL), on the test part")
    axes.set_xlabel("questions asked")
    axes.set_ylabel("accuracy (dotted: every symptom known)")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7.5, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.14), frameon=False)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=110)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the page and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--levels", type=Path)
    parser.add_argument("--symptoms", type=Path, default=Path("domains/triage/data/symptoms.csv"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[7])
    parser.add_argument("--nested", action="store_true", help="only the nested cross-validation, some ten minutes")
    options = parser.parse_args(arguments)
    if options.nested:
        inner = [nested(name, options.data / name / "train_set.json", options.seeds[0]) for name in SETS]
        write("triage nested", NESTED_HEAD, inner)
        return
    rows, last = [], {}
    for name in SETS:
        for seed in options.seeds:
            found = evaluate(options.data / name / "train_set.json", None, Options(seed=seed))
            last.setdefault(name, found)
            rows.append(shown(name, seed, found))
            write("triage", HEAD, rows)
    draw(last)
    if options.levels:
        write("triage levels", LEVEL_HEAD, list(as_served(options.data, options.levels, options.symptoms, options.seeds[0])))


if __name__ == "__main__":
    main()

"""The credit engine on public data, beside other models, with what it does to groups of people.

`python -m benchmarks.advice_credit FOLDER` with `credit_german/german.csv` and `credit_taiwan/train.csv` in it, some minutes on one core;
`--text` also trains the LoRA text classifier on the German data, in three folds, which takes many minutes.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.metrics import roc_curve

from benchmarks.page import write
from evaluation.advice.credit import SCORECARD, Options, Read, Report, evaluated, read_by
from training.advice import columns
from training.advice.applications import Applications, Asked, read

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/images/credit.png"
COLUMNS = ROOT / "domains/credit/data/columns.yaml"
BOT, GERMAN = "German Credit, the eight questions that the bot asks", "German Credit, all that is not protected"
NAMES = {
    SCORECARD: "**scorecard**",
    "logistic": "logistic regression, one-hot",
    "boosting": "gradient boosting",
    "text": "LoRA text classifier",
}
COLOURS = {SCORECARD: "#2f6f8f", "logistic": "#888888", "boosting": "#b0503c", "text": "#3c8c5a"}


def sets(data: Path) -> dict[str, tuple[Applications, int]]:
    """The applications of each set, and its folds."""
    path = data / "credit_german/german.csv"
    taiwan = Asked("default.payment.next.month", groups=("EDUCATION",))
    return {
        BOT: (read(path, Asked("risk", columns=columns.read(COLUMNS))), 10),
        GERMAN: (read(path, Asked("21", "2", protected=("9", "13", "20"))), 10),
        "card defaults in Taiwan": (read(data / "credit_taiwan/train.csv", taiwan), 3),
    }


def model_rows(name: str, report: Report) -> list[tuple[str, ...]]:
    """The rows of a set."""
    models, lost = report["models"], report["leaving_out"]
    assert isinstance(models, dict) and isinstance(lost, dict)
    rows = []
    for key, one in models.items():
        less = f"{one['against_scorecard']:+.3f} {span(one, 'against_scorecard')}" if key != SCORECARD else "-"
        kept = f"{lost[key]['auc_lost']:+.3f} {span(lost[key], 'auc_lost')}" if key in lost else "-"
        figures = [f"{one[figure]:.3f} {span(one, figure)}" for figure in ("auc", "cost")]
        rows.append((f"{name}, {report['rows']}, {report['folds']} folds", NAMES[key], *figures, less, kept, f"{one['ece']:.3f}"))
    return rows


def text(applications: Applications) -> None:
    """The text classifier beside the scorecard, on the same three folds."""
    options = Options(folds=3, text=True)
    report = evaluated(applications, read_by(applications, None, options), options)
    heads = ("set, rows", "model", "AUC (95 %)", "cost a row, 5:1 (95 %)", "AUC less the scorecard's", "AUC lost by leaving out", "ECE")
    write("credit-text", heads, model_rows(BOT, report))


def span(one: Mapping[str, float], key: str) -> str:
    """An interval."""
    return f"({one[f'{key}_low']:.3f} to {one[f'{key}_high']:.3f})"


def group_rows(name: str, report: Report) -> list[tuple[str, ...]]:
    """The groups of a set."""
    columns = report["fairness"]
    assert isinstance(columns, dict)
    rows = []
    for column, found in columns.items():
        for label, one in found["groups"].items():
            shares = [
                "-" if one[key] is None else f"{one[key][0]:.2f} ({one[key][1]:.2f} to {one[key][2]:.2f})"
                for key in ("approval", "approval_of_good", "bad")
            ]
            rows.append((name, column, label, str(one["rows"]), *shares, f"{one['expected_bad']:.2f}"))
        rows.append((name, column, "lowest / highest", "", str(found["approval_ratio"]), str(found["approval_of_good_ratio"]), "", ""))
    return rows


def draw(seen: Mapping[str, Read], reports: Mapping[str, Report]) -> None:
    """ROC curves of each set, and what the German refusals were for."""
    figure = Figure(figsize=(13, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, len(seen) + 1)
    for axis, (name, one) in zip(axes, seen.items(), strict=False):
        models = reports[name]["models"]
        assert isinstance(models, dict)
        for key in models:
            false, true, _ = roc_curve(one.rows.bad, one.chances[key])
            axis.plot(false, true, color=COLOURS[key], linewidth=1.2, label=f"{NAMES[key].strip('*')}, AUC {models[key]['auc']:.3f}")
        refused = ~one.approved
        axis.scatter(
            refused[one.rows.bad == 0].mean(), refused[one.rows.bad == 1].mean(), color=COLOURS[SCORECARD], zorder=3, label="the cutoff"
        )
        axis.plot([0, 1], [0, 1], color="#cccccc", linewidth=0.8)
        axis.set_title(name.replace(", ", ",\n"), fontsize=9)
        axis.set_xlabel("refused of those who repaid")
        axis.set_ylabel("refused of those who did not")
        axis.legend(fontsize=7, loc="lower right")
    reasons = next(iter(seen.values())).reasons.most_common()[::-1]
    axes[-1].barh([name.replace("_", " ") for name, _ in reasons], [count for _, count in reasons], color=COLOURS[SCORECARD])
    axes[-1].set_title("German Credit: reasons told to the refused,\nat most 4 each", fontsize=9)
    axes[-1].tick_params(labelsize=8)
    figure.savefig(PICTURE)


def main() -> None:
    """Measure, write the page, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--text", action="store_true")
    given = parser.parse_args()
    seen, reports = {}, {}
    if given.text:
        text(sets(given.data)[BOT][0])
        return
    for name, (applications, folds) in sets(given.data).items():
        options = Options(folds=folds)
        seen[name] = read_by(applications, None, options)
        reports[name] = evaluated(applications, seen[name], options)
        print(name, {key: value for key, value in reports[name].items() if key != "fairness"}, flush=True)
    heads = ("set, rows", "model", "AUC (95 %)", "cost a row, 5:1 (95 %)", "AUC less the scorecard's", "AUC lost by leaving out", "ECE")
    write("credit", heads, [row for name, report in reports.items() for row in model_rows(name, report)])
    write(
        "credit-groups",
        ("set", "column", "group", "rows", "approved (95 %)", "approved of those who repaid", "not repaid", "expected"),
        [row for name, report in reports.items() if name != GERMAN for row in group_rows(name, report)],
    )
    draw({name: one for name, one in seen.items() if name != GERMAN}, reports)


if __name__ == "__main__":
    main()

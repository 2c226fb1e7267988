"""Machine faults on AI4I 2020 and remaining life on CMAPSS FD001, cross-validated on their train parts, beside what was published.

`python -m benchmarks.advice_maintenance FOLDER` with `ai4i2020/train.csv` and `cmapss/train_FD001.txt` in it, some minutes on one core.
Times are processor time.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.model_selection import KFold

from benchmarks.page import write
from bot.advice.maintenance import engine
from bot.advice.maintenance.model import Model
from evaluation.advice import lives, machines
from evaluation.advice.machines import Report
from training.advice import lives as fitting
from training.advice import machines as rows
from training.advice import maintenance, series
from training.advice.series import Series

PICTURE = Path(__file__).parent.parent / "docs/images/maintenance.png"
HEAD = ("what", "measured", "asked for, or beside it")
SHOWN = 8
"""Engines in the picture."""
MILL = {"Air temperature [K]": 300.0, "Process temperature [K]": 310.0, "Rotational speed [rpm]": 1400.0, "Torque [Nm]": 55.0}


def ranged(found: Report, name: str, digits: int = 3) -> str:
    """A figure with its interval."""
    value, low, high = (found[key] for key in (name, f"{name}_low", f"{name}_high"))
    return f"**{value:.{digits}f}** ({low:.{digits}f} to {high:.{digits}f})"


def failures(found: Report) -> list[tuple[str, str, str]]:
    """Rows of AI4I 2020."""
    gain = f"F1 {found['f1_gain']:+.3f} ({found['f1_gain_low']:+.3f} to {found['f1_gain_high']:+.3f})"
    plain = f"{found['baseline_f1']:.3f} / {found['baseline_mcc']:.3f}"
    half = f"{found['baseline_half_f1']:.3f} / {found['baseline_half_mcc']:.3f}"
    return [
        (f"F1, {found['rows']} machines, {found['failures']} failures", ranged(found, "f1"), "0.80; gradient boosting before .766"),
        ("Matthews' correlation", ranged(found, "mcc"), "0.80; gradient boosting before .767"),
        ("precision / recall", f"{found['precision']:.3f} / {found['recall']:.3f}", ""),
        ("ranking: AUC / average precision", f"{found['auc']:.3f} / {found['average_precision']:.3f}", ""),
        ("risk as a probability: Brier score / calibration error", f"{found['brier']:.4f} / {found['ece']:.4f}", ""),
        ("the same trees on plain readings, own threshold: F1 / MCC", plain, gain),
        ("the same, threshold one half: F1 / MCC", half, ""),
        (
            f"cause named / right, of {found['causes_of']} failures found",
            f"{found['causes_named']:.3f} / {found['causes_right']:.3f}",
            "named where 0.95 is right on inner folds",
        ),
    ]


def runs(found: Report) -> list[tuple[str, str, str]]:
    """Rows of CMAPSS FD001."""
    return [
        (
            f"RMSE, {found['machines']} engines left out, {found['draws']} cuts each, capped at 125",
            f"{ranged(found, 'rmse', 2)}, deviation over draws {found['rmse_deviation_over_draws']:.2f}",
            "16; on the official test part LSTM 16.14, boosting 17.62",
        ),
        ("RMSE uncapped, in training and scoring", ranged(found, "rmse_uncapped", 2), ""),
        ("RMSE in the last 50 cycles", f"{found['rmse_last_50']:.2f}", ""),
        ("mean absolute error, capped", f"{found['mae']:.2f}", ""),
        ("more than 20 cycles too late", f"{found['too_late_by_over_20']:.3f}", ""),
        ("inside the range that is told", f"{found['in_range']:.3f}", "0.90"),
        ("ridge on the same features / always the median: RMSE", f"{found['baseline_ridge']:.2f} / {found['baseline_median']:.2f}", ""),
    ]


def speed(model: Model) -> tuple[str, str, str]:
    """How long a verdict takes."""
    readings = {**MILL, "Tool wear [min]": 200.0}
    taken = []
    for _ in range(30):
        began = time.process_time()
        engine.assess(model, readings, {"Type": "L"})
        taken.append((time.process_time() - began) * 1000)
    return ("one verdict with what would change it", f"{np.median(taken):.0f} ms", "20 ms")


def draw(model: Model, data: Series, seed: int) -> None:
    """Left: the risk of a mill as its tool wears, by product grade. Right: remaining life of engines left out, told against true."""
    figure = Figure(figsize=(9.6, 3.6), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    wear = np.arange(0.0, 251.0, 2.0)
    for grade, colour in (("L", "#b0503c"), ("M", "#c79a3a"), ("H", "#2f6f8f")):
        readings = np.stack([wear if name == "Tool wear [min]" else np.full(len(wear), MILL[name]) for name in model.names], axis=1)
        left.plot(wear, model.risks(model.rows(readings, {"Type": [grade] * len(wear)})), color=colour, label=f"grade {grade}")
    left.axhline(model.threshold, color="#888888", linewidth=0.8, linestyle="--", label="threshold")
    left.set_xlabel("tool wear, min (55 Nm, 1,400 rpm)")
    left.set_ylabel("risk of failure")
    left.legend(fontsize=7)
    train, test = next(iter(KFold(5, shuffle=True, random_state=seed).split(data.units)))
    settings = fitting.Settings()
    life = fitting.fitted(data.part(train), settings, seed)
    for place in test[:SHOWN]:
        told = life.expected(life.rows(data.values[place]))
        right.plot(data.left[place], told, linewidth=0.8)
    most = max(float(data.left[place].max()) for place in test[:SHOWN])
    right.plot([0, settings.cap, most], [0, settings.cap, settings.cap], color="#222222", linewidth=1.2, label="true, capped")
    right.set_xlim(most, 0)
    right.set_xlabel("true remaining life, cycles")
    right.set_ylabel("told remaining life, cycles")
    right.legend(fontsize=7)
    figure.savefig(PICTURE)


def main() -> None:
    """Measure, write the page, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    learnt = rows.read(options.data / "ai4i2020/train.csv", rows.Asked("Machine failure"))
    runs_data = series.read(options.data / "cmapss/train_FD001.txt", series.Names())
    model = maintenance.fit(learnt, seed=options.seed)
    found = failures(machines.evaluate(learnt, None, maintenance.Settings(), 5, options.seed))
    write("maintenance", HEAD, [*found, speed(model)])
    write("maintenance life", HEAD, runs(lives.evaluate(runs_data, None, fitting.Settings(), 5, options.seed)))
    draw(model, runs_data, options.seed)


if __name__ == "__main__":
    main()

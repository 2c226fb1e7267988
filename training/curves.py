"""Draws the picture of a training: loss and learning rate, reliability of the probabilities, and error against coverage."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from bot.inference.artifact import Calibration
from training.calibrate import ALPHA, HeldOut, judged

FILE = "curves.png"
BINS = 10
SMOOTH = 40
"""The loss is smoothed over one part in this many of the training."""

BLUE, GREY, RED = "#1f5fa8", "#9aa3ad", "#b3372f"

Course = Sequence[tuple[float, float]]
"""Loss and learning rate of every batch; empty for models that do not learn in batches."""

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it reports its font cache on first use


@dataclass(frozen=True, slots=True)
class Shown:
    """What is drawn: a model's outputs for held-out rows, its calibration, and the course of its training."""

    rows: HeldOut
    labels: tuple[str, ...]
    calibration: Calibration
    course: Course = ()


def draw(path: Path, shown: Shown) -> None:
    """Write the picture; the same data always gives the same file."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=(12 if shown.course else 8, 3.6), dpi=100, layout="constrained")
        places = list(figure.subplots(1, 3 if shown.course else 2))
        if shown.course:
            lost(places.pop(0), shown.course)
        reliability(places[0], shown)
        costs(places[1], shown)
        figure.savefig(path, format="png", metadata={"Software": None})


def lost(axes: Axes, course: Course) -> None:
    """Loss and learning rate by batch."""
    losses, rates = np.array(course).T
    width = max(1, len(losses) // SMOOTH)
    smooth = np.convolve(losses, np.ones(width) / width, mode="valid")
    axes.plot(np.arange(1, len(losses) + 1), losses, color=GREY, linewidth=0.5, alpha=0.6)
    axes.plot(np.arange(len(smooth)) + (width + 1) / 2, smooth, color=BLUE)
    axes.set(title="Training", xlabel="batch", ylabel="loss", ylim=(0, None))
    beside = axes.twinx()
    beside.plot(np.arange(1, len(rates) + 1), rates, color=RED, linewidth=1, linestyle=":")
    beside.set_ylabel("learning rate (dotted)", color=RED)
    beside.set_ylim(0, None)


def reliability(axes: Axes, shown: Shown) -> None:
    """Accuracy by the probability of the likeliest intent; the area of a dot shows how many messages it stands for."""
    seen = judged(shown.rows, shown.labels, shown.calibration) if shown.rows.texts else None
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    axes.set(title="Are its probabilities right?", xlabel="probability of the likeliest intent", ylabel="share that is right")
    axes.set(xlim=(0, 1), ylim=(0, 1.03))
    if seen is None:
        axes.text(0.5, 0.5, "no row was held out", ha="center")
        return
    inside = seen.chance >= 0
    chance, right = seen.chance[inside], ~seen.wrong[inside]
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    bins = np.unique(place)
    sizes = [20 + 180 * float((place == one).mean()) for one in bins]
    across, up = ([float(values[place == one].mean()) for one in bins] for values in (chance, right))
    axes.plot(across, up, color=BLUE, linewidth=1)
    axes.scatter(across, up, s=sizes, color=BLUE)


def costs(axes: Axes, shown: Shown) -> None:
    """The error among the answered messages by the share that is answered; the chosen threshold is marked."""
    axes.set(title="What answering more costs", xlabel="messages answered without asking back", ylabel="wrong among those")
    axes.axhline(ALPHA, color=GREY, linestyle="--", linewidth=1)
    axes.set(xlim=(0, 1), ylim=(0, 0.25))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    if not shown.rows.texts:
        axes.text(0.5, 0.125, "no row was held out", ha="center")
        return
    seen, limit = judged(shown.rows, shown.labels, shown.calibration), shown.calibration.limits.accept
    wrong = seen.wrong[np.argsort(-seen.chance, kind="stable")][: int((seen.chance >= 0).sum())]
    answered = np.arange(1, len(wrong) + 1)
    errors = np.cumsum(wrong) / answered
    axes.plot(answered / len(seen.chance), errors, color=BLUE)
    count, errors_there = seen.at(limit)
    if count:
        axes.scatter([count / len(seen.chance)], [errors_there / count], color=RED, zorder=3)
        right = count > len(seen.chance) / 2
        axes.annotate(
            f"threshold {limit:.2f}",
            (count / len(seen.chance), errors_there / count),
            (-8 if right else 8, -2),
            textcoords="offset points",
            color=RED,
            ha="right" if right else "left",
            va="top",
        )
    axes.set_ylim(0, max(0.15, 1.1 * float(errors[len(errors) // 5 :].max())) if len(errors) else 0.15)

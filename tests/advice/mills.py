"""Made-up machines: a mill that fails above a power or with a hot coil, and pumps that wear until they stop."""

import csv
from pathlib import Path

import numpy as np

from bot.advice.maintenance.life import Life
from bot.advice.maintenance.model import Model
from training.advice import lives, machines, maintenance, series
from training.advice.boosting import Boosting

POWER, HEAT = 9000.0, 40.0
QUICK = maintenance.Settings(Boosting(rounds=30, step=0.25))
SHORT = lives.Settings(cap=60.0, boosting=Boosting(rounds=40, step=0.15, fewest=10), folds=3)


def mills(path: Path, count: int, seed: int) -> Path:
    """A CSV of mills: they fail where torque times speed is too much (``drive``), or where coil and hall are too far apart (``coil``)."""
    chance = np.random.default_rng(seed)
    speed, torque = chance.normal(1500, 200, count).round(), chance.normal(40, 10, count).round(1)
    hall = chance.normal(300, 2, count).round(1)
    coil = (hall + chance.normal(25, 7, count)).round(1)
    drive, hot = torque * speed * 2 * np.pi / 60 > POWER, coil - hall > HEAT
    header = ["nr", "label", "grade", "Hall [K]", "Coil [K]", "Speed [rpm]", "Torque [Nm]", "worked", "failed", "drive", "coil", "odd"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for at in range(count):
            fails = drive[at] or hot[at]
            flags = [int(fails), int(drive[at]), int(hot[at]), int(chance.random() < 0.05)]
            grade = "LMH"[at % 3]
            writer.writerow([at, f"mill-{seed}-{at}", grade, hall[at], coil[at], speed[at], torque[at], "yes", *flags])
    return path


def model(folder: Path, count: int = 1000) -> Model:
    """The model of some mills."""
    return maintenance.fit(machines.read(mills(folder / "mills.csv", count, 1), machines.Asked("failed")), QUICK)


def pumps(path: Path, count: int, seed: int) -> Path:
    """Bare columns of pumps that run until they fail: a setting that never changes, a pressure that falls with wear, and noise."""
    chance = np.random.default_rng(seed)
    lines = []
    for unit in range(1, count + 1):
        length = int(chance.integers(60, 120))
        worn = (np.arange(1, length + 1) / length) ** 3
        pressure = 10 - 4 * worn + chance.normal(0, 0.1, length)
        lines += [f"{unit} {at + 1} 5.0 {pressure[at]:.3f} {chance.normal():.3f}" for at in range(length)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def life(folder: Path, count: int = 24) -> Life:
    """The model of some pumps."""
    return lives.fit(series.read(pumps(folder / "pumps.txt", count, 1), series.Names()), SHORT)

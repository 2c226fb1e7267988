"""Hand-made cases: three conditions with symptoms of their own, some named unasked, the rest recorded by asking."""

import json
from pathlib import Path

import numpy as np

CHANCES = {
    "cold": {"runny nose": 0.9, "sneezing": 0.7, "cough": 0.6, "fever": 0.3},
    "pneumonia": {"cough": 0.95, "fever": 0.85, "fast breathing": 0.8, "runny nose": 0.2},
    "stomach bug": {"loose stool": 0.9, "vomiting": 0.6, "fever": 0.4, "tummy ache": 0.5},
}
SYMPTOMS = sorted({name for chances in CHANCES.values() for name in chances})


def rows(n: int, seed: int) -> list[dict[str, object]]:
    rng = np.random.default_rng(seed)
    made: list[dict[str, object]] = []
    for _ in range(n):
        condition = str(rng.choice(list(CHANCES)))
        there = [name for name in SYMPTOMS if rng.random() < CHANCES[condition].get(name, 0.05)]
        named = {name: "1" for name in there if rng.random() < 0.3}
        found = {name: "1" for name in there if name not in named}
        denied = {name: "0" for name in SYMPTOMS if name not in there and rng.random() < 0.3}
        made.append({"exp_sxs": named, "imp_sxs": {**found, **denied}, "label": condition})
    return made


def write(path: Path, n: int, seed: int) -> Path:
    path.write_text(json.dumps(rows(n, seed), ensure_ascii=False), encoding="utf-8")
    return path

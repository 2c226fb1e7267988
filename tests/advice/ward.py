"""A small triage engine with known numbers: cough speaks for a cold, wheeze for pneumonia, loose stool for diarrhoea."""

import numpy as np

from bot.advice.triage.engine import Engine
from bot.advice.triage.levels import Flag, Level
from bot.advice.triage.model import Model

SYMPTOMS = ("cough", "wheeze", "loose stool", "fever", "rash", "blue lips", "constipation")
CONDITIONS = ("cold", "pneumonia", "diarrhoea")
LEVELS: dict[str, Level] = {"cold": "self_care", "pneumonia": "today", "diarrhoea": "routine"}
CHANCE = np.array(
    [[0.8, 0.1, 0.05, 0.5, 0.05, 0.01, 0.05], [0.8, 0.97, 0.05, 0.6, 0.05, 0.05, 0.05], [0.1, 0.05, 0.9, 0.3, 0.1, 0.01, 0.05]]
)
"""Of yes, by condition and symptom; the rest is no, but for one in twenty who do not know."""


def model() -> Model:
    yes, no = CHANCE * 0.95, (1 - CHANCE) * 0.95
    weights = np.zeros((4, len(SYMPTOMS), len(CONDITIONS)))
    weights[0], weights[2] = np.log(yes).T, np.log(no).T
    answers = np.stack([yes, no, np.full_like(yes, 0.05)], axis=-1)
    askable = np.ones(len(SYMPTOMS), dtype=bool)
    return Model(SYMPTOMS, CONDITIONS, weights, np.zeros(len(CONDITIONS)), answers, askable, {"version": "v1", "data": "d1"})


FLAGS = (
    Flag("blue lips", frozenset({"blue lips"}), source="hand-made"),
    Flag("fever in a newborn", frozenset({"fever"}), under_months=3, source="hand-made"),
    Flag("fever with a rash that stays", frozenset({"fever", "rash that stays"}), source="hand-made"),
    Flag("a rash for days", frozenset({"rash", "itch"}), level="today", source="hand-made"),
)
ENGINE = Engine(model(), LEVELS, FLAGS, (frozenset({"loose stool", "constipation"}),), frozenset({"itch"}))

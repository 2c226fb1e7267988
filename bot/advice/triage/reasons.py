"""Why a condition is likely: what each answer adds to its log-odds."""

from dataclasses import dataclass

import numpy as np

from bot.advice.triage.case import Answer, Case
from bot.advice.triage.engine import Engine
from bot.advice.triage.model import OPEN

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer about a symptom; ``weight`` is by how much the condition's log-odds would drop without it."""

    symptom: str
    answer: Answer
    weight: float


def reasons(engine: Engine, case: Case, condition: str) -> tuple[Reason, ...]:
    """The weight of every answer, from the strongest for a condition to the strongest against; ValueError for an unknown condition."""
    place = engine.model.conditions.index(condition)
    states = engine.states(case)
    weighed = [one for one in case.heard if one.symptom in engine.places]
    without = np.repeat(states, len(weighed) + 1, axis=0)
    for row, one in enumerate(weighed):
        without[row, engine.places[one.symptom]] = OPEN
    p = engine.posterior(without, case.age_months)[:, place].clip(TINY, 1 - TINY)
    odds = np.log(p) - np.log1p(-p)
    found = [Reason(one.symptom, one.answer, round(float(odds[-1] - odds[row]), 3)) for row, one in enumerate(weighed)]
    return tuple(sorted(found, key=lambda reason: -reason.weight))

"""Triage of one case: red flags first, then the most valuable question, until no answer would change the advice. Pure functions.

Missing knowledge never lowers a level: every doubt in ``grounds`` raises it, and later advice never goes below earlier advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from bot.advice.triage import asking
from bot.advice.triage.asking import Weighing
from bot.advice.triage.case import Answer, Case
from bot.advice.triage.levels import RANK, SEVERITY, Flag, Level, highest
from bot.advice.triage.model import ABSENT, FOUND, OPEN, STATED, UNSURE, Array, Model, States, softmax

CODES: Mapping[Answer, int] = {"yes": FOUND, "no": ABSENT, "unsure": UNSURE}
IMPOSSIBLE = -25.0
"""Added to the logit of a condition for which the child is too old."""
LIKELY = 0.5
"""The likeliest condition is not relied on below this probability."""
SHOWN = 3
LEFT = 5
"""The most questions that are listed as not asked."""


@dataclass(frozen=True)
class Engine:
    """The model and the clinicians' tables. ``levels`` are those of each condition; if there are none, all conditions count alike.

    ``exclusive`` are pairs of symptoms that cannot both be present. ``known`` are further symptoms that may be reported, for red flags or
    without weight. ``under_months`` are age limits of conditions; while the age is unknown, such a condition stays possible. A condition's
    level counts from probability ``mass`` on. A question is asked if its answer changes the advice with at least the probability
    ``least_change``, and there are ``most`` questions at most.
    """

    model: Model
    levels: Mapping[str, Level]
    flags: tuple[Flag, ...] = ()
    exclusive: tuple[frozenset[str], ...] = ()
    known: frozenset[str] = frozenset()
    under_months: Mapping[str, float] = field(default_factory=dict)
    mass: float = 0.05
    least_change: float = 0.015
    most: int = 10

    def __post_init__(self) -> None:
        missing = [name for name in self.model.conditions if name not in self.levels] if self.levels else []
        if missing:
            raise ValueError(f"no level is given for {', '.join(missing)}")

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The index of each symptom in the model."""
        return {name: place for place, name in enumerate(self.model.symptoms)}

    @cached_property
    def symptoms(self) -> frozenset[str]:
        """Every symptom that may be reported."""
        return frozenset(self.places) | self.known | frozenset[str]().union(*(flag.symptoms for flag in self.flags))

    def weighing(self, age_months: float | None = None) -> Weighing:
        """The weighing of the conditions at an age."""
        ranks = np.array([RANK[self.levels.get(name, "self_care")] for name in self.model.conditions], dtype=np.int64)
        limits = np.array([self.under_months.get(name, np.inf) for name in self.model.conditions])
        offset = np.where(limits <= (0 if age_months is None else age_months), IMPOSSIBLE, 0.0)
        return Weighing(ranks, np.array(SEVERITY)[ranks], self.mass, offset)

    def posterior(self, states: States, age_months: float | None) -> Array:
        """Probabilities of the conditions at an age, shape (n, D)."""
        return softmax((self.model.logits(states) + self.weighing(age_months).offset) / self.model.temperature)

    def states(self, case: Case) -> States:
        """A case as the model's input, shape (1, S)."""
        states = np.full((1, len(self.places)), OPEN, dtype=np.int8)
        for one in case.heard:
            if one.symptom in self.places:
                states[0, self.places[one.symptom]] = STATED if one.named and one.answer == "yes" else CODES[one.answer]
        return states


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question; ``flag`` is the red flag that it may complete, ``change`` the probability that its answer changes the advice."""

    symptom: str
    flag: str = ""
    gain: float = 0.0
    change: float = 1.0


@dataclass(frozen=True, slots=True)
class AskBack:
    """Two reported symptoms that exclude each other and have to be clarified."""

    symptoms: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason why the level is not lower; ``subject`` is a red flag, condition or symptom, ``probability`` that of a condition."""

    kind: Literal["red_flag", "red_flag_not_ruled_out", "possible", "no_likely_condition", "not_weighed", "nothing_known", "advised_before"]
    level: Level
    subject: str = ""
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """The level, why it is not lower, the likeliest conditions with their probabilities, and what was left open.

    ``confidence`` is in the likeliest condition. ``not_known`` are symptoms that the person was unsure of, ``not_asked`` those that would
    have been asked next.
    """

    level: Level
    grounds: tuple[Ground, ...]
    conditions: tuple[tuple[str, float], ...]
    confidence: Literal["low", "medium", "high"]
    not_known: tuple[str, ...]
    not_asked: tuple[str, ...]
    model: str
    data: str


def begin(engine: Engine, named: Iterable[str] = (), age_months: float | None = None) -> Case:
    """A case with the symptoms that were named at the start; ValueError for an invalid age or an unknown symptom."""
    case = Case(age_months=age_months)
    for symptom in named:
        case = heard(engine, case, symptom, "yes", named=True)
    return case


def heard(engine: Engine, case: Case, symptom: str, answer: Answer, *, named: bool = False) -> Case:
    """The case with a new or corrected answer; a flag that it raises stays raised. ValueError for an unknown symptom."""
    if symptom not in engine.symptoms:
        raise ValueError(f"{symptom!r} is no symptom of this engine")
    after = case.told(symptom, answer, named=named)
    return flagged(engine, after)


def aged(engine: Engine, case: Case, age_months: float) -> Case:
    """The case with an age."""
    return flagged(engine, replace(case, age_months=age_months))


def flagged(engine: Engine, case: Case) -> Case:
    """The case with every flag that its symptoms raise, and with its least level adjusted."""
    present = case.with_("yes")
    raised = [flag for flag in engine.flags if flag.name in case.flags or flag.raised(present, case.age_months)]
    return replace(case, flags=tuple(flag.name for flag in raised), least=highest([case.least, *(flag.level for flag in raised)]))


def next_step(engine: Engine, case: Case) -> Ask | AskBack | Advice:
    """The next step: advice at once in an emergency; else contradictions, then symptoms of flags above the level, then the rest."""
    if case.least == "emergency":
        return advice(engine, case)
    present = case.with_("yes")
    for pair in engine.exclusive:
        if pair <= present:
            first, second = sorted(pair)
            return AskBack((first, second))
    open_ = engine.symptoms - frozenset(one.symptom for one in case.heard)
    given = advice(engine, case)
    for flag in sorted(engine.flags, key=lambda flag: -RANK[flag.level]):
        if RANK[flag.level] > RANK[given.level] and (rest := flag.missing(present, open_, case.age_months)):
            return Ask(min(rest), flag.name)
    if case.asked >= engine.most:
        return given
    best = worthwhile(engine, case)
    return best[0] if best else namesake(engine, given, open_) or given


def namesake(engine: Engine, given: Advice, open_: frozenset[str]) -> Ask | None:
    """The symptom that the likeliest condition is named after, where nobody has spoken of it: no fever is told before it was asked for."""
    likeliest = given.conditions[0][0]
    may_ask = [engine.model.symptoms[place] for place in asking.askable(engine.model)]
    return next((Ask(symptom, "") for symptom in may_ask if symptom in open_ and likeliest.endswith(symptom)), None)


def worthwhile(engine: Engine, case: Case) -> list[Ask]:
    """The remaining questions, best first; empty if no answer changes the advice with probability ``least_change`` or more."""
    candidates = asking.askable(engine.model)
    if not len(candidates):
        return []
    worth = asking.worth(engine.model, engine.states(case), engine.weighing(case.age_months), candidates)
    if worth.change[0].max() < engine.least_change:
        return []
    order = [place for place in np.argsort(-worth.gain[0], kind="stable") if worth.change[0, place] >= 0]
    return [
        Ask(engine.model.symptoms[candidates[place]], "", float(worth.gain[0, place]), float(worth.change[0, place])) for place in order
    ]


def advice(engine: Engine, case: Case) -> Advice:
    """The advice for a case with what is known now."""
    posterior = engine.posterior(engine.states(case), case.age_months)[0]
    order = np.argsort(-posterior, kind="stable")
    found = grounds(engine, case, posterior)
    best = float(posterior[order[0]])
    return Advice(
        highest(ground.level for ground in found),
        found,
        tuple((engine.model.conditions[place], round(float(posterior[place]), 4)) for place in order[:SHOWN]),
        "low" if best < LIKELY or denied(case, engine.model.conditions[order[0]]) else "high" if best >= 0.8 else "medium",
        tuple(sorted(case.with_("unsure"))),
        tuple(ask.symptom for ask in worthwhile(engine, case)[:LEFT]),
        engine.model.version,
        engine.model.about.get("data", "")[:12],
    )


def grounds(engine: Engine, case: Case, posterior: Array) -> tuple[Ground, ...]:
    """All reasons for a level, most urgent first."""
    present, unsure = case.with_("yes"), case.with_("unsure")
    found = [Ground("red_flag", flag.level, flag.name) for flag in engine.flags if flag.name in case.flags]
    found += [
        Ground("red_flag_not_ruled_out", "today", flag.name)
        for flag in engine.flags
        if flag.level == "emergency"
        and flag.name not in case.flags
        and flag.applies(case.age_months)
        and flag.symptoms <= present | unsure
        and flag.symptoms & unsure
    ]
    if engine.levels:
        found += [
            Ground("no_likely_condition", highest(("routine", engine.levels[name])))
            if denied(case, name)
            else Ground("possible", engine.levels[name], name, float(p))
            for name, p in zip(engine.model.conditions, posterior, strict=True)
            if p >= engine.mass
        ]
    if not present:
        found.append(Ground("nothing_known", "routine"))
    elif posterior.max() < LIKELY and all(ground.kind != "no_likely_condition" for ground in found):
        found.append(Ground("no_likely_condition", "routine"))
    found += [Ground("not_weighed", "routine", name) for name in sorted(present - engine.places.keys())]
    if case.least != "self_care":
        found.append(Ground("advised_before", case.least))
    return tuple(sorted(dict.fromkeys(found), key=lambda ground: (-RANK[ground.level], ground.kind != "red_flag", -ground.probability)))


def denied(case: Case, condition: str) -> bool:
    """Whether the symptom that a condition is named after was denied: "it may be fever" is no answer to "no fever"."""
    return any(one.answer == "no" and condition.endswith(one.symptom) for one in case.heard)


def concluded(case: Case, given: Advice) -> Case:
    """The case after this advice was given; later advice will not be lower."""
    return replace(case, least=highest((case.least, given.level)))

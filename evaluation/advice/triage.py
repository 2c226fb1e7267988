"""Evaluates triage on unseen recorded cases: the engine asks, the record answers, and what is not recorded is not known."""

import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from bot.advice.triage import engine as engines
from bot.advice.triage.case import Case
from bot.advice.triage.engine import CODES, Engine
from bot.advice.triage.levels import LEVELS, RANK, Level
from bot.advice.triage.model import ANSWERS, OPEN, STATED, Array, Model, States
from bot.errors import DataError
from evaluation.advice.rates import calibration_error, interval, levels_measured, share
from training.advice import cases, interviews, triage
from training.advice.cases import Cases, Record
from training.advice.triage import Settings

TIMED = 50
"""How many interviews are timed, one case at a time as in serving."""
Report = dict[str, object]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is measured. ``folds``: of the cross-validation where there is no test part; ``most``: questions a case at most.

    ``learn``: how the engine is fitted. ``barred``: symptoms that are not asked about. ``silence``: how a case answers about a symptom that
    is not recorded.
    """

    folds: int = 5
    most: int = Engine.most
    levels: Path | None = None
    seed: int = 7
    learn: Settings = field(default_factory=Settings)
    barred: tuple[str, ...] = ()
    silence: Literal["unsure", "no"] = "unsure"


@dataclass(frozen=True, slots=True)
class TestedCases:
    """What came of n tested cases, in their order. ``right`` (n,): place of the right condition, -1 where none of the training part's.

    ``posterior`` (n, D) when the engine stopped; ``questions`` (n,); ``curve`` (n, T + 1): the likeliest condition after each number of
    questions; ``ceiling``: the likeliest by a model of whole records, ``chance``: that of naive Bayes after as many questions drawn at
    random, ``majority``: the condition that most training cases have. ``reached``, ``recorded`` (n,): recorded symptoms that were asked
    about, and all of them. ``advised``, ``due`` (n,): ranks of levels, -1 where no levels are given.
    """

    right: Integers
    posterior: Array
    questions: Integers
    curve: Integers
    ceiling: Integers
    chance: Integers
    majority: Integers
    reached: Integers
    recorded: Integers
    advised: Integers
    due: Integers
    milliseconds: Array


def evaluate(train: Path, test: Path | None, options: Options) -> Report:
    """Figures of the engine fitted on ``train`` and tested on ``test``, or by cross-validation; DataError if a part cannot be used.

    ``accuracy`` (with its 95 % interval), ``top3``, ``log_loss``, ``ece`` (15 bins) of the conditions when the engine stops;
    ``mean_questions``: an unrecorded symptom counts as one and is answered "not known"; ``symptom_recall``: share of recorded symptoms
    that were asked about; ``ceiling``: accuracy of a model that learnt from whole records and is given them; ``curve``: accuracy after
    0, 1, 2, ... questions, nobody stopping early; ``under_triage``: advice below the level of the true condition, with the bound that it
    is below with 95 % confidence.
    """
    train_records, bad = cases.read(train)
    levels = read_levels(options.levels) if options.levels is not None else {}
    if options.levels is not None and (unnamed := sorted({one.condition for one in train_records} - levels.keys())):
        raise DataError(options.levels, None, f"gives no level for {', '.join(unnamed)}, which the cases have")
    if test is not None:
        test_records, more = cases.read(test)
        bad = [*bad, *more]
        found = [tested(train_records, test_records, levels, options)]
    else:
        kinds = np.array([one.condition for one in train_records])
        fewest = int(np.unique(kinds, return_counts=True)[1].min())
        if not 2 <= options.folds <= fewest:
            raise DataError(train, None, f"its rarest condition has {fewest} cases: give --folds from 2 to {fewest}, or --test")
        splits = StratifiedKFold(options.folds, shuffle=True, random_state=options.seed).split(kinds, kinds)
        found = [tested([train_records[i] for i in a], [train_records[i] for i in b], levels, options) for a, b in splits]
    return {**measured(found), "left_out": len(bad), "folds": options.folds if test is None else None, "seed": options.seed}


def tested(train: Sequence[Record], test: Sequence[Record], levels: Mapping[str, Level], options: Options) -> TestedCases:
    """Fit on one part and interview the other."""
    known = cases.gathered(train)
    model = triage.fit(known, options.learn, options.seed, options.barred)
    engine = Engine(model, {name: levels[name] for name in model.conditions} if levels else {}, most=options.most)
    asked = cases.gathered(test, model.symptoms, model.conditions)
    replies, rng = answers(asked, options), np.random.default_rng(options.seed)
    talk = interviews.held(model, asked.stated, replies, options.most, engine.weighing())
    lengths = talk.lengths(engine.least_change)
    ends = talk.ends(lengths)
    everything = triage.revealed(asked.stated, asked.recorded != OPEN, replies)
    plain = triage.unfitted(known, known.replies(), replace(options.learn, prior=1.0, prior_unsure=0.0), ())
    chance = interviews.by_chance(model, asked.stated, replies, lengths, rng)
    recorded = asked.recorded != OPEN
    return TestedCases(
        asked.labels,
        model.posterior(ends),
        lengths,
        np.stack([likeliest(model, moment) for moment in talk.moments], axis=1),
        likeliest(triage.knowing(known, options.learn), everything),
        likeliest(plain, chance),
        np.full(len(test), np.bincount(known.labels).argmax()),
        (recorded & (ends != OPEN)).sum(axis=1),
        recorded.sum(axis=1),
        advised(engine, ends) if levels else np.full(len(test), -1),
        np.array([RANK[levels[one.condition]] if one.condition in levels else -1 for one in test], dtype=np.int64),
        timed(engine, asked, replies),
    )


def answers(asked: Cases, options: Options) -> Integers:
    """Each case's answer about each symptom, as indices into ``ANSWERS``."""
    return asked.replies() if options.silence == "unsure" else np.where(asked.recorded == OPEN, 1, asked.replies())


def likeliest(model: Model, states: States) -> Integers:
    """The indices of the likeliest conditions."""
    return np.asarray(model.logits(states).argmax(axis=1))


def case_of(engine: Engine, states: npt.NDArray[np.int8]) -> Case:
    """The case that is known by these states, shape (S,)."""
    answers = {code: answer for answer, code in CODES.items()} | {STATED: "yes"}
    case = Case()
    for place in np.flatnonzero(states != OPEN):
        case = case.told(engine.model.symptoms[place], answers[int(states[place])], named=bool(states[place] == STATED))
    return case


def advised(engine: Engine, ends: States) -> Integers:
    """Ranks of the levels that the engine advises at the end."""
    return np.array([RANK[engines.advice(engine, case_of(engine, end)).level] for end in ends], dtype=np.int64)


def timed(engine: Engine, asked: Cases, replies: Integers) -> Array:
    """The milliseconds of each next step in a few interviews, one case at a time."""
    taken: list[float] = []
    for row in range(min(TIMED, len(asked.labels))):
        case = case_of(engine, asked.stated[row])
        while True:
            began = time.perf_counter()
            step = engines.next_step(engine, case)
            taken.append((time.perf_counter() - began) * 1000)
            if not isinstance(step, engines.Ask):
                break
            answer = ANSWERS[replies[row, engine.places[step.symptom]]]
            case = engines.heard(engine, case, step.symptom, {code: name for name, code in CODES.items()}[answer])
    return np.array(taken)


def measured(parts: Sequence[TestedCases]) -> Report:
    """The report over all tested cases."""
    right, questions = (np.concatenate([getattr(part, name) for part in parts]) for name in ("right", "questions"))
    hits = {name: np.concatenate([getattr(part, name) == part.right for part in parts]) for name in ("ceiling", "chance", "majority")}
    best = np.concatenate([part.posterior.argmax(axis=1) for part in parts]) == right
    first3 = np.concatenate([(np.argsort(-part.posterior, axis=1)[:, :3] == part.right[:, None]).any(axis=1) for part in parts])
    of_right = np.concatenate([np.where(part.right >= 0, part.posterior[np.arange(len(part.right)), part.right], 0) for part in parts])
    sure = np.concatenate([part.posterior.max(axis=1) for part in parts])
    longest = min(part.curve.shape[1] for part in parts)
    curve = np.concatenate([part.curve[:, :longest] == part.right[:, None] for part in parts]).mean(axis=0)
    taken = np.concatenate([part.milliseconds for part in parts])
    low, high = interval(int(best.sum()), len(best))
    return {
        "rows": len(right),
        "accuracy": share(best),
        "accuracy_low": low,
        "accuracy_high": high,
        "top3": share(first3),
        "mean_questions": round(float(questions.mean()), 3),
        "symptom_recall": round(sum(int(p.reached.sum()) for p in parts) / max(1, sum(int(p.recorded.sum()) for p in parts)), 4),
        "ceiling": share(hits["ceiling"]),
        "log_loss": round(float(-np.log(of_right.clip(1e-6)).mean()), 4),
        "ece": calibration_error(sure, best),
        "baseline_random_questions": share(hits["chance"]),
        "baseline_majority": share(hits["majority"]),
        "curve": [round(float(value), 4) for value in curve],
        "unknown_conditions": int((right < 0).sum()),
        "engine_ms": round(float(np.median(taken)), 3),
        "engine_ms_p99": round(float(np.quantile(taken, 0.99)), 3),
        **levels_measured(np.concatenate([part.advised for part in parts]), np.concatenate([part.due for part in parts])),
    }


def read_levels(path: Path) -> dict[str, Level]:
    """Levels of conditions from a CSV with the columns ``condition,level``; DataError if a level is none of the four."""
    found: dict[str, Level] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                level = (row.get("level") or "").strip()
                if level not in LEVELS or not row.get("condition"):
                    raise DataError(path, number, f"a condition and one of {', '.join(LEVELS)} are needed, found {level!r}")
                found[row["condition"].strip()] = cast(Level, level)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, None, f"cannot be read: {error}") from error
    return found

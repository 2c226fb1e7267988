"""Trains the outlook heads of an artifact, one for each language group whose past dialogues support it."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.inference import encoder
from bot.inference.artifact import Manifest, OutlookRecord
from bot.inference.encoder import Encoder
from bot.inference.outlook import Floats
from bot.inference.outlook_inputs import seen
from bot.inference.passes import here
from training.courses import courses, labels
from training.dialogues import Dialogue
from training.outlook import Course, fit
from training.validation import Predictions, figures, predicted, separates

FOLDS = 5
ENOUGH_RATED = 20
"""The fewest dialogues with rated turns to learn satisfaction from."""

ENOUGH_ENDS = 8
"""The fewest dialogues that escalated, and that did not, to learn the risk from."""

LEAST_RHO, LEAST_AUC = 0.2, 0.65
"""What a head must reach in cross-validation to be served."""

Tick = Callable[[int, int], None]


def add(folder: Path, manifest: Manifest, dialogues: Sequence[Dialogue], tick: Tick = lambda done, of: None) -> dict[str, OutlookRecord]:
    """Train, cross-validate and write the heads into an artifact that is being made; a record for each group with dialogues."""
    reader = encoder.assemble(folder, manifest)
    parts = by_group(dialogues, reader)
    records = {}
    for number, (group, members) in enumerate(parts.items()):
        records[group] = head(folder / group, members, reading(reader, group), manifest.seed)
        tick(number + 1, len(parts))
    return records


def by_group(dialogues: Sequence[Dialogue], reader: Encoder) -> dict[str, list[Dialogue]]:
    """Dialogues by the language group that reads most of the customer's messages."""
    parts: dict[str, list[Dialogue]] = {}
    for dialogue in dialogues:
        read_by = Counter(reader.group(turn.text) for turn in dialogue.turns if turn.speaker == "customer")
        if read_by:
            parts.setdefault(read_by.most_common(1)[0][0], []).append(dialogue)
    return parts


def reading(reader: Encoder, group: str) -> Callable[[Sequence[str]], Sequence[tuple[Floats, Floats]]]:
    """A reader of texts that works as this group's model does in serving."""

    def read(texts: Sequence[str]) -> Sequence[tuple[Floats, Floats]]:
        with ThreadPoolExecutor() as threads:
            return list(threads.map(lambda text: here(seen(reader, group, text)), texts))

    return read


def head(
    folder: Path, dialogues: Sequence[Dialogue], reader: Callable[[Sequence[str]], Sequence[tuple[Floats, Floats]]], seed: int
) -> OutlookRecord:
    """Cross-validate one group's head, and train and write it if it is good enough."""
    rows = counted(dialogues)
    rated = rows["rated_dialogues"] >= ENOUGH_RATED
    ends = min(rows["escalated"], rows["ended"] - rows["escalated"]) >= ENOUGH_ENDS
    notes = [few_ratings(rows)] * (not rated) + [few_ends(rows)] * (not ends)
    if not rated and not ends:
        return OutlookRecord(satisfaction=False, risk=False, rows=rows, notes=tuple(notes))
    mixed = np.random.default_rng(seed).permutation(len(dialogues))
    shuffled = [dialogues[place] for place in mixed]
    found = [asked(course, rated, ends) for course in courses(shuffled, reader)]
    predictions = predicted(found, [labels(dialogue) for dialogue in shuffled], FOLDS, seed)
    metrics = measured(predictions, rated, ends)
    if rated and (rho := metrics["rho"] or 0.0) < LEAST_RHO:
        rated, notes = False, [*notes, f"satisfaction was not foreseen well enough to be of use (rho {rho:.2f}, needed {LEAST_RHO:.2f})"]
    if ends and (auc := metrics["risk_auc"] or 0.0) < LEAST_AUC:
        ends, notes = False, [*notes, f"escalation was not foreseen well enough to be of use (AUC {auc:.2f}, needed {LEAST_AUC:.2f})"]
    if rated or ends:
        fit([asked(course, rated, ends) for course in found], seed).save(folder)
    return OutlookRecord(satisfaction=rated, risk=ends, rows=rows, metrics=metrics, notes=tuple(notes))


def counted(dialogues: Sequence[Dialogue]) -> dict[str, int]:
    """The numbers of dialogues and turns to learn from."""
    marks = [labels(dialogue) for dialogue in dialogues]
    return {
        "dialogues": len(dialogues),
        "rated_dialogues": sum(bool(one.any()) for one in marks),
        "rated_turns": sum(int((one > 0).sum()) for one in marks),
        "ended": sum(dialogue.outcome is not None for dialogue in dialogues),
        "escalated": sum(dialogue.outcome == "escalated" for dialogue in dialogues),
    }


def few_ratings(rows: dict[str, int]) -> str:
    """Why nothing is learnt about satisfaction."""
    return f"too few dialogues with rated turns to foresee satisfaction ({rows['rated_dialogues']}, needed {ENOUGH_RATED})"


def few_ends(rows: dict[str, int]) -> str:
    """Why nothing is learnt about the risk."""
    least = f"needed {ENOUGH_ENDS} of each kind"
    return f"too few dialogues that escalated or did not to foresee escalation ({rows['escalated']} of {rows['ended']}, {least})"


def asked(course: Course, rated: bool, ends: bool) -> Course:
    """The dialogue without the targets that are not to be learnt."""
    return replace(course, ratings=course.ratings * rated, escalated=course.escalated if ends else None)


def measured(predictions: Predictions, rated: bool, ends: bool) -> dict[str, float | None]:
    """The metrics over all folds, from readings that include the rated message."""
    found = figures(predictions.labels, predictions.now, predictions.now_expected) if rated else {}
    return {**found, "risk_auc": separates(predictions)} if ends else found

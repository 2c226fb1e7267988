"""The words of the model card and of the end of a training on how well satisfaction and escalation are foreseen."""

from collections.abc import Iterator

from bot.inference.artifact import Manifest, OutlookRecord
from bot.inference.doubts import READERS

NAMES = {
    "uar": "Ratings 1 to 5, recall averaged over those that occur (guessing reaches .2 of five)",
    "kappa": "The same, agreement beyond chance (kappa)",
    "rho": "Expected rating and label, rank correlation",
    "f1_dissatisfied": "Dissatisfied (below 3), F1",
    "risk_auc": "Escalation: which of two messages is of the dialogue that escalated (AUC; guessing reaches .5)",
}


def section(manifest: Manifest) -> list[str]:
    """The card's section; empty for a model that was trained without past dialogues."""
    if not manifest.outlook:
        return []
    lines = ["## How a conversation goes on", ""]
    for group, record in manifest.outlook.items():
        lines += [*told(READERS.get(group, group), record), ""]
    if any(record.satisfaction or record.risk for record in manifest.outlook.values()):
        lines += [
            "Measured by cross-validation on dialogues of the same history, not on new ones. This is little data: take the numbers as a",
            "hint, and let people decide. What a rated customer thinks and what judges read into a turn are not the same thing.",
            "",
        ]
    return lines


def told(reads: str, record: OutlookRecord) -> list[str]:
    """The lines of one language group: its data, its metrics, and what it does not foresee."""
    rows = record.rows
    learnt = f"{rows['rated_dialogues']} dialogues with {rows['rated_turns']} rated turns, {rows['escalated']} of {rows['ended']} escalated"
    served = " and ".join(name for name, on in (("satisfaction", record.satisfaction), ("the risk of escalation", record.risk)) if on)
    lines = [f"In {reads}, {served} {'are' if ' and ' in served else 'is'} foreseen ({learnt})." if served else f"In {reads}, nothing is."]
    lines += [f"- Not served: {note}." for note in record.notes]
    shown = [f"| {name} | {record.metrics[key]:.2f} |" for key, name in NAMES.items() if record.metrics.get(key) is not None]
    return [*lines, "", "| | |", "|---|---|", *shown] if shown else lines


def sentences(manifest: Manifest) -> Iterator[str]:
    """Sentences for the end of a training: what is foreseen, and what the history could not support."""
    for group, record in manifest.outlook.items():
        reads = READERS.get(group, group)
        if record.satisfaction:
            yield f"On {reads} the satisfaction of customers is foreseen (cross-validated rank correlation {record.metrics['rho']:.2f})."
        if record.risk:
            yield f"On {reads} the risk of escalation is foreseen (cross-validated AUC {record.metrics['risk_auc']:.2f})."
        yield from (f"On {reads} the history was not enough: {note}." for note in record.notes)

"""Warnings about a weak model, from its metrics on held-out rows or by cross-fitting."""

from bot.inference.artifact import GroupRecord, Manifest

READERS = {"latin": "text in Latin letters", "other": "text in other scripts"}
HALF = 0.5
"""A certified error rate above this promises nothing."""


def doubts(manifest: Manifest) -> list[str]:
    """One sentence for each language group whose model is, or may be, of no use, with what to do about it."""
    found = [(READERS.get(name, name), doubt(record)) for name, record in manifest.groups.items()]
    return [f"On {reads} {why}: give it more and clearer examples of each intent." for reads, why in found if why]


def doubt(record: GroupRecord) -> str:
    """What is wrong with a group's model; empty if nothing is, or if it was not measured."""
    accuracy, constant = (record.metrics.get(f"calibration_{name}") for name in ("accuracy", "majority"))
    limits = record.calibration.limits
    if accuracy is not None and constant is not None and accuracy <= constant < 1.0:
        return (
            f"this model is of no use, it reads {accuracy:.1%} rightly where always guessing the most frequent intent reads {constant:.1%}"
        )
    if record.rows.get("calibration") and limits.alpha > HALF:
        counted = f"{limits.accepted_errors} errors in {limits.accepted_rows} rows"
        return f"nothing can be promised about this model, after {counted} it may be wrong as often as right"
    return ""

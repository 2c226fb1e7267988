"""What speaks against relying on a model: its numbers on rows that it, or models like it that were cross-fitted, had not learnt from."""

from bot.inference.artifact import GroupRecord, Manifest

READERS = {"latin": "text in Latin letters", "other": "text in other scripts"}
HALF = 0.5
"""Share of errors among the answered beyond which a promise is none."""


def doubts(manifest: Manifest) -> list[str]:
    """Sentences about the language groups whose model is of no use, or may be, with what to do about it."""
    found = [(READERS.get(name, name), doubt(record)) for name, record in manifest.groups.items()]
    return [f"On {reads} {why}: give it more and clearer examples of each intent." for reads, why in found if why]


def doubt(record: GroupRecord) -> str:
    """What is wrong with a group's model; empty where nothing is, or where that was not measured."""
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

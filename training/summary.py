"""The sentences printed after a training: where the model is, what it learnt from, and how good it is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.inference import artifact
from bot.inference.artifact import GroupRecord, Manifest
from bot.inference.doubts import READERS, doubts
from training import contradictions, foreseen
from training.data import Dataset, explained
from training.unlabelled import sentence

MOST_NAMED = 10
"""The most intents named in a sentence."""


def lines(folder: Path, data: Dataset) -> Iterator[str]:
    """The sentences about a model that was trained on these rows."""
    manifest = artifact.read(folder)
    yield f"The model is in {folder}; read {folder / artifact.CARD} before relying on it."
    yield used(manifest, data)
    yield from contradictions.sentences(data, folder)
    yield from alone(data)
    for name, record in manifest.groups.items():
        yield measured(READERS[name], record)
        if record.unlabelled is not None:
            yield sentence(record.unlabelled)
    yield from foreseen.sentences(manifest)
    yield from doubts(manifest)


def used(manifest: Manifest, data: Dataset) -> str:
    """How many rows were used, and why the others were not."""
    elsewhere = sum(count for reason, count in manifest.report.items() if reason not in data.report)
    return f"{len(data.rows) - elsewhere} of {data.read} rows were used{explained(replace(data, report=manifest.report))}."


def alone(data: Dataset) -> Iterator[str]:
    """A warning about intents with a single example, which are hardly recognised and never measured."""
    counted = Counter(intent for row in data.rows for intent in row.intents)
    single = [intent for intent in data.intents if counted[intent] == 1]
    if single:
        names = f"{', '.join(single[:MOST_NAMED])}{' and others' if len(single) > MOST_NAMED else ''}"
        have = "One intent has" if len(single) == 1 else f"{len(single)} intents have"
        yield f"{have} a single example, from which little can be learnt: {names}. Give each at least ten, in different words."


def measured(reads: str, record: GroupRecord) -> str:
    """The accuracy and coverage of one group's model on rows it did not learn from."""
    part = "test" if record.rows.get("test") else "calibration"
    accuracy, coverage = record.metrics.get(f"{part}_accuracy"), record.metrics.get(f"{part}_coverage")
    if accuracy is None or coverage is None:
        return f"On {reads} it could not be measured: no row was left for that."
    note = "" if part == "test" else "; its thresholds were set on these rows, so expect a little less"
    away = "read in turn by models that had not learnt from them" if part == "calibration" and record.folds else "kept out of training"
    kept = f"{record.rows[part]} rows of {reads} that were {away}"
    return f"On {kept}, {accuracy:.1%} are read rightly and {coverage:.1%} are answered without asking back{note}."

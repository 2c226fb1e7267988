"""Measures a model on labelled texts as the bot would act on them: at the model's own thresholds."""

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import DataError
from bot.inference import encoder
from bot.inference.artifact import OUT_OF_SCOPE, Manifest
from bot.inference.encoder import Encoder, Reading
from bot.inference.tags import Span
from evaluation.learnt import known
from training import data, spans

BINS = 15
Metrics = dict[str, float | int | None]
Figures = dict[str, float | int | list[str] | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """One text: its right intents, the model's reading of it, and the slots ``marked`` in it."""

    right: tuple[str, ...]
    reading: Reading
    marked: tuple[Span, ...] = ()

    @property
    def best(self) -> str:
        """The likeliest intent, whatever its probability."""
        return self.reading.intents[0].name if self.reading.intents else OUT_OF_SCOPE

    @property
    def sure(self) -> float:
        """The probability of the likeliest intent."""
        return self.reading.intents[0].value if self.reading.intents else 0.0

    @property
    def predicted(self) -> str:
        """``oos`` if the out-of-scope score reaches its threshold, otherwise the likeliest intent."""
        return OUT_OF_SCOPE if self.reading.out_of_scope >= self.reading.thresholds.out_of_scope else self.best

    @property
    def named(self) -> tuple[str, ...]:
        """All intents found: the likeliest and those probable enough to be a further one, or ``oos`` alone."""
        if self.predicted == OUT_OF_SCOPE:
            return (OUT_OF_SCOPE,)
        best, *others = self.reading.intents
        return (best.name, *(other.name for other in others if other.value >= self.reading.thresholds.second))

    @property
    def truth(self) -> str:
        """The right intent; of several, the predicted one if it is among them."""
        return self.predicted if self.predicted in self.right else self.right[0]

    @property
    def answered(self) -> bool:
        """Whether the bot would act on the intent: in scope, and at least as probable as the ``accept`` threshold."""
        return self.predicted != OUT_OF_SCOPE and self.sure >= self.reading.thresholds.accept


def evaluate(model: Path, test: Path) -> Figures:
    """Metrics of an artifact on a CSV with the columns ``text,intent[;intent]`` (``oos``: out of scope); ArtifactError, DataError.

    The prediction for a row is ``oos`` if its out-of-scope score reaches the model's threshold, otherwise the likeliest intent.

    - ``accuracy``, ``macro_f1`` (over the labels of the test rows), ``mcc``: predictions of all rows, with ``oos`` a label like any other.
    - ``in_scope_accuracy``: on rows that have an intent; predicting ``oos`` is wrong. ``oos_recall``: ``oos`` rows predicted ``oos``.
    - ``coverage``: the share of rows the bot would act on, which are not ``oos`` and at least as probable as the ``accept`` threshold;
      ``selective_error``: the share of these whose intent is wrong.
    - ``ece``: expected calibration error of the likeliest intent's probability over rows not predicted ``oos``, in 15 bins (Naeini et al.).
    - ``several_macro_f1``, ``several_exact``, if rows have several intents: F1 of the presence of each intent, averaged over the intents
      of the rows, and the share of rows with exactly the right intents.
    - ``slot_f1``, ``slot_precision``, ``slot_recall``, and ``slot_f1_NAME`` of each slot, if rows mark slots inline: over whole spans that
      are probable enough to be used, in rows of a language group that learnt to tag. ``slot_marked_NAME``: how many spans are marked; if
      there are none, the F1 is None, whatever was tagged.

    A measure of no rows is None. Also: ``rows``, rows ``left_out``, and rows whose intents are ``unknown`` to the model, with their
    ``unknown_intents``. ``trained_on``: how many rows the model learnt from or was calibrated on, if it was trained on this very file;
    None if it was trained on another file of this name. ``test_...``: the measures on the rows of the ``test_groups`` alone.
    """
    rows, left_out = usable(test)
    reader = encoder.load(model)
    judged = judge(reader, rows)
    labels = {label for group in reader.manifest.groups.values() for label in group.labels} | {OUT_OF_SCOPE}
    strangers = [one.right for one in judged if not labels & set(one.right)]
    seen = known(reader.manifest, test, rows)
    return {
        **measured(judged),
        **several(judged),
        **slots_of(judged, reader.manifest),
        "rows": len(rows),
        "left_out": left_out,
        "unknown": len(strangers),
        "unknown_intents": sorted({name for right in strangers for name in right}),
        "trained_on": seen.rows,
        **kept_apart(judged, [row.group for row in rows], seen.test_groups),
    }


def slots_of(judged: Sequence[Judged], manifest: Manifest) -> Metrics:
    """Slot metrics on rows whose language group learnt to tag; a slot that no row marks has the F1 None."""
    tagging = {name: group.slots for name, group in manifest.groups.items() if group.slots}
    found = slots_measured([one for one in judged if one.reading.group in tagging])
    unmarked = sorted({slot for slots in tagging.values() for slot in slots if f"slot_f1_{slot}" not in found}) if found else []
    return {**found, **{f"slot_f1_{slot}": None for slot in unmarked}}


def kept_apart(judged: Sequence[Judged], groups: Sequence[str], test_groups: Sequence[str]) -> Figures:
    """The metrics on the rows of the test groups, and the accuracy on each group; empty without such groups."""
    if not test_groups:
        return {}
    of = {name: [one for one, group in zip(judged, groups, strict=True) if group == name] for name in test_groups}
    every = [one for some in of.values() for one in some]
    each = {f"test_accuracy_{name}": measured(some)["accuracy"] for name, some in of.items()}
    return {
        "test_groups": list(test_groups),
        "test_rows": len(every),
        **{f"test_{name}": value for name, value in measured(every).items()},
        **each,
    }


def notes(figures: Figures, test: Path) -> list[str]:
    """What a reader of the figures has to know, one sentence each."""
    said, rows, learnt, groups = [], figures["rows"], figures["trained_on"], figures.get("test_groups")
    if learnt is None:
        said.append(f"The model was trained on another {test.name}. Rows that stand in both it has learnt: on those it looks too good.")
    elif learnt:
        less = "the test_ figures" if groups else "figures of other rows"
        said.append(
            f"The model was trained on this file: it learnt from {learnt} of these {rows} rows, or was calibrated on them. "
            f"The figures over all rows are too good; rely on {less}."
        )
    if isinstance(groups, list):
        said.append(
            f"No training reads the rows of the test groups {', '.join(groups)}: test_ is measured on these {figures['test_rows']}."
        )
    if strangers := figures["unknown_intents"]:
        assert isinstance(strangers, list)
        said.append(f"The model does not know {', '.join(strangers)}: the {figures['unknown']} rows with these intents cannot be right.")
    missed = [f"{name.removeprefix('slot_f1_')} ({figures[missed_of(name)]})" for name in figures if nothing_found(figures, name)]
    if missed:
        said.append(f"Of these slots no marked words were tagged surely enough to be used, in brackets how many: {', '.join(missed)}.")
    return said


def nothing_found(figures: Figures, name: str) -> bool:
    """Whether this is the F1 of a slot that is marked but was never found."""
    return name.startswith("slot_f1_") and figures[name] == 0.0


def missed_of(name: str) -> str:
    """The name of the count of marked spans that belongs to a slot's F1."""
    return name.replace("slot_f1_", "slot_marked_", 1)


def for_people(figures: Figures) -> dict[str, object]:
    """The figures without those that ``notes`` puts into words; a dash stands for None."""
    plain = {name: value for name, value in figures.items() if not isinstance(value, list) and not nothing_found(figures, name)}
    return {name: "-" if value is None else value for name, value in plain.items()}


def judge(reader: Encoder, rows: Sequence[data.Row]) -> list[Judged]:
    """Read every row with the model, one message at a time on each core, as in serving."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        readings = list(pool.map(lambda row: reader.read(row.text), rows))
    return [Judged(row.intents, reading, row.spans or ()) for row, reading in zip(rows, readings, strict=True)]


def usable(test: Path) -> tuple[list[data.Row], int]:
    """All rows with a text and an intent, repeats included, and how many rows were left out."""
    skipped = Counter[str]()

    def skip(why: str, line: int) -> None:
        skipped[why] += 1

    read = [data.usable(cells, line, skip) for line, cells in data.records(test, skip)]
    rows = [row for row in read if row is not None]
    if not rows:
        raise DataError(test, None, "has no row with a text and an intent")
    return rows, sum(skipped.values()) - sum(
        count for why, count in skipped.items() if why.startswith(("cut", "with an unknown sentiment"))
    )


def measured(judged: Sequence[Judged]) -> Metrics:
    """The metrics of ``evaluate`` for judged rows."""
    from sklearn.metrics import f1_score, matthews_corrcoef  # the gate judges rows on machines without it

    truth, predicted = [one.truth for one in judged], [one.predicted for one in judged]
    inside = [one for one in judged if one.right != (OUT_OF_SCOPE,)]
    answered = [one for one in judged if one.answered]
    return {
        "accuracy": share([one.predicted in one.right for one in judged]),
        "macro_f1": round(float(f1_score(truth, predicted, labels=sorted(set(truth)), average="macro", zero_division=0)), 4),
        "in_scope_accuracy": share([one.predicted in one.right for one in inside]),
        "oos_recall": share([one.predicted == OUT_OF_SCOPE for one in judged if one.right == (OUT_OF_SCOPE,)]),
        "mcc": round(float(matthews_corrcoef(truth, predicted)), 4) if len({*truth, *predicted}) > 1 else None,
        "ece": calibration_error([one for one in judged if one.predicted != OUT_OF_SCOPE]),
        "coverage": share([one.answered for one in judged]),
        "selective_error": share([one.best not in one.right for one in answered]),
    }


def several(judged: Sequence[Judged]) -> Metrics:
    """How well all intents of a row are found; empty if no row has several."""
    if not any(len(one.right) > 1 for one in judged):
        return {}
    named, right = [one.named for one in judged], [one.right for one in judged]
    exact = share([set(found) == set(wanted) for found, wanted in zip(named, right, strict=True)])
    return {"several_macro_f1": round(several_f1(named, right), 4), "several_exact": exact}


def several_f1(named: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]]) -> float:
    """F1 of the presence of each intent, averaged over the intents of the rows."""
    found, wanted, hits = Counter[str](), Counter[str](), Counter[str]()
    for some, others in zip(named, right, strict=True):
        found.update(set(some))
        wanted.update(set(others))
        hits.update(set(some) & set(others))
    return sum(2 * hits[label] / (found[label] + wanted[label]) for label in wanted) / max(len(wanted), 1)


def slots_measured(judged: Sequence[Judged]) -> Metrics:
    """How well marked slots were found; empty if none are marked."""
    marked = Counter(span.slot for one in judged for span in one.marked)
    found = spans.spans_measured([spans.Tagged(one.marked, one.reading.spans) for one in judged], 0.0)
    return {**found, **{f"slot_marked_{slot}": marked[slot] for slot in sorted(marked)}}


def share(flags: Sequence[bool]) -> float | None:
    """The share that is true; None without flags."""
    return round(sum(flags) / len(flags), 4) if flags else None


def calibration_error(judged: Sequence[Judged]) -> float | None:
    """The mean gap between probability and accuracy over bins of equal width, weighted by their rows."""
    if not judged:
        return None
    sure = np.array([one.sure for one in judged])
    right = np.array([one.best in one.right for one in judged])
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(float(right[bins == b].mean() - sure[bins == b].mean())) * float((bins == b).mean()) for b in np.unique(bins)]
    return round(sum(gaps), 4)

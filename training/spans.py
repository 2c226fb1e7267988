"""Measures slots by F1 over whole spans, and chooses the probability from which a tagged span is used."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.inference.tags import Span

PRECISION = 0.9
"""The least share of used spans that is right on the calibration part, because a wrong span fills a slot with a wrong value."""

GRID = tuple(round(0.02 * step, 2) for step in range(50))
"""The candidate thresholds."""

Metrics = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Tagged:
    """The spans of one text: those marked by a person, and those found by a model."""

    right: tuple[Span, ...]
    found: tuple[Span, ...]

    def at(self, least: float | None) -> "Tagged":
        """With only the found spans of at least this probability; none without a threshold."""
        return Tagged(self.right, tuple(span for span in self.found if least is not None and span.value >= least))


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of spans: found and right, found, and marked."""

    hits: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of found spans that are right; None without any."""
        return round(self.hits / self.found, 4) if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of marked spans that were found; None without any."""
        return round(self.hits / self.right, 4) if self.right else None

    @property
    def f1(self) -> float | None:
        """Twice the hits over the sum of found and marked spans; None if both are 0."""
        return round(2 * self.hits / (self.found + self.right), 4) if self.found + self.right else None


def counted(rows: Sequence[Tagged], slot: str | None = None) -> Counts:
    """Count the spans of one slot, or of all; a hit has slot, start and end right (Tjong Kim Sang and De Meulder, CoNLL-2003)."""
    hits = found = right = 0
    for row in rows:
        marked, seen = ({span for span in spans if slot in (None, span.slot)} for spans in (row.right, row.found))
        hits, found, right = hits + len(marked & seen), found + len(seen), right + len(marked)
    return Counts(hits, found, right)


def threshold(rows: Sequence[Tagged]) -> float | None:
    """The threshold with the best F1 among those with a precision of ``PRECISION``; None if there is none."""
    kept = [(least, counted([row.at(least) for row in rows])) for least in GRID]
    fit = [(counts.f1 or 0.0, -least) for least, counts in kept if counts.hits and counts.hits >= PRECISION * counts.found]
    return -max(fit)[1] if fit else None


def spans_measured(rows: Sequence[Tagged], least: float | None) -> Metrics:
    """``slot_f1`` with its precision and recall at the threshold, and the F1 of each slot; empty if nothing is marked."""
    kept = [row.at(least) for row in rows]
    slots = sorted({span.slot for row in rows for span in row.right})
    if not slots:
        return {}
    every = counted(kept)
    each: Metrics = {f"slot_f1_{slot}": counted(kept, slot).f1 for slot in slots}
    return {"slot_f1": every.f1, "slot_precision": every.precision, "slot_recall": every.recall, **each}

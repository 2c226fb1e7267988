"""Texts that stand in a file with different intents: for people to decide, as no model can."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.data import Dataset, Row

FILE = "contradictions.csv"
SHOWN = 20
"""Texts that are named at the end of a training; the file names all."""

LONG = 60
"""Characters of a text that are shown."""


def write(folder: Path, data: Dataset) -> None:
    """Every row of such texts, side by side, as a file of an artifact; none where there are none."""
    if not data.contradictions:
        return
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["line", "text", "intent", "learnt_as"])
        for doubles in data.contradictions:
            rows.writerows([row.line, row.text, ";".join(row.intents), ";".join(settled(doubles))] for row in doubles)


def settled(doubles: Sequence[Row]) -> tuple[str, ...]:
    """The intents that most rows of a text have; none where as many have others."""
    (first, most), *others = Counter(frozenset(row.intents) for row in doubles).most_common()
    return () if others and others[0][1] == most else next(row.intents for row in doubles if frozenset(row.intents) == first)


def sentences(data: Dataset, folder: Path) -> Iterator[str]:
    """The first of such texts, with their lines, and where all of them are."""
    found = data.contradictions
    if not found:
        return
    texts = "One text stands" if len(found) == 1 else f"{len(found)} texts stand"
    yield f"{texts} in {data.path.name} with different intents; decide for one, {folder / FILE} has every row of them:"
    yield from (f"  {told(doubles)}" for doubles in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  ... and {len(found) - SHOWN} more"


def told(doubles: Sequence[Row]) -> str:
    """One text, what its lines say, and what became of it."""
    text = doubles[0].text if len(doubles[0].text) <= LONG else f"{doubles[0].text[:LONG]}..."
    said = ", ".join(f"{';'.join(row.intents)} in line {row.line}" for row in doubles[:4])
    beyond = len(doubles) - 4
    more = f" and {beyond} {'line' if beyond == 1 else 'lines'} more" if beyond > 0 else ""
    intents = settled(doubles)
    return f"“{text}” is {said}{more}: {'learnt as ' + ';'.join(intents) if intents else 'left out'}"

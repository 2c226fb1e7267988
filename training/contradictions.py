"""Lists texts that have different intents in different rows, for people to decide."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.data import Dataset, Row

FILE = "contradictions.csv"
SHOWN = 20
"""The most texts listed at the end of a training; the file lists all."""

LONG = 60
"""The most characters shown of a text."""


def write(folder: Path, data: Dataset) -> None:
    """Write all rows of such texts to a file of the artifact, if there are any."""
    if not data.contradictions:
        return
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["line", "text", "intent", "learnt_as"])
        for doubles in data.contradictions:
            rows.writerows([row.line, row.text, ";".join(row.intents), ";".join(settled(doubles))] for row in doubles)


def settled(doubles: Sequence[Row]) -> tuple[str, ...]:
    """The intents that most rows of a text have; none on a tie."""
    (first, most), *others = Counter(frozenset(row.intents) for row in doubles).most_common()
    return () if others and others[0][1] == most else next(row.intents for row in doubles if frozenset(row.intents) == first)


def sentences(data: Dataset, folder: Path) -> Iterator[str]:
    """Lines that list the first such texts and name the file with all of them."""
    found = data.contradictions
    if not found:
        return
    texts = "One text stands" if len(found) == 1 else f"{len(found)} texts stand"
    yield f"{texts} in {data.path.name} with different intents; decide for one, {folder / FILE} has every row of them:"
    yield from (f"  {told(doubles)}" for doubles in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  ... and {len(found) - SHOWN} more"


def told(doubles: Sequence[Row]) -> str:
    """One text, the intents of its lines, and which one was learnt, if any."""
    text = doubles[0].text if len(doubles[0].text) <= LONG else f"{doubles[0].text[:LONG]}..."
    said = ", ".join(f"{';'.join(row.intents)} in line {row.line}" for row in doubles[:4])
    beyond = len(doubles) - 4
    more = f" and {beyond} {'line' if beyond == 1 else 'lines'} more" if beyond > 0 else ""
    intents = settled(doubles)
    return f"“{text}” is {said}{more}: {'learnt as ' + ';'.join(intents) if intents else 'left out'}"

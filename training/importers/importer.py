"""The formats that can be imported, and the one way an import runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataError
from training import dialogues
from training.dialogues import Dialogue
from training.importers import bitext, lines, multidogo, star, table, utterances
from training.importers.packs import pack_from


@dataclass(frozen=True, slots=True)
class Importer:
    """One format: ``about`` is what ``frontdesk import --list`` says of it; ``read`` streams dialogues, and errors for rows left out."""

    about: str
    read: Callable[[Path], Iterator[Dialogue | DataError]]


FORMATS: dict[str, Importer] = {
    "star": Importer("STAR's dialogues.jsonl(.gz): customer and agent, 22 tasks (MIT)", star.read),
    "multidogo": Importer("a MultiDoGO .tsv: labelled customer messages (CDLA-Permissive 1.0)", multidogo.read),
    "bitext": Importer("Bitext's customer support CSV: question, intent, answer (CDLA-Sharing 1.0)", bitext.read),
    "csv": Importer("any CSV with speaker and text a row, or question and answer a row", table.read),
    "jsonl": Importer("dialogues or chats, one JSON object a line, with turns or messages", lines.read),
}


@dataclass(slots=True)
class ImportReport:
    """What an import did: dialogues ``written``, rows left out as ``bad``, labelled messages written as ``utterances``."""

    written: int = 0
    utterances: int = 0
    bad: list[DataError] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Dialogues and bad rows together."""
        return self.written + len(self.bad)


def run(format: str, source: Path, output: Path, labelled: Path | None = None, pack: Path | None = None) -> ImportReport:
    """Write ``source`` as a history.jsonl; where paths are given, also its labelled messages as CSV, and a pack that serves it."""
    if format not in FORMATS:
        raise DataError(source, None, f"there is no format {format!r}: use one of {', '.join(FORMATS)}")
    report = ImportReport()
    report.written = dialogues.write(output, good(FORMATS[format].read(source), report))
    if not report.written:
        reasons = f", the first because {report.bad[0].message}" if report.bad else ""
        raise DataError(source, None, f"holds no dialogue that can be used ({len(report.bad)} rows left out{reasons})")
    if labelled is not None:
        report.utterances = utterances.write(labelled, good(dialogues.read(output), report))
    if pack is not None:
        pack_from(output, pack)
    return report


def good(read: Iterator[Dialogue | DataError], report: ImportReport) -> Iterator[Dialogue]:
    """The dialogues alone; what is wrong goes to the report."""
    for one in read:
        if isinstance(one, DataError):
            report.bad.append(one)
        else:
            yield one

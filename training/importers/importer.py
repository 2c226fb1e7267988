"""The table of formats that can be imported, and the import itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import DataError
from training import dialogues
from training.dialogues import Dialogue, usable
from training.importers import bitext, chatwoot, crosswoz, lines, multidogo, rasa, star, table, uss, utterances, zendesk
from training.importers.packs import pack_from

if TYPE_CHECKING:
    from training.clean import CleaningReport


@dataclass(frozen=True, slots=True)
class Importer:
    """One format: ``about`` is its line in ``frontdesk import --list``; ``read`` streams dialogues, and errors for rows left out.

    ``unread``: the columns of a file that nothing is taken from, where a format leaves the choice of columns to the file.
    """

    about: str
    read: Callable[[Path], Iterator[Dialogue | DataError]]
    unread: Callable[[Path], list[str]] | None = None


FORMATS: dict[str, Importer] = {
    "star": Importer("STAR's dialogues.jsonl(.gz): customer and agent, 22 tasks (MIT)", star.read),
    "multidogo": Importer("a MultiDoGO .tsv: labelled customer messages (CDLA-Permissive 1.0)", multidogo.read),
    "bitext": Importer("Bitext's customer support CSV: question, intent, answer (CDLA-Sharing 1.0)", bitext.read),
    "crosswoz": Importer("CrossWOZ's dialogues, one a line or val.json: Chinese (Apache-2.0)", crosswoz.read),
    "uss": Importer("User Satisfaction Simulation's SGD.txt and the like: every user turn rated (no licence stated)", uss.read),
    "rasa": Importer("Rasa's NLU examples (3.x): a YAML file, or a folder of them", rasa.read),
    "chatwoot": Importer("Chatwoot's conversations with their messages, as JSON", chatwoot.read),
    "zendesk": Importer("Zendesk's tickets with their comments, as JSON", zendesk.read),
    "csv": Importer("any CSV with speaker and text a row, or question and answer a row", table.read, table.unread),
    "jsonl": Importer("dialogues or chats, one JSON object a line, with turns or messages", lines.read),
}


@dataclass(slots=True)
class ImportReport:
    """What an import did: dialogues ``written``, rows left out as ``bad``, columns ``unread``, labelled messages as ``utterances``."""

    written: int = 0
    utterances: int = 0
    bad: list[DataError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    cleaning: "CleaningReport | None" = None

    @property
    def read(self) -> int:
        """The number of dialogues and bad rows together."""
        return self.written + len(self.bad)


class NothingUsable(DataError):
    """A source without a single dialogue that can be used; ``bad`` are its rows."""

    def __init__(self, path: Path, bad: list[DataError]) -> None:
        self.bad = bad
        reasons = f", the first because {bad[0].message}" if bad else ""
        super().__init__(path, None, f"holds no dialogue that can be used ({len(bad)} rows left out{reasons})")


def run(
    format: str, source: Path, output: Path, labelled: Path | None = None, pack: Path | None = None, clean: bool = False
) -> ImportReport:
    """Write ``source`` as a history.jsonl, and optionally its labelled messages as CSV and a pack that serves it.

    Raises DataError, and NothingUsable with the errors of all rows.
    """
    if format not in FORMATS:
        raise DataError(source, None, f"there is no format {format!r}: use one of {', '.join(FORMATS)}")
    report = ImportReport()
    read, unread = FORMATS[format].read, FORMATS[format].unread
    report.written = dialogues.write(output, cleaned(read, source, report) if clean else usable(read(source), report.bad))
    if not report.written:
        raise NothingUsable(source, report.bad)
    report.unread = unread(source) if unread else []
    if labelled is not None:
        report.utterances = utterances.write(labelled, usable(dialogues.read(output), report.bad))
    if pack is not None:
        pack_from(output, pack)
    return report


def cleaned(read: Callable[[Path], Iterator[Dialogue | DataError]], source: Path, report: ImportReport) -> Iterator[Dialogue]:
    """The dialogues after ``frontdesk clean``; the source is read twice, so that nothing uncleaned is written."""
    from training import clean  # its libraries are not needed to import

    report.cleaning = clean.CleaningReport()
    routine = clean.usual(usable(read(source), []), report.cleaning)
    return clean.cleaned(usable(read(source), report.bad), routine, report.cleaning)
